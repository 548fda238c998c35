//! A box of longitudes and latitudes.

use geo::BoundingRect as _;

use super::Geometry;

/// An axis-parallel box, edges included.
///
/// # Units
/// Degrees, CGCS2000. The box never crosses the antimeridian: no Chinese county does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// Western edge.
    pub west: f64,
    /// Southern edge.
    pub south: f64,
    /// Eastern edge.
    pub east: f64,
    /// Northern edge.
    pub north: f64,
}

impl Bounds {
    /// The smallest box around a geometry; `None` for an empty one.
    #[must_use]
    pub fn around(geometry: &Geometry) -> Option<Self> {
        geometry.bounding_rect().map(|r| Self {
            west: r.min().x,
            south: r.min().y,
            east: r.max().x,
            north: r.max().y,
        })
    }

    /// Whether the two boxes share a point; touching edges count.
    #[must_use]
    pub fn intersects(&self, other: &Self) -> bool {
        self.west <= other.east
            && other.west <= self.east
            && self.south <= other.north
            && other.south <= self.north
    }

    /// The smallest box around both.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self {
            west: self.west.min(other.west),
            south: self.south.min(other.south),
            east: self.east.max(other.east),
            north: self.north.max(other.north),
        }
    }
}
