//! The digest of a row as the database takes it ([`super::statement::digest`]), taken here for rows
//! that are written by the million. Where PostgreSQL's spelling of a value is not certain, there is
//! none, and the database takes it.
//!
//! A test compares the two over every type, and each load compares some of its rows.

use std::{fmt::Write as _, io::Write as _};

use chrono::Datelike as _;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::domain::{FieldType, Kind, Value};

/// What parts the columns.
const SEPARATOR: u8 = 0x1f;

/// A row that is new: version 1.
pub(super) struct NewRow<'a> {
    pub(super) kind: Kind,
    pub(super) id: Uuid,
    pub(super) fid: i64,
    pub(super) source: &'a str,
    /// One value a field, as they are stored.
    pub(super) values: &'a [Value],
    /// The geometry as it is stored, EWKB.
    pub(super) geometry: Option<&'a [u8]>,
}

/// The digest of a new row, and the marks of its fields ([`super::statement::marks`]); `text` and
/// `marks` are room to write in.
pub(super) fn of_new(
    row: &NewRow<'_>,
    text: &mut Vec<u8>,
    marks: &mut Vec<Option<i32>>,
) -> Option<[u8; 32]> {
    text.clear();
    marks.clear();
    let mut name = [0; uuid::fmt::Hyphenated::LENGTH];
    text.extend_from_slice(b"id=");
    text.extend_from_slice(row.id.hyphenated().encode_lower(&mut name).as_bytes());
    put(
        text,
        format_args!("\x1ffid={}\x1fversion=1\x1fsource=", row.fid),
    );
    text.extend_from_slice(row.source.as_bytes());
    for (field, value) in row.kind.fields().iter().zip(row.values) {
        if value.is_null() {
            marks.push(None);
            continue;
        }
        text.push(SEPARATOR);
        text.extend_from_slice(field.name.as_bytes());
        text.push(b'=');
        let start = text.len();
        match (field.field_type, value) {
            (FieldType::Text | FieldType::Code | FieldType::Choice(_), Value::Text(value)) => {
                text.extend_from_slice(value.as_bytes());
            }
            (FieldType::Integer, Value::Integer(value)) => put(text, format_args!("{value}")),
            (FieldType::Number, Value::Number(value)) => {
                put(text, format_args!("{}", number(*value)?));
            }
            // PostgreSQL spells years before the first in its own way.
            (FieldType::Date, Value::Date(day)) if (1..=9999).contains(&day.year()) => {
                put(text, format_args!("{day}"));
            }
            _ => return None,
        }
        marks.push(Some(hashtext(&text[start..])));
    }
    marks.push(Some(hashtext(row.source.as_bytes())));
    marks.push(Some(hashtext(row.fid.to_string().as_bytes())));
    marks.push(Some(hashtext(b"1")));
    let end = text.len();
    if let Some(geometry) = row.geometry {
        // As PostgreSQL writes bytes; the digest has them without what begins them.
        text.extend_from_slice(b"\\x");
        text.resize(end + 2 + geometry.len() * 2, 0);
        hex::encode_to_slice(geometry, &mut text[end + 2..]).ok()?;
        marks.push(Some(hashtext(&text[end..])));
        text.splice(end..end + 2, *b"\x1fgeom=");
    } else {
        marks.push(None);
    }
    Some(Sha256::digest(&*text).into())
}

/// `hashtext` of PostgreSQL: the look-up hash of Bob Jenkins (lookup3, 2006) over the bytes.
fn hashtext(bytes: &[u8]) -> i32 {
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    let begin = 0x9e37_79b9_u32.wrapping_add(length).wrapping_add(3_923_095);
    let [mut a, mut b, mut c] = [begin; 3];
    let word = |four: &[u8]| {
        let mut word = [0; 4];
        word[..four.len()].copy_from_slice(four);
        u32::from_le_bytes(word)
    };
    let mut twelves = bytes.chunks_exact(12);
    for twelve in &mut twelves {
        a = a.wrapping_add(word(&twelve[..4]));
        b = b.wrapping_add(word(&twelve[4..8]));
        c = c.wrapping_add(word(&twelve[8..]));
        for (x, y, z, turn) in [
            (0, 2, 1, 4),
            (1, 0, 2, 6),
            (2, 1, 0, 8),
            (0, 2, 1, 16),
            (1, 0, 2, 19),
            (2, 1, 0, 4),
        ] {
            let mut words = [a, b, c];
            words[x] = words[x].wrapping_sub(words[y]) ^ words[y].rotate_left(turn);
            words[y] = words[y].wrapping_add(words[z]);
            [a, b, c] = words;
        }
    }
    let rest = twelves.remainder();
    let part = |from: usize, to: usize| word(&rest[from.min(rest.len())..to.min(rest.len())]);
    a = a.wrapping_add(part(0, 4));
    b = b.wrapping_add(part(4, 8));
    // The lowest byte is the length's.
    c = c.wrapping_add(part(8, 11) << 8);
    for (x, y, turn) in [
        (2, 1, 14),
        (0, 2, 11),
        (1, 0, 25),
        (2, 1, 16),
        (0, 2, 4),
        (1, 0, 14),
        (2, 1, 24),
    ] {
        let mut words = [a, b, c];
        words[x] = (words[x] ^ words[y]).wrapping_sub(words[y].rotate_left(turn));
        [a, b, c] = words;
    }
    c.cast_signed()
}

/// Writing into memory cannot fail.
fn put(text: &mut Vec<u8>, words: std::fmt::Arguments<'_>) {
    let _ = text.write_fmt(words);
}

/// A number as PostgreSQL writes it: the shortest figures that read back as the same, with an
/// exponent below 10⁻⁴. From 10¹⁵ on its figures may be others than ours: it leaves out those that
/// lie half-way to the next number, which smaller ones with so few figures never do.
fn number(value: f64) -> Option<String> {
    if !value.is_finite() || value.abs() >= 1e15 {
        return None;
    }
    if value == 0.0 || value.abs() >= 1e-4 {
        return Some(value.to_string());
    }
    let text = format!("{value:e}");
    let (figures, exponent) = text.split_once("e-")?;
    let mut written = String::with_capacity(text.len() + 1);
    let _ = write!(written, "{figures}e-{exponent:0>2}");
    Some(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_hashed_as_postgresql_hashes_them() {
        // The right side is what `select hashtext(x)` answers.
        for (text, hash) in [
            ("", -1_477_818_771),
            ("a", 1_075_015_857),
            ("12", -633_628_209),
            ("current", 1_188_072_708),
            ("人民路1", 1_961_646_913),
            ("0123456789a", -1_884_806_007),
            ("0123456789ab", -1_437_215_093),
            ("嵊州市鹿山街道人民路128号", -886_402_537),
        ] {
            assert_eq!(hashtext(text.as_bytes()), hash, "{text}");
        }
    }

    #[test]
    fn numbers_are_spelt_as_postgresql_spells_them() {
        // The right side is what `select x::float8` answers.
        for (value, spelt) in [
            (0.0, "0"),
            (-0.0, "-0"),
            (24.5, "24.5"),
            (-1234.25, "-1234.25"),
            (0.0001, "0.0001"),
            (0.000_099, "9.9e-05"),
            (1.5e-7, "1.5e-07"),
            (-1e-300, "-1e-300"),
            (123_456_789_012_345.0, "123456789012345"),
            (0.1 + 0.2, "0.30000000000000004"),
        ] {
            assert_eq!(number(value).as_deref(), Some(spelt));
        }
        assert_eq!(number(1e15), None);
        assert_eq!(number(f64::NAN), None);
    }
}
