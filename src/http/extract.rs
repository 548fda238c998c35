//! Parameters and bodies, parsed at the door: an unknown parameter is an error, not a shrug.

use axum::{
    extract::{FromRequestParts, Query},
    http::request::Parts,
};
use serde::{Deserialize, de::DeserializeOwned};

use super::{App, refusal::Refusal};
use crate::{
    domain::{Audience, Kind, Problem, ProblemCode, Role, Sight, State, UnknownKind},
    geo::{Bounds, LonLat},
    messages::{Phrase, structure},
    registry::View,
    snapshot::Eye as _,
    text::Category,
};

/// Query parameters into a type that denies unknown fields.
#[derive(Debug)]
pub(super) struct Params<T>(pub(super) T);

/// A route without parameters.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NoParams {}

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Params<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Self::Rejection> {
        Query::<T>::try_from_uri(&parts.uri)
            .map(|Query(value)| Self(value))
            .map_err(|rejection| Refusal::unreadable(query_words(&rejection.body_text())))
    }
}

/// The kind that a path names.
pub(super) fn kind(word: &str) -> Result<Kind, Refusal> {
    word.parse().map_err(|UnknownKind(_)| Refusal::not_found())
}

/// Kinds, parted by commas.
pub(super) fn kinds(text: Option<&str>, default: &[Kind]) -> Result<Vec<Kind>, Refusal> {
    let Some(text) = text else {
        return Ok(default.to_vec());
    };
    text.split(',')
        .map(|word| {
            word.parse()
                .map_err(|_: UnknownKind| Refusal::parameter("kinds", word, every_kind()))
        })
        .collect()
}

/// The words of all kinds.
pub(super) fn every_kind() -> String {
    Kind::ALL.map(Kind::as_str).join(", ")
}

/// A naming category.
pub(super) fn category(word: &str) -> Result<Category, Refusal> {
    word.parse().map_err(|_| {
        let every = Category::ALL.map(Category::as_str).join(", ");
        Refusal::parameter("category", word, every)
    })
}

/// A role.
pub(super) fn role(word: &str) -> Result<Role, Refusal> {
    word.parse()
        .map_err(|_| Refusal::parameter("role", word, Role::ALL.map(Role::as_str).join(", ")))
}

/// The region that a parameter names is one that the reader may know of: a misspelt code would
/// answer with nothing and say nothing.
pub(super) fn region(view: &View, sight: &Sight, code: Option<&str>) -> Result<(), Refusal> {
    let Some(code) = code else {
        return Ok(());
    };
    let is_known = view
        .snapshot
        .table(Kind::Region)
        .by_code(code)
        .is_some_and(|row| {
            row.state() != State::Draft
                || view.snapshot.seen_by(sight).of_row(row) == Audience::Internal
        });
    if is_known {
        return Ok(());
    }
    let problem = Problem::new(ProblemCode::UnknownRegion, "region", code);
    Err(Refusal::refused(vec![problem]))
}

/// What is wrong with a query string. The reader says `limit: invalid digit found in string`, or
/// leaves out the name.
fn query_words(said: &str) -> Phrase {
    let said = said
        .strip_prefix("Failed to deserialize query string: ")
        .unwrap_or(said);
    match said.split_once(": ") {
        Some((name, what)) if !name.contains([' ', '`']) && !what.contains("field `") => {
            Phrase::of("http.query_parameter")
                .with("name", name)
                .with("what", structure(what))
        }
        Some((name, what)) if !name.contains([' ', '`']) => {
            Phrase::of("http.query").with("what", structure(what))
        }
        _ => Phrase::of("http.query").with("what", structure(said)),
    }
}

/// `w,s,e,n` in degrees.
pub(super) fn bbox(text: &str) -> Result<Bounds, Refusal> {
    let bad = || Refusal::parameter("bbox", text, "west,south,east,north");
    let numbers: Vec<f64> = text
        .split(',')
        .map(|part| part.trim().parse())
        .collect::<Result<_, _>>()
        .map_err(|_| bad())?;
    // Six numbers have heights between, which a register of the plane ignores.
    let ([west, south, east, north] | [west, south, _, east, north, _]) = numbers[..] else {
        return Err(bad());
    };
    LonLat::new(west, south).map_err(|_| bad())?;
    LonLat::new(east, north).map_err(|_| bad())?;
    if west > east || south > north {
        return Err(bad());
    }
    Ok(Bounds {
        west,
        south,
        east,
        north,
    })
}

/// `lon,lat` in degrees.
pub(super) fn lon_lat(name: &'static str, text: &str) -> Result<LonLat, Refusal> {
    text.split_once(',')
        .and_then(|(lon, lat)| LonLat::new(lon.trim().parse().ok()?, lat.trim().parse().ok()?).ok())
        .ok_or_else(|| Refusal::parameter(name, text, "lon,lat"))
}

/// A position from two parameters.
pub(super) fn at(lon: f64, lat: f64) -> Result<LonLat, Refusal> {
    LonLat::new(lon, lat).map_err(|_| {
        Refusal::parameter(
            "lon,lat",
            &format!("{lon},{lat}"),
            "lon −180…180, lat −90…90",
        )
    })
}

/// A number of results within its bounds.
pub(super) fn limit(asked: Option<usize>, default: usize, most: usize) -> Result<usize, Refusal> {
    let limit = asked.unwrap_or(default);
    if (1..=most).contains(&limit) {
        Ok(limit)
    } else {
        Err(Refusal::parameter(
            "limit",
            &limit.to_string(),
            format!("1…{most}"),
        ))
    }
}

/// A body of JSON into a type.
pub(super) fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let value = T::deserialize(&mut deserializer).map_err(|error| Refusal::unreadable(&error))?;
    deserializer
        .end()
        .map_err(|error| Refusal::unreadable(&error))?;
    Ok(value)
}
