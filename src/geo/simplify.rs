//! Lines and areas with fewer vertices, for small scales and generalised answers.
//!
//! # Source
//! Douglas and Peucker, The Canadian Cartographer 10 (1973).

use geo::MapCoords as _;
use geo_types::{Coord, LineString, Polygon};

use super::{Geometry, LonLat, mercator};

/// The geometry without the vertices that lie within a tolerance of what is left.
///
/// Ends of lines stay, and so do the first vertex of a ring and the three that keep it a ring;
/// kept vertices are the stored ones to the last digit. Each line and ring is taken alone: a
/// strong tolerance can make rings cross, and neighbours that share a border may part by twice
/// the tolerance, unless their rings begin at the same vertices.
///
/// # Units
/// Metres on the ground at each line's or ring's middle latitude: 1 % off for 1° of latitude from
/// there. 0 drops only vertices on straight lines.
#[must_use]
pub fn simplify(geometry: &Geometry, tolerance_m: f64) -> Geometry {
    let line = |path: &LineString| LineString(thinned(&path.0, tolerance_m, 2));
    let polygon = |area: &Polygon| {
        let ring = |path: &LineString| LineString(thinned(&path.0, tolerance_m, 4));
        Polygon::new(
            ring(area.exterior()),
            area.interiors().iter().map(ring).collect(),
        )
    };
    match geometry {
        Geometry::LineString(path) => line(path).into(),
        Geometry::MultiLineString(lines) => {
            Geometry::MultiLineString(lines.0.iter().map(line).collect())
        }
        Geometry::Polygon(area) => polygon(area).into(),
        Geometry::MultiPolygon(areas) => {
            Geometry::MultiPolygon(areas.0.iter().map(polygon).collect())
        }
        Geometry::GeometryCollection(parts) => Geometry::GeometryCollection(
            parts
                .0
                .iter()
                .map(|part| simplify(part, tolerance_m))
                .collect(),
        ),
        Geometry::Point(_)
        | Geometry::MultiPoint(_)
        | Geometry::Line(_)
        | Geometry::Rect(_)
        | Geometry::Triangle(_) => geometry.map_coords(|at| at),
    }
}

/// The path with the vertices that matter, at least `fewest` of them when it has so many.
fn thinned(path: &[Coord], tolerance_m: f64, fewest: usize) -> Vec<Coord> {
    if path.len() <= fewest {
        return path.to_vec();
    }
    let plane = to_plane(path);
    let mut kept = vec![false; path.len()];
    let last = path.len() - 1;
    kept[0] = true;
    kept[last] = true;
    let mut count = 2;
    let mut spans = vec![(0, last)];
    // Spans that the tolerance would drop, should there be too few vertices without them.
    let mut spare: Vec<(usize, f64)> = Vec::new();
    while let Some((from, to)) = spans.pop() {
        let Some((split, distance)) = farthest(&plane, from, to) else {
            continue;
        };
        // The chord of a ring has no length: the vertex farthest from its start always stays.
        let closing = from == 0 && to == last && fewest > 2;
        if closing || distance > tolerance_m {
            kept[split] = true;
            count += 1;
            spans.push((from, split));
            spans.push((split, to));
        } else {
            spare.push((split, distance));
        }
    }
    spare.sort_by(|a, b| b.1.total_cmp(&a.1));
    for (split, _) in spare.into_iter().take(fewest.saturating_sub(count)) {
        kept[split] = true;
    }
    path.iter()
        .zip(kept)
        .filter_map(|(at, kept)| kept.then_some(*at))
        .collect()
}

/// The vertex farthest from the chord between two others, and how far.
fn farthest(plane: &[Coord], from: usize, to: usize) -> Option<(usize, f64)> {
    let (a, b) = (plane[from], plane[to]);
    (from + 1..to)
        .map(|n| (n, to_segment(plane[n], a, b)))
        .max_by(|s, t| s.1.total_cmp(&t.1))
}

fn to_segment(at: Coord, from: Coord, to: Coord) -> f64 {
    let (chord, way) = (to - from, at - from);
    let square = chord.x * chord.x + chord.y * chord.y;
    let share = if square > 0.0 {
        ((way.x * chord.x + way.y * chord.y) / square).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let off = way - chord * share;
    off.x.hypot(off.y)
}

/// Web Mercator, which is conformal, in ground metres of the path's middle latitude.
fn to_plane(path: &[Coord]) -> Vec<Coord> {
    let (low, high) = path.iter().fold((f64::MAX, f64::MIN), |(low, high), at| {
        (low.min(at.y), high.max(at.y))
    });
    let scale = mercator::scale_at(f64::midpoint(low, high));
    path.iter()
        .map(|at| {
            let [x, y] = mercator::project(LonLat {
                lon: at.x,
                lat: at.y,
            });
            Coord {
                x: x * scale,
                y: y * scale,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geo::{
        measure::distance_to_m,
        wkt::{from_wkt, to_wkt},
    };

    #[test]
    fn what_lies_within_the_tolerance_goes_and_ends_stay() {
        // The middle vertex is 11 m off the line.
        let line = from_wkt("LINESTRING(120 30,120.005 30.0001,120.01 30)").unwrap();
        assert_eq!(
            to_wkt(&simplify(&line, 12.0)),
            "LINESTRING(120 30,120.01 30)"
        );
        assert_eq!(simplify(&line, 10.0), line);
    }

    #[test]
    fn a_ring_stays_a_ring_however_strong_the_tolerance() {
        let area = from_wkt(
            "POLYGON((120 30,120.001 30,120.002 30.0005,120.001 30.001,120 30.001,120 30),\
             (120.0005 30.0005,120.0006 30.0005,120.0006 30.0006,120.0005 30.0005))",
        )
        .unwrap();
        let Geometry::Polygon(thin) = simplify(&area, 1e6) else {
            panic!("a polygon");
        };
        assert_eq!(thin.exterior().0.len(), 4);
        assert_eq!(thin.interiors()[0].0.len(), 4);
        assert_eq!(crate::geo::validity::check(&thin.into()), Ok(()));
    }

    #[test]
    fn points_and_empty_lines_stay_as_they_are() {
        for text in ["POINT(120 30)", "LINESTRING EMPTY", "MULTIPOLYGON EMPTY"] {
            let geometry = from_wkt(text).unwrap();
            assert_eq!(simplify(&geometry, 10.0), geometry);
        }
    }

    proptest! {
        #[test]
        fn every_dropped_vertex_is_within_the_tolerance_of_what_is_left(
            steps in proptest::collection::vec((-0.01f64..0.01, -0.01f64..0.01), 2..40),
            tolerance in 1.0f64..2000.0,
        ) {
            let mut at = Coord { x: 120.0, y: 30.0 };
            let path: Vec<Coord> = steps
                .iter()
                .map(|(dx, dy)| {
                    at = Coord { x: at.x + dx, y: at.y + dy };
                    at
                })
                .collect();
            let line = Geometry::from(LineString(path.clone()));
            let thin = simplify(&line, tolerance);
            for at in path {
                let metres = distance_to_m(LonLat { lon: at.x, lat: at.y }, &thin).unwrap();
                prop_assert!(metres <= tolerance * 1.01 + 0.1, "{metres} {tolerance}");
            }
        }
    }
}
