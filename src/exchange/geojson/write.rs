//! Writes Features straight into bytes.

use crate::{
    domain::{Audience, Disclosed, Feature, Value, disclose, shared},
    geo::{Crs, Geometry, geojson},
};

/// The members that every Feature's properties begin with, besides `kind` to `source`, and where
/// their values stand.
pub(super) const LEADING: [usize; 5] = [
    shared::STATE_AT,
    shared::SOURCE_ID_AT,
    shared::REGION_CODE_AT,
    shared::VALID_FROM_AT,
    shared::VALID_TO_AT,
];

/// Appends the feature as a GeoJSON Feature in the form that answers have, as far as the
/// audience may see it; `false` and nothing when it may not know of it.
///
/// # CRS
/// Longitude, latitude, CGCS2000, as [`Feature::geometry`].
pub fn feature_json(feature: &Feature, audience: Audience, out: &mut Vec<u8>) -> bool {
    let Some(seen) = disclose(feature, audience) else {
        return false;
    };
    write_disclosed(&seen, out);
    true
}

/// Appends what an audience sees of a feature.
pub(super) fn write_disclosed(seen: &Disclosed<'_>, out: &mut Vec<u8>) {
    write_with(geojson::write, seen, out);
}

/// Appends the whole feature with every figure of its coordinates, as an export has it: read in
/// again, it is the same feature.
pub(in crate::exchange) fn exact_json(feature: &Feature, out: &mut Vec<u8>) {
    if let Some(seen) = disclose(feature, Audience::Internal) {
        write_with(geojson::write_exact, &seen, out);
    }
}

fn write_with(write: fn(&Geometry, &mut Vec<u8>), seen: &Disclosed<'_>, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"type\":\"Feature\",\"id\":\"");
    let mut id = uuid::Uuid::encode_buffer();
    out.extend_from_slice(
        seen.feature
            .id
            .hyphenated()
            .encode_lower(&mut id)
            .as_bytes(),
    );
    out.extend_from_slice(b"\",\"geometry\":");
    match &seen.feature.geometry {
        Some(geometry) => write(geometry, out),
        None => out.extend_from_slice(b"null"),
    }
    out.extend_from_slice(b",\"properties\":");
    write_properties(seen, out);
    out.push(b'}');
}

fn write_properties(seen: &Disclosed, out: &mut Vec<u8>) {
    let feature = &*seen.feature;
    out.extend_from_slice(b"{\"kind\":\"");
    out.extend_from_slice(feature.kind.as_str().as_bytes());
    out.extend_from_slice(b"\",\"fid\":");
    write_integer(feature.fid, out);
    out.extend_from_slice(b",\"version\":");
    write_integer(i64::from(feature.version), out);
    let fields = feature.kind.fields();
    let member = |at: usize, out: &mut Vec<u8>| {
        if let (Some(field), Some(value)) = (fields.get(at), feature.values.get(at)) {
            out.extend_from_slice(b",\"");
            out.extend_from_slice(field.name.as_bytes());
            out.extend_from_slice(b"\":");
            write_value(value, out);
        }
    };
    member(LEADING[0], out);
    out.extend_from_slice(b",\"source\":");
    write_text(&feature.source, out);
    for at in &LEADING[1..] {
        member(*at, out);
    }
    for at in (0..fields.len()).filter(|at| !LEADING.contains(at) && seen.shows(*at)) {
        member(at, out);
    }
    if seen.position_generalised {
        out.extend_from_slice(b",\"position_generalised\":true");
    }
    if let Some(free) = seen.free {
        out.extend_from_slice(if free {
            b",\"free\":true"
        } else {
            b",\"free\":false"
        });
    }
    out.push(b'}');
}

fn write_value(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Text(text) => write_text(text, out),
        Value::Integer(number) => write_integer(*number, out),
        // The shortest text that reads back as the same number.
        Value::Number(number) => write_json(number, out),
        Value::Date(date) => write_json(date, out),
    }
}

fn write_integer(number: i64, out: &mut Vec<u8>) {
    write_json(&number, out);
}

pub(super) fn write_json(value: &impl serde::Serialize, out: &mut Vec<u8>) {
    let start = out.len();
    if serde_json::to_writer(&mut *out, value).is_err() {
        out.truncate(start);
        out.extend_from_slice(b"null");
    }
}

/// Appends a JSON string.
pub(super) fn write_text(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    let bytes = text.as_bytes();
    let mut start = 0;
    while let Some(at) = next_to_escape(bytes, start) {
        out.extend_from_slice(&bytes[start..at]);
        match bytes[at] {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            other => out.extend_from_slice(format!("\\u{other:04x}").as_bytes()),
        }
        start = at + 1;
    }
    out.extend_from_slice(&bytes[start..]);
    out.push(b'"');
}

/// Where the next byte from `start` on stands that a JSON string may not hold as it is; eight at a time.
fn next_to_escape(bytes: &[u8], start: usize) -> Option<usize> {
    const ONES: u64 = u64::MAX / 255;
    const HIGH: u64 = ONES << 7;
    // The high bit of each byte that is zero, and perhaps of some after it.
    let zero = |word: u64| word.wrapping_sub(ONES) & !word & HIGH;
    let mut at = start;
    while let Some(eight) = bytes[at..].first_chunk() {
        let word = u64::from_le_bytes(*eight);
        let control = word.wrapping_sub(ONES * 0x20) & !word & HIGH;
        let quote = zero(word ^ (ONES * u64::from(b'"')));
        let slash = zero(word ^ (ONES * u64::from(b'\\')));
        let found = control | quote | slash;
        if found != 0 {
            return Some(at + found.trailing_zeros() as usize / 8);
        }
        at += 8;
    }
    let needs_escape = |byte: &u8| *byte < 0x20 || matches!(byte, b'"' | b'\\');
    let rest = bytes[at..].iter().position(needs_escape)?;
    Some(at + rest)
}

/// Appends a collection's head; other systems than longitude and latitude are declared.
pub(in crate::exchange) fn begin_collection(crs: &Crs, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"type\":\"FeatureCollection\"");
    declare_crs(crs, out);
    out.extend_from_slice(b",\"features\":[\n");
}

/// Appends a Feature of a sequence and its line end; a sequence has no head, so each Feature
/// declares another system than longitude and latitude.
pub(in crate::exchange) fn feature_line(feature: &Feature, crs: &Crs, out: &mut Vec<u8>) {
    exact_json(feature, out);
    if out.pop_if(|byte| *byte == b'}').is_some() {
        declare_crs(crs, out);
        out.extend_from_slice(b"}\n");
    }
}

fn declare_crs(crs: &Crs, out: &mut Vec<u8>) {
    if !crs.agrees_with(&Crs::Crs84) {
        out.extend_from_slice(b",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":");
        write_text(&crs.to_string(), out);
        out.extend_from_slice(b"}}");
    }
}

/// Appends a collection's end.
pub(in crate::exchange) fn end_collection(out: &mut Vec<u8>) {
    out.extend_from_slice(b"\n]}\n");
}
