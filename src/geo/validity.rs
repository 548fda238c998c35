//! Whether a geometry can be kept: what is wrong with it and where, and what was likely meant.
//!
//! Rings are looked through with a sweep of our own, since the geometry library compares every
//! stretch with every other and tells no position; how rings and parts lie to each other is the
//! library's `Relate`.
//!
//! # Source
//! OGC 06-103r4 (Simple Features), section 6.1.11 and 6.1.14. Not looked at: whether holes that
//! touch each other cut an area in two.

use geo::{
    BoundingRect as _, CoordsIter as _, Intersects as _, Relate as _,
    coordinate_position::CoordPos, dimensions::Dimensions,
};
use geo_types::{Coord, LineString, Polygon};

use super::{Bounds, Geometry, LonLat, ring_sweep};

/// Why a geometry cannot be kept. Positions are where to look.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum Invalidity {
    /// It has no positions, or a part has none.
    #[error("the geometry or a part of it is empty")]
    Empty,
    /// A coordinate is no finite number.
    #[error("a coordinate is no number")]
    NotFinite,
    /// A position is not on the earth.
    #[error("{lon},{lat} is not a longitude and a latitude")]
    OutOfRange {
        /// The first number.
        lon: f64,
        /// The second number.
        lat: f64,
    },
    /// A line has fewer than two different positions, or a ring fewer than three.
    #[error("near {at} a {what} has {found} different positions; it needs {needed}")]
    TooFew {
        /// `line` or `ring`.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many it needs.
        needed: usize,
        /// The first of them.
        at: LonLat,
    },
    /// A ring crosses or touches itself, or runs back on itself.
    #[error("a ring crosses or touches itself at {at}")]
    SelfIntersection {
        /// Where.
        at: LonLat,
    },
    /// Two rings cross or run along each other.
    #[error("two rings cross or run along each other at {at}")]
    RingsCross {
        /// Where.
        at: LonLat,
    },
    /// A hole is not inside its outer ring.
    #[error("the hole at {at} is not inside its outer ring")]
    HoleOutside {
        /// A position of the hole.
        at: LonLat,
    },
    /// Two holes of an area, or two of its parts, overlap.
    #[error("two parts or holes overlap near {at}")]
    Overlap {
        /// A position of one of them.
        at: LonLat,
    },
}

/// Whether the geometry can be kept. Repeated vertices do no harm here: see
/// [`repeated_vertices`]. Lines may cross themselves.
///
/// # Errors
/// The first [`Invalidity`] found.
pub fn check(geometry: &Geometry) -> Result<(), Invalidity> {
    match geometry {
        Geometry::Point(point) => check_coord(point.0),
        Geometry::Line(line) => check_line(&LineString(vec![line.start, line.end])),
        Geometry::LineString(line) => check_line(line),
        Geometry::Polygon(polygon) => check_polygons(std::slice::from_ref(polygon)),
        Geometry::Rect(rect) => check_polygons(&[rect.to_polygon()]),
        Geometry::Triangle(triangle) => check_polygons(&[triangle.to_polygon()]),
        Geometry::MultiPoint(points) => each(&points.0, |point| check_coord(point.0)),
        Geometry::MultiLineString(lines) => each(&lines.0, check_line),
        Geometry::MultiPolygon(polygons) => check_polygons(&polygons.0),
        Geometry::GeometryCollection(parts) => each(&parts.0, check),
    }
}

fn each<T>(parts: &[T], check: impl Fn(&T) -> Result<(), Invalidity>) -> Result<(), Invalidity> {
    if parts.is_empty() {
        return Err(Invalidity::Empty);
    }
    parts.iter().try_for_each(check)
}

fn check_coord(at: Coord) -> Result<(), Invalidity> {
    if !at.x.is_finite() || !at.y.is_finite() {
        return Err(Invalidity::NotFinite);
    }
    LonLat::new(at.x, at.y)
        .map(|_| ())
        .map_err(|out| Invalidity::OutOfRange {
            lon: out.lon,
            lat: out.lat,
        })
}

fn check_line(line: &LineString) -> Result<(), Invalidity> {
    each(&line.0, |at| check_coord(*at))?;
    let first = line.0[0];
    if line.0.iter().all(|at| *at == first) {
        return Err(Invalidity::TooFew {
            what: "line",
            found: 1,
            needed: 2,
            at: position(first),
        });
    }
    Ok(())
}

fn check_ring(ring: &LineString) -> Result<(), Invalidity> {
    each(&ring.0, |at| check_coord(*at))?;
    let first = ring.0[0];
    let second = ring.0.iter().find(|at| **at != first);
    let third = ring
        .0
        .iter()
        .any(|at| *at != first && second.is_some_and(|second| at != second));
    if third {
        return Ok(());
    }
    Err(Invalidity::TooFew {
        what: "ring",
        found: 1 + usize::from(second.is_some()),
        needed: 3,
        at: position(first),
    })
}

