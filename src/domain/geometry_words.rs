//! Why a geometry or a reference system is not taken, in words: the errors of `geo/`, which speaks
//! no language, as messages.

use crate::{
    geo::{CrsError, geojson::GeoJsonError, validity::Invalidity, wkb::WkbError, wkt::WktError},
    messages::Phrase,
};

/// A word of `geo/` for a part of a geometry.
fn word(part: &'static str) -> Phrase {
    match part {
        "the end" => Phrase::of("geo.word.end"),
        "a geometry type" => Phrase::of("geo.word.type"),
        "one position" => Phrase::of("geo.word.one_position"),
        "`(` or EMPTY" => Phrase::of("geo.word.open_or_empty"),
        "`,` or `)`" => Phrase::of("geo.word.comma_or_close"),
        "a number" => Phrase::of("geo.word.number"),
        "a second number" => Phrase::of("geo.word.second_number"),
        "line" => Phrase::of("geo.word.line"),
        "ring" => Phrase::of("geo.word.ring"),
        other => other.into(),
    }
}

impl From<&WktError> for Phrase {
    fn from(error: &WktError) -> Self {
        match error {
            WktError::Expected {
                expected,
                at,
                found,
            } => Self::of("geo.wkt.expected")
                .with("expected", word(expected))
                .with("at", at.to_string())
                .with("found", found),
            WktError::Type(found) => Self::of("geo.type").with("found", found),
            WktError::Srid(srid) => Self::of("geo.srid").with("srid", srid),
            WktError::EmptyPoint => Self::of("geo.empty"),
            WktError::Depth => Self::of("geo.depth"),
        }
    }
}

impl From<&WkbError> for Phrase {
    fn from(error: &WkbError) -> Self {
        match error {
            WkbError::Truncated { .. } => Self::of("geo.wkb.truncated"),
            WkbError::Trailing(_) => Self::of("geo.wkb.trailing"),
            WkbError::ByteOrder(found) => {
                Self::of("geo.wkb.byte_order").with("found", found.to_string())
            }
            WkbError::Type(found) => Self::of("geo.type").with("found", found.to_string()),
            WkbError::Part { part, whole } => Self::of("geo.wkb.part")
                .with("part", part.to_string())
                .with("whole", whole.to_string()),
            WkbError::Srid(srid) => Self::of("geo.srid").with("srid", srid.to_string()),
            WkbError::EmptyPoint => Self::of("geo.empty"),
            WkbError::Depth => Self::of("geo.depth"),
        }
    }
}

impl From<&GeoJsonError> for Phrase {
    fn from(error: &GeoJsonError) -> Self {
        match error {
            GeoJsonError::NotAnObject { .. } => Self::of("geo.json.not_an_object"),
            GeoJsonError::Type { found } => Self::of("geo.type").with("found", found),
            GeoJsonError::Missing { kind, member } => Self::of("geo.json.missing")
                .with("kind", kind)
                .with("member", *member),
            GeoJsonError::NotAnArray { at, .. } => Self::of("geo.json.not_an_array").with("at", at),
            GeoJsonError::Position { at } => Self::of("geo.json.position").with("at", at),
            GeoJsonError::TooFew {
                at,
                found,
                what,
                needed,
            } => Self::of("geo.too_few")
                .with("at", at)
                .with("found", found.to_string())
                .with("what", word(what))
                .with("needed", needed.to_string()),
        }
    }
}

impl From<&Invalidity> for Phrase {
    fn from(error: &Invalidity) -> Self {
        let at = |key: &'static str, at: &crate::geo::LonLat| {
            Self::of(key).with("at", format!("{},{}", at.lon, at.lat))
        };
        match error {
            Invalidity::Empty => Self::of("geo.empty"),
            Invalidity::NotFinite => Self::of("geo.not_finite"),
            Invalidity::OutOfRange { lon, lat } => {
                Self::of("geo.out_of_range").with("found", format!("{lon},{lat}"))
            }
            Invalidity::TooFew {
                what,
                found,
                needed,
                at,
            } => Self::of("geo.too_few")
                .with("at", format!("{},{}", at.lon, at.lat))
                .with("found", found.to_string())
                .with("what", word(what))
                .with("needed", needed.to_string()),
            Invalidity::SelfIntersection { at: there } => at("geo.crosses_itself", there),
            Invalidity::RingsCross { at: there } => at("geo.rings_cross", there),
            Invalidity::HoleOutside { at: there } => at("geo.hole_outside", there),
            Invalidity::Overlap { at: there } => at("geo.overlap", there),
        }
    }
}

impl From<&CrsError> for Phrase {
    fn from(error: &CrsError) -> Self {
        match error {
            CrsError::Unknown(found) => Self::of("geo.crs.unknown").with("found", found),
            CrsError::NoShift { system, datum } => Self::of("geo.crs.no_shift")
                .with("system", system)
                .with("datum", *datum),
            CrsError::UnknownDatum(datum) => Self::of("geo.crs.unknown_datum").with("datum", datum),
            CrsError::Unreadable(error) | CrsError::Proj(error) => {
                Self::of("geo.crs.unreadable").with("error", error)
            }
            CrsError::OtherZone { given, east, meant } => Self::of("geo.crs.other_zone")
                .with("east", east.to_string())
                .with("given", given.to_string())
                .with("meant", meant.to_string()),
            CrsError::Swapped {
                system,
                first,
                second,
            } => Self::of("geo.crs.swapped")
                .with("found", format!("{first},{second}"))
                .with("system", system),
            CrsError::Outside {
                system,
                first,
                second,
            } => Self::of("geo.crs.outside")
                .with("found", format!("{first},{second}"))
                .with("system", system),
        }
    }
}
