//! A position as it was measured: the figures as text in the system they were given in, kept exactly,
//! and beside them the place they mean, where this programme knows how to tell.

use geo_types::Point;
use serde_json::{Map, Value as Json};

use crate::geo::{Crs, CrsError, Geometry, LonLat};

/// A position as measured.
#[derive(Clone, Debug, PartialEq)]
pub struct MeasuredPlace {
    /// The reference system, such as `EPSG:4490`.
    pub system: String,
    /// The place.
    ///
    /// # CRS
    /// CGCS2000. None for systems that need the county's own parameters (1954 北京坐标系, 1980 西安坐标系):
    /// they are kept, never turned silently.
    pub at: Option<LonLat>,
    /// The radius that the receiver states, in metres (one standard deviation, as phones give it).
    pub accuracy_m: Option<f64>,
    /// Whether a receiver for surveying (RTK) measured it, rather than the phone.
    pub is_surveyed: bool,
    /// The single fixes that were averaged: longitude, latitude, accuracy in metres, and
    /// milliseconds since 1970.
    pub fixes: Vec<(LonLat, f64, i64)>,
}

/// Figures that mean no place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{member}: {value}")]
pub struct MeasuredPlaceError {
    /// The member at fault.
    pub member: &'static str,
    /// What it has.
    pub value: String,
}

/// More fixes than this are averaged by nobody.
const MOST_FIXES: usize = 600;

/// How a position may have been measured.
const METHODS: [&str; 3] = ["phone", "rtk", "typed"];

impl MeasuredPlace {
    /// Reads `{"system", "lon", "lat"}` or `{"system", "north", "east"}`, the figures being text, with
    /// `method` (`phone`, `rtk`, `typed`), and perhaps `accuracy_m`, `height`, `height_system` and
    /// `fixes` (each `[lon, lat, accuracy_m, time_ms]`).
    ///
    /// # Errors
    /// [`MeasuredPlaceError`] with the member that is wrong.
    pub fn read(value: &Json) -> Result<Self, MeasuredPlaceError> {
        let members = value.as_object().ok_or_else(|| wrong("position", value))?;
        for (name, value) in members {
            if !MEMBERS.contains(&name.as_str()) {
                return Err(MeasuredPlaceError {
                    member: "position",
                    value: format!("{name}: {value}"),
                });
            }
        }
        let system = text(members, "system")?;
        let method = text(members, "method")?;
        if !METHODS.contains(&method) {
            return Err(wrong("method", &method.into()));
        }
        for name in ["height", "height_system"] {
            if members.contains_key(name) {
                let word = text(members, name)?;
                if name == "height" && figure(word).is_none() {
                    return Err(wrong("height", &word.into()));
                }
            }
        }
        let (first, second) = match (members.get("lon"), members.get("north")) {
            (Some(_), None) => (read(members, "lon")?, read(members, "lat")?),
            (None, Some(_)) => (read(members, "east")?, read(members, "north")?),
            _ => return Err(wrong("lon", members.get("lon").unwrap_or(&Json::Null))),
        };
        let at = inside(system, first, second)?;
        let accuracy_m = match members.get("accuracy_m") {
            None | Some(Json::Null) => None,
            Some(value) => Some(
                value
                    .as_f64()
                    .filter(|metres| (0.0..=1e6).contains(metres))
                    .ok_or_else(|| wrong("accuracy_m", value))?,
            ),
        };
        Ok(Self {
            system: system.to_owned(),
            at,
            accuracy_m,
            is_surveyed: method == "rtk",
            fixes: fixes(members.get("fixes"))?,
        })
    }
}

const MEMBERS: [&str; 10] = [
    "system",
    "method",
    "lon",
    "lat",
    "north",
    "east",
    "height",
    "height_system",
    "accuracy_m",
    "fixes",
];

/// The place inside; none where only the county's own parameters lead there.
fn inside(system: &str, first: f64, second: f64) -> Result<Option<LonLat>, MeasuredPlaceError> {
    let crs = match Crs::parse(system) {
        Ok(crs) => crs,
        Err(CrsError::NoShift { .. }) => return Ok(None),
        Err(_) => return Err(wrong("system", &system.into())),
    };
    let failed = || MeasuredPlaceError {
        member: "system",
        value: format!("{system}: {first}, {second}"),
    };
    let mut place = Geometry::Point(Point::new(first, second));
    crs.to_inside(&mut place).map_err(|_| failed())?;
    let Geometry::Point(point) = place else {
        return Err(failed());
    };
    LonLat::new(point.x(), point.y())
        .map(Some)
        .map_err(|_| failed())
}

fn text<'m>(
    members: &'m Map<String, Json>,
    name: &'static str,
) -> Result<&'m str, MeasuredPlaceError> {
    let value = members.get(name).unwrap_or(&Json::Null);
    value
        .as_str()
        .filter(|text| !text.is_empty() && text.len() <= 60)
        .ok_or_else(|| wrong(name, value))
}

/// An official figure: digits, perhaps a sign and a point, as a person reads them off a sheet.
fn figure(text: &str) -> Option<f64> {
    let is_plain = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+'));
    text.parse()
        .ok()
        .filter(|number: &f64| is_plain && number.is_finite())
}

fn read(members: &Map<String, Json>, name: &'static str) -> Result<f64, MeasuredPlaceError> {
    let word = text(members, name)?;
    figure(word).ok_or_else(|| wrong(name, &word.into()))
}

fn fixes(value: Option<&Json>) -> Result<Vec<(LonLat, f64, i64)>, MeasuredPlaceError> {
    let list = match value {
        None | Some(Json::Null) => return Ok(Vec::new()),
        Some(value) => value
            .as_array()
            .filter(|list| list.len() <= MOST_FIXES)
            .ok_or_else(|| wrong("fixes", value))?,
    };
    list.iter()
        .map(|fix| {
            let number = |at: usize| fix.get(at).and_then(Json::as_f64);
            let place = number(0)
                .zip(number(1))
                .and_then(|(lon, lat)| LonLat::new(lon, lat).ok());
            let time_ms = fix.get(3).and_then(Json::as_i64);
            place
                .zip(number(2))
                .zip(time_ms)
                .map(|((place, accuracy_m), time_ms)| (place, accuracy_m, time_ms))
                .ok_or_else(|| wrong("fixes", fix))
        })
        .collect()
}

fn wrong(member: &'static str, value: &Json) -> MeasuredPlaceError {
    MeasuredPlaceError {
        member,
        value: match value {
            Json::String(text) => text.clone(),
            other => other.to_string(),
        },
    }
}
