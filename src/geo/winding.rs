//! Which way rings run.

use geo_types::{Coord, LineString, Polygon};

use super::Geometry;

/// Twice the ring's signed planar area, positive when counter-clockwise; relative to its first
/// position, so that small rings far from the origin keep their digits.
pub(super) fn twice_area(coords: &[Coord]) -> f64 {
    let Some(&origin) = coords.first() else {
        return 0.0;
    };
    coords
        .windows(2)
        .map(|pair| {
            let (a, b) = (pair[0] - origin, pair[1] - origin);
            a.x * b.y - b.x * a.y
        })
        .sum()
}

/// The geometry with every outer ring counter-clockwise and every hole clockwise, as RFC 7946 wants
/// it: what is written so and read again is the same.
#[must_use]
pub fn right_handed(mut geometry: Geometry) -> Geometry {
    turn(&mut geometry);
    geometry
}

fn turn(geometry: &mut Geometry) {
    match geometry {
        Geometry::Polygon(polygon) => turn_polygon(polygon),
        Geometry::MultiPolygon(polygons) => polygons.0.iter_mut().for_each(turn_polygon),
        Geometry::GeometryCollection(parts) => parts.0.iter_mut().for_each(turn),
        Geometry::Point(_)
        | Geometry::Line(_)
        | Geometry::LineString(_)
        | Geometry::MultiPoint(_)
        | Geometry::MultiLineString(_)
        | Geometry::Rect(_)
        | Geometry::Triangle(_) => {}
    }
}

fn turn_polygon(polygon: &mut Polygon) {
    polygon.exterior_mut(|ring| turn_ring(ring, true));
    polygon.interiors_mut(|rings| rings.iter_mut().for_each(|ring| turn_ring(ring, false)));
}

fn turn_ring(ring: &mut LineString, counter_clockwise: bool) {
    if (twice_area(&ring.0) >= 0.0) != counter_clockwise {
        ring.0.reverse();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::wkt::{from_wkt, to_wkt};

    #[test]
    fn outer_rings_run_against_the_clock_and_holes_with_it() {
        let right = "POLYGON((0 0,9 0,9 9,0 9,0 0),(1 1,1 2,2 2,2 1,1 1))";
        for text in [
            right,
            "POLYGON((0 0,0 9,9 9,9 0,0 0),(1 1,2 1,2 2,1 2,1 1))",
            "POLYGON((0 0,0 9,9 9,9 0,0 0),(1 1,1 2,2 2,2 1,1 1))",
        ] {
            assert_eq!(to_wkt(&right_handed(from_wkt(text).unwrap())), right);
        }
    }
}
