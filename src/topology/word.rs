//! The vocabulary of the room: what is proved, and how strictly.

use std::collections::HashSet;

use geo_types::{Coord, LineString, MultiPolygon};

use crate::geo::LonLat;

/// Everything that is held against each other.
#[derive(Clone, Debug, Default)]
pub struct Boundaries {
    /// The regions, of any number of levels; each level is a coverage of its own.
    pub territories: Vec<Territory>,
    /// The lines.
    pub lines: Vec<Boundary>,
    /// The markers.
    pub markers: Vec<Marker>,
    /// Every region code that there is, when that is known: a line may name no other.
    pub known_codes: Option<HashSet<String>>,
}

/// A region with its area.
#[derive(Clone, Debug)]
pub struct Territory {
    /// Its code; where it has none, what else tells it from others.
    pub code: String,
    /// Its level. Regions of the same level should tile the ground.
    pub level: String,
    /// The code of the region above.
    pub parent: Option<String>,
    /// Its area.
    pub area: MultiPolygon<f64>,
}

/// A line between two regions.
#[derive(Clone, Debug)]
pub struct Boundary {
    /// Its code; where it has none, what else tells it from others.
    pub code: String,
    /// The codes of the regions on its two sides, left first.
    pub sides: Option<[String; 2]>,
    /// Whether it is known which of them is on the left.
    pub are_sides_ordered: bool,
    /// Its course: one part, or several where the border is interrupted.
    pub parts: Vec<LineString<f64>>,
}

/// A marker.
#[derive(Clone, Debug)]
pub struct Marker {
    /// Its number, or what else tells it from others.
    pub label: String,
    /// The codes of its lines: its own first, at a tri-point those that meet there.
    pub lines: Vec<String>,
    /// Its serial, as written.
    pub serial: String,
    /// Its type: Q, A, B, C, D, E or S.
    pub type_code: String,
    /// Its full number, when it has one.
    pub number: Option<String>,
    /// Where it stands.
    pub at: LonLat,
}

/// How strictly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// In metres: a line or marker may be off by this much; a gap or overlap thinner than this is a
    /// sliver; a vertex this close to the neighbour's edge should be a vertex of both.
    pub tolerance_m: f64,
}

impl Default for Options {
    fn default() -> Self {
        Self { tolerance_m: 1.0 }
    }
}

/// Thinner areas and shorter distances are the rounding of coordinates, not an error of anybody:
/// two roundings to seven decimals lie up to 1.6 cm apart, and half of that is the mean width of the
/// sliver between them.
pub(super) const NOISE_M: f64 = 0.01;

/// A length for people: to the centimetre, above ten metres to the decimetre.
pub(super) fn metres(value: f64) -> String {
    if value < 9.995 {
        format!("{value:.2}")
    } else {
        format!("{value:.1}")
    }
}

/// A position for people: longitude and latitude to seven decimals, a centimetre.
pub(super) fn place(at: Coord) -> String {
    format!("{:.7},{:.7}", at.x, at.y)
}

/// The code of a region, or one above it by the parents that are known and else by the code's shape.
pub(super) fn is_within(territory: &Territory, code: &str) -> bool {
    let own = territory.code.as_str();
    if own == code || territory.parent.as_deref() == Some(code) {
        return true;
    }
    let mut above = territory.parent.as_deref().unwrap_or(own);
    while let Some(parent) = crate::domain::region::parent_by_shape(above) {
        if parent == code {
            return true;
        }
        above = parent;
    }
    false
}
