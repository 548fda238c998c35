//! What a photo says of itself: position, direction, time, camera, and which way is up.
//!
//! # Source
//! Exif 2.3 (CIPA DC-008), 4.6.5 and 4.6.6.

use chrono::{DateTime, FixedOffset, NaiveDateTime, TimeZone as _, Utc};
use exif::{Exif, In, Reader, Tag, Value};

use crate::{domain::PhotoFacts, geo::LonLat};

/// Larger is no metadata.
const MOST: usize = 1 << 20;
/// What cameras in China show when they do not say.
const BEIJING_S: i32 = 8 * 3600;
const CAMERA_LENGTH: usize = 80;

/// Reads a TIFF structure; what cannot be read is not there.
pub(super) fn read(tiff: Option<&[u8]>) -> (PhotoFacts, u8) {
    let Some(exif) = tiff
        .filter(|tiff| tiff.len() <= MOST)
        .and_then(|tiff| Reader::new().read_raw(tiff.to_vec()).ok())
    else {
        return (PhotoFacts::default(), 1);
    };
    let facts = PhotoFacts {
        at: position(&exif),
        direction_deg: fraction(&exif, Tag::GPSImgDirection, 0)
            .filter(|degrees| (0.0..=360.0).contains(degrees))
            .map(|degrees| degrees % 360.0),
        taken_at: taken_at(&exif),
        camera: camera(&exif),
    };
    (facts, orientation(&exif))
}

fn orientation(exif: &Exif) -> u8 {
    exif.get_field(Tag::Orientation, In::PRIMARY)
        .and_then(|field| field.value.get_uint(0))
        .and_then(|number| u8::try_from(number).ok())
        .filter(|number| (1..=8).contains(number))
        .unwrap_or(1)
}

fn fraction(exif: &Exif, tag: Tag, at: usize) -> Option<f64> {
    match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Rational(numbers) => numbers
            .get(at)
            .filter(|number| number.denom != 0)
            .map(exif::Rational::to_f64),
        _ => None,
    }
}

fn ascii(exif: &Exif, tag: Tag) -> Option<String> {
    match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Ascii(texts) => {
            let text = String::from_utf8_lossy(texts.first()?);
            let text: String = text.chars().filter(|c| !c.is_control()).collect();
            let text = text.trim();
            (!text.is_empty()).then(|| text.to_owned())
        }
        _ => None,
    }
}

/// Degrees, minutes and seconds, and the half of the world. A camera without a fix writes zeros.
fn position(exif: &Exif) -> Option<LonLat> {
    let angle = |tag: Tag, half: Tag, negative: &str| {
        let degrees = fraction(exif, tag, 0)?;
        let minutes = fraction(exif, tag, 1).unwrap_or(0.0);
        let seconds = fraction(exif, tag, 2).unwrap_or(0.0);
        let angle = degrees + minutes / 60.0 + seconds / 3600.0;
        let is_negative = ascii(exif, half)?.eq_ignore_ascii_case(negative);
        // A hundredth of a metre; finer digits are the arithmetic's.
        let angle = (angle * 1e7).round() / 1e7;
        Some(if is_negative { -angle } else { angle })
    };
    let lon = angle(Tag::GPSLongitude, Tag::GPSLongitudeRef, "W")?;
    let lat = angle(Tag::GPSLatitude, Tag::GPSLatitudeRef, "S")?;
    (lon != 0.0 || lat != 0.0).then_some(())?;
    LonLat::new(lon, lat).ok()
}

fn taken_at(exif: &Exif) -> Option<DateTime<Utc>> {
    let shown = ascii(exif, Tag::DateTimeOriginal).or_else(|| ascii(exif, Tag::DateTime))?;
    let shown = NaiveDateTime::parse_from_str(&shown, "%Y:%m:%d %H:%M:%S").ok()?;
    let offset = ascii(exif, Tag::OffsetTimeOriginal)
        .or_else(|| ascii(exif, Tag::OffsetTime))
        .and_then(|text| text.parse::<FixedOffset>().ok())
        .or_else(|| FixedOffset::east_opt(BEIJING_S))?;
    Some(offset.from_local_datetime(&shown).single()?.to_utc())
}

fn camera(exif: &Exif) -> Option<String> {
    let model = ascii(exif, Tag::Model);
    let text = match (ascii(exif, Tag::Make), model) {
        (Some(make), Some(model)) if !model.starts_with(&make) => format!("{make} {model}"),
        (Some(make), None) => make,
        (_, model) => model?,
    };
    Some(text.chars().take(CAMERA_LENGTH).collect())
}