fn check_polygons(polygons: &[Polygon]) -> Result<(), Invalidity> {
    each(polygons, |polygon| {
        check_ring(polygon.exterior())?;
        polygon.interiors().iter().try_for_each(check_ring)
    })?;
    let rings: Vec<&LineString> = polygons
        .iter()
        .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()))
        .collect();
    if let Some(meeting) = ring_sweep::first_meeting(&rings) {
        let at = position(meeting.at);
        return Err(if meeting.same_ring {
            Invalidity::SelfIntersection { at }
        } else {
            Invalidity::RingsCross { at }
        });
    }
    polygons.iter().try_for_each(check_holes)?;
    for (n, one) in polygons.iter().enumerate() {
        for other in &polygons[n + 1..] {
            check_apart(one, other)?;
        }
    }
    Ok(())
}

fn check_holes(polygon: &Polygon) -> Result<(), Invalidity> {
    if polygon.interiors().is_empty() {
        return Ok(());
    }
    let outer = Polygon::new(polygon.exterior().clone(), Vec::new());
    let holes: Vec<Polygon> = polygon
        .interiors()
        .iter()
        .map(|ring| Polygon::new(ring.clone(), Vec::new()))
        .collect();
    for (n, hole) in holes.iter().enumerate() {
        if !outer.relate(hole).is_contains() {
            return Err(Invalidity::HoleOutside {
                at: position(hole.exterior().0[0]),
            });
        }
        for other in &holes[n + 1..] {
            check_apart(hole, other)?;
        }
    }
    Ok(())
}

fn check_apart(one: &Polygon, other: &Polygon) -> Result<(), Invalidity> {
    let near = match (one.bounding_rect(), other.bounding_rect()) {
        (Some(a), Some(b)) => a.intersects(&b),
        _ => false,
    };
    if near
        && one.relate(other).get(CoordPos::Inside, CoordPos::Inside) == Dimensions::TwoDimensional
    {
        return Err(Invalidity::Overlap {
            at: position(other.exterior().0[0]),
        });
    }
    Ok(())
}

const fn position(at: Coord) -> LonLat {
    LonLat {
        lon: at.x,
        lat: at.y,
    }
}

/// Around China, its seas included.
const CHINA: Bounds = Bounds {
    west: 73.0,
    south: 3.0,
    east: 136.0,
    north: 54.0,
};

/// Whether the geometry only makes sense with longitude and latitude swapped: it is not on the
/// earth, or not in China, as given, but is when swapped.
#[must_use]
pub fn swapped_axes(geometry: &Geometry) -> bool {
    let Some(given) = Bounds::around(geometry) else {
        return false;
    };
    let swapped = Bounds {
        west: given.south,
        south: given.west,
        east: given.north,
        north: given.east,
    };
    let earth = Bounds {
        west: -180.0,
        south: -90.0,
        east: 180.0,
        north: 90.0,
    };
    let turns = |frame| !holds(frame, given) && holds(frame, swapped);
    turns(earth) || turns(CHINA)
}

fn holds(outer: Bounds, inner: Bounds) -> bool {
    outer.west <= inner.west
        && inner.east <= outer.east
        && outer.south <= inner.south
        && inner.north <= outer.north
}

/// How many vertices of lines and rings stand where the one before them stands.
#[must_use]
pub fn repeated_vertices(geometry: &Geometry) -> usize {
    let line = |line: &LineString| line.0.windows(2).filter(|pair| pair[0] == pair[1]).count();
    let rings = |polygon: &Polygon| {
        line(polygon.exterior()) + polygon.interiors().iter().map(line).sum::<usize>()
    };
    match geometry {
        Geometry::LineString(path) => line(path),
        Geometry::MultiLineString(lines) => lines.0.iter().map(line).sum(),
        Geometry::Polygon(polygon) => rings(polygon),
        Geometry::MultiPolygon(polygons) => polygons.0.iter().map(rings).sum(),
        Geometry::GeometryCollection(parts) => parts.0.iter().map(repeated_vertices).sum(),
        Geometry::Point(_)
        | Geometry::MultiPoint(_)
        | Geometry::Line(_)
        | Geometry::Rect(_)
        | Geometry::Triangle(_) => 0,
    }
}

/// The geometry without the vertices that [`repeated_vertices`] counts.
#[must_use]
pub fn without_repeated_vertices(mut geometry: Geometry) -> Geometry {
    let rings = |polygon: &mut Polygon| {
        polygon.exterior_mut(|ring| ring.0.dedup());
        polygon.interiors_mut(|rings| rings.iter_mut().for_each(|ring| ring.0.dedup()));
    };
    match &mut geometry {
        Geometry::LineString(line) => line.0.dedup(),
        Geometry::MultiLineString(lines) => lines.0.iter_mut().for_each(|line| line.0.dedup()),
        Geometry::Polygon(polygon) => rings(polygon),
        Geometry::MultiPolygon(polygons) => polygons.0.iter_mut().for_each(rings),
        Geometry::GeometryCollection(parts) => {
            for part in &mut parts.0 {
                let taken = std::mem::replace(part, Geometry::Point(Coord::zero().into()));
                *part = without_repeated_vertices(taken);
            }
        }
        Geometry::Point(_)
        | Geometry::MultiPoint(_)
        | Geometry::Line(_)
        | Geometry::Rect(_)
        | Geometry::Triangle(_) => {}
    }
    geometry
}

/// How many positions the geometry has.
#[must_use]
pub fn vertices(geometry: &Geometry) -> usize {
    geometry.coords_count()
}

#[cfg(test)]
#[path = "validity_tests.rs"]
mod tests;
