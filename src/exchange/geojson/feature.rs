//! One Feature as a row: its members go straight from the text to the draft.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize,
    de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::{
    domain::{Draft, Problem, ProblemCode},
    exchange::{
        encoding::Encoding,
        intake::{Intake, Row},
        placing,
        value::{self, Cell},
        word::Rejected,
    },
    geo::{Geometry, geojson},
    messages::Phrase,
};

/// The draft of a Feature's bytes; without a `geometry` member its geometry is absent.
///
/// # Errors
/// [`Rejected`] when it is no Feature, or with everything that is wrong in it.
pub(super) fn read(
    intake: &mut Intake,
    encoding: Encoding,
    line: u64,
    bytes: &[u8],
) -> Result<Draft, Rejected> {
    let mut row = intake.begin(line);
    let Some(text) = encoding.decode(bytes) else {
        row.object(
            Problem::new(ProblemCode::InvalidEncoding, "properties", "")
                .with("encoding", encoding.as_str()),
        );
        return intake.finish(row);
    };
    let mut json = serde_json::Deserializer::from_str(&text);
    let seed = FeatureSeed {
        intake,
        row: &mut row,
    };
    if let Err(error) = seed.deserialize(&mut json).and_then(|()| json.end()) {
        return Err(Row::unreadable(line, &error));
    }
    intake.finish(row)
}

/// Takes note of the columns of a Feature's bytes, as far as they can be read.
pub(super) fn meet_columns(intake: &mut Intake, encoding: Encoding, bytes: &[u8]) {
    // The row itself is read again later, and then objected to.
    let _ = read(intake, encoding, 0, bytes);
}

#[derive(Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

struct FeatureSeed<'i, 'r> {
    intake: &'i mut Intake,
    row: &'r mut Row,
}

impl<'de> DeserializeSeed<'de> for FeatureSeed<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for FeatureSeed<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a GeoJSON Feature")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let mut is_feature = false;
        while let Some(Key(key)) = members.next_key()? {
            match &*key {
                "type" => {
                    let Key(name) = members.next_value()?;
                    is_feature = name == "Feature";
                }
                "id" => {
                    let id: &RawValue = members.next_value()?;
                    if let Cell::Text(id) = cell(id.get()) {
                        self.row.set_id(id.trim().to_owned());
                    }
                }
                "geometry" => {
                    let geometry: &RawValue = members.next_value()?;
                    put_geometry(self.intake, self.row, geometry.get());
                }
                "properties" => {
                    members.next_value_seed(PropertiesSeed {
                        intake: self.intake,
                        row: self.row,
                    })?;
                }
                _ => {
                    members.next_value::<IgnoredAny>()?;
                }
            }
        }
        if !is_feature {
            return Err(A::Error::custom("the type is not Feature"));
        }
        Ok(())
    }
}

struct PropertiesSeed<'i, 'r> {
    intake: &'i mut Intake,
    row: &'r mut Row,
}

impl<'de> DeserializeSeed<'de> for PropertiesSeed<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for PropertiesSeed<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object of properties")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let mut hint = 0;
        while let Some(Key(name)) = members.next_key()? {
            let value: &RawValue = members.next_value()?;
            let columns = &mut self.intake.columns;
            let column = match columns.find(&name, hint) {
                Some(column) => column,
                None => columns.add(&name),
            };
            hint = column + 1;
            if !self.intake.columns.targets(column).is_empty() {
                self.intake.put(self.row, column, &cell(value.get()));
            }
        }
        Ok(())
    }
}

/// The cell of a JSON value's text.
fn cell(json: &str) -> Cell<'_> {
    match json.as_bytes() {
        [b'"', .., b'"'] => {
            let inner = &json[1..json.len() - 1];
            if memchr::memchr(b'\\', inner.as_bytes()).is_none() {
                return Cell::Text(Cow::Borrowed(inner));
            }
            match serde_json::from_str(json) {
                Ok(text) => Cell::Text(Cow::Owned(text)),
                Err(_) => Cell::Nested(json),
            }
        }
        b"null" => Cell::Empty,
        b"true" => Cell::Bool(true),
        b"false" => Cell::Bool(false),
        [b'{' | b'[', ..] => Cell::Nested(json),
        _ => Cell::Text(Cow::Borrowed(json)),
    }
}

fn put_geometry(intake: &Intake, row: &mut Row, json: &str) {
    if json == "null" {
        intake.put_no_geometry(row);
        return;
    }
    if let Some((x, y)) = plain_point(json) {
        intake.put_geometry(row, Geometry::Point(geo_types::Point::new(x, y)));
        return;
    }
    let parsed = serde_json::from_str(json)
        .map_err(|error| Phrase::from(&error))
        .and_then(|value| geojson::parse(&value).map_err(|error| Phrase::from(&error)));
    match parsed {
        Ok(geometry) => intake.put_geometry(row, geometry),
        Err(error) => row.object(placing::invalid(json, error)),
    }
}

/// The coordinates of a point in the way nearly everybody writes one; another way, or another
/// geometry, is `None` and read in full.
fn plain_point(json: &str) -> Option<(f64, f64)> {
    let rest = member(json.strip_prefix('{')?, "\"type\"")?;
    let rest = rest.strip_prefix("\"Point\"")?.trim_start();
    let rest = member(rest.strip_prefix(',')?, "\"coordinates\"")?;
    let (numbers, rest) = rest.strip_prefix('[')?.split_once(']')?;
    if rest.trim() != "}" {
        return None;
    }
    let mut numbers = numbers.split(',').map(str::trim);
    let (x, y) = (numbers.next()?, numbers.next()?);
    if numbers.next().is_some() {
        return None;
    }
    Some((value::finite(x)?, value::finite(y)?))
}

fn member<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let rest = text.trim_start().strip_prefix(name)?.trim_start();
    Some(rest.strip_prefix(':')?.trim_start())
}
