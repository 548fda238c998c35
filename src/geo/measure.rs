//! Distances, lengths, areas and sides on the ellipsoid.
//!
//! Between two vertices a line is straight in longitude and latitude, as RFC 7946 says, not a
//! geodesic; below 10 km the two are closer than 3 m in China.
//!
//! # CRS
//! The geodesics run on WGS 84's ellipsoid; CGCS2000's differs by 0.1 mm in the minor axis.

use geo::{Bearing as _, Distance as _, Geodesic, GeodesicArea as _, Intersects as _, Length as _};
use geo_types::{Coord, LineString, MultiLineString, MultiPolygon, Point, Polygon};

use super::{Geometry, LonLat, nearest::Search};

/// Which side of a line, seen along it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// To the left.
    Left,
    /// To the right.
    Right,
    /// On the line, to a millimetre.
    On,
}

/// How a position lies beside a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beside {
    /// Its side, as [`side_of`] tells it.
    pub side: Side,
    /// From the line's nearest point to the position, in metres east and north on a plane laid at
    /// the position.
    pub offset_m: [f64; 2],
    /// What the geodesic distance is at most, in metres: at 100 m by 5 mm too much.
    pub at_most_m: f64,
}

/// The geodesic distance between two positions.
///
/// # Units
/// Metres.
#[must_use]
pub fn distance_m(a: LonLat, b: LonLat) -> f64 {
    Geodesic.distance(Point::from(a), Point::from(b))
}

/// The direction from one position to another at the first.
///
/// # Units
/// Degrees from north, clockwise, 0 to 360.
#[must_use]
pub fn bearing_deg(from: LonLat, to: LonLat) -> f64 {
    Geodesic.bearing(Point::from(from), Point::from(to))
}

/// The length of the lines; points and areas have none.
///
/// # Units
/// Metres.
#[must_use]
pub fn length_m(geometry: &Geometry) -> f64 {
    match geometry {
        Geometry::Line(line) => Geodesic.length(line),
        Geometry::LineString(line) => Geodesic.length(line),
        Geometry::MultiLineString(lines) => Geodesic.length(lines),
        Geometry::GeometryCollection(parts) => parts.0.iter().map(length_m).sum(),
        Geometry::Point(_)
        | Geometry::MultiPoint(_)
        | Geometry::Polygon(_)
        | Geometry::MultiPolygon(_)
        | Geometry::Rect(_)
        | Geometry::Triangle(_) => 0.0,
    }
}

/// The area of the polygons, holes taken off, whichever way their rings run; points and lines
/// have none.
///
/// # Units
/// Square metres.
#[must_use]
pub fn area_m2(geometry: &Geometry) -> f64 {
    match geometry {
        Geometry::Polygon(polygon) => polygon_area(polygon),
        Geometry::MultiPolygon(polygons) => polygons.0.iter().map(polygon_area).sum(),
        Geometry::Rect(rect) => polygon_area(&rect.to_polygon()),
        Geometry::Triangle(triangle) => polygon_area(&triangle.to_polygon()),
        Geometry::GeometryCollection(parts) => parts.0.iter().map(area_m2).sum(),
        Geometry::Point(_)
        | Geometry::Line(_)
        | Geometry::LineString(_)
        | Geometry::MultiPoint(_)
        | Geometry::MultiLineString(_) => 0.0,
    }
}

fn polygon_area(polygon: &Polygon) -> f64 {
    // Ring by ring, since the library subtracts holes only when they run against the outer ring.
    let ring = |ring: &LineString| {
        Polygon::new(ring.clone(), Vec::new())
            .geodesic_area_signed()
            .abs()
    };
    ring(polygon.exterior()) - polygon.interiors().iter().map(ring).sum::<f64>()
}

/// The geodesic distance to the nearest point of a geometry; `None` for an empty one.
///
/// The nearest point is found on a plane laid at the position, its distance then measured on the
/// ellipsoid, so the answer can only be too long: by at most 1 mm up to 5 km and 5 cm at 20 km
/// between 3° and 54° north; beyond that the point is found on the sphere, by at
/// most 3 × 10⁻⁵ of the distance.
///
/// # Units
/// Metres.
///
/// # Boundary
/// 0 in an area and on its edge.
#[must_use]
pub fn distance_to_m(from: LonLat, geometry: &Geometry) -> Option<f64> {
    if covers(geometry, from) {
        return Some(0.0);
    }
    search(from, geometry).nearest().map(|(_, metres)| metres)
}

/// The nearest point of a geometry, which is the position itself in an area; `None` for an empty
/// geometry.
#[must_use]
pub fn nearest_on(from: LonLat, geometry: &Geometry) -> Option<LonLat> {
    if covers(geometry, from) {
        return Some(from);
    }
    search(from, geometry).nearest().map(|(at, _)| at)
}

/// On which side of a line a position lies, judged at the nearest stretch of it; `None` when the
/// geometry has no line.
///
/// # Boundary
/// Within a millimetre of the line it is [`Side::On`].
#[must_use]
pub fn side_of(from: LonLat, line: &Geometry) -> Option<Side> {
    search_lines(from, line)?.side()
}

fn search_lines(from: LonLat, line: &Geometry) -> Option<Search> {
    let mut search = Search::from(from);
    match line {
        Geometry::Line(line) => search.consider(line.start, line.end),
        Geometry::LineString(line) => search.line(&line.0),
        Geometry::MultiLineString(lines) => lines.0.iter().for_each(|line| search.line(&line.0)),
        _ => return None,
    }
    Some(search)
}

/// How a position lies beside a line; `None` when the geometry has no line. Measured on the plane
/// alone, at a fraction of the cost of [`distance_to_m`].
#[must_use]
pub fn beside(from: LonLat, line: &Geometry) -> Option<Beside> {
    let search = search_lines(from, line)?;
    let (offset_m, at_most_m) = search.offset_m()?;
    Some(Beside {
        side: search.side()?,
        offset_m,
        at_most_m,
    })
}

/// Whether an area of the geometry holds the position, edge included.
fn covers(geometry: &Geometry, at: LonLat) -> bool {
    let at = Point::from(at);
    match geometry {
        Geometry::Polygon(polygon) => polygon.intersects(&at),
        Geometry::MultiPolygon(polygons) => polygons.intersects(&at),
        Geometry::Rect(rect) => rect.intersects(&at),
        Geometry::Triangle(triangle) => triangle.intersects(&at),
        Geometry::GeometryCollection(parts) => parts.0.iter().any(|part| {
            covers(
                part,
                LonLat {
                    lon: at.x(),
                    lat: at.y(),
                },
            )
        }),
        _ => false,
    }
}

fn search(from: LonLat, geometry: &Geometry) -> Search {
    let mut search = Search::from(from);
    each_path(geometry, &mut |path| search.line(path));
    search
}

/// Hands over every vertex path of the geometry: a point is a path of one.
fn each_path(geometry: &Geometry, take: &mut dyn FnMut(&[Coord])) {
    let mut rings = |polygon: &Polygon| {
        take(&polygon.exterior().0);
        polygon.interiors().iter().for_each(|ring| take(&ring.0));
    };
    match geometry {
        Geometry::Polygon(polygon) => rings(polygon),
        Geometry::MultiPolygon(MultiPolygon(polygons)) => polygons.iter().for_each(rings),
        Geometry::Rect(rect) => rings(&rect.to_polygon()),
        Geometry::Triangle(triangle) => rings(&triangle.to_polygon()),
        Geometry::Point(point) => take(&[point.0]),
        Geometry::MultiPoint(points) => points.0.iter().for_each(|point| take(&[point.0])),
        Geometry::Line(line) => take(&[line.start, line.end]),
        Geometry::LineString(line) => take(&line.0),
        Geometry::MultiLineString(MultiLineString(lines)) => {
            for line in lines {
                take(&line.0);
            }
        }
        Geometry::GeometryCollection(parts) => {
            for part in &parts.0 {
                each_path(part, take);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geo::wkt::from_wkt;

    fn at(lon: f64, lat: f64) -> LonLat {
        LonLat::new(lon, lat).unwrap()
    }

    fn wkt(text: &str) -> Geometry {
        from_wkt(text).unwrap()
    }

    #[test]
    fn a_degree_of_the_meridian_and_of_the_equator_have_their_known_lengths() {
        assert!((distance_m(at(120.0, 0.0), at(121.0, 0.0)) - 111_319.491).abs() < 0.001);
        assert!((distance_m(at(120.0, 0.0), at(120.0, 1.0)) - 110_574.389).abs() < 0.001);
    }

    #[test]
    fn the_bearing_runs_clockwise_from_north() {
        assert!((bearing_deg(at(120.0, 30.0), at(120.0, 29.0)) - 180.0).abs() < 1e-9);
        assert!((bearing_deg(at(120.0, 0.0), at(119.0, 0.0)) - 270.0).abs() < 1e-9);
    }

    #[test]
    fn areas_do_not_depend_on_the_way_rings_run_and_holes_are_taken_off() {
        let whole = area_m2(&wkt(
            "POLYGON((120 30,120.01 30,120.01 30.01,120 30.01,120 30))",
        ));
        let turned = area_m2(&wkt(
            "POLYGON((120 30,120 30.01,120.01 30.01,120.01 30,120 30))",
        ));
        assert!((whole - turned).abs() < 1e-3, "{whole} {turned}");
        assert!((whole - 1_069_525.0).abs() < 500.0, "{whole}");
        for hole in [
            "120.002 30.002,120.004 30.002,120.004 30.004,120.002 30.004,120.002 30.002",
            "120.002 30.002,120.002 30.004,120.004 30.004,120.004 30.002,120.002 30.002",
        ] {
            let text =
                format!("POLYGON((120 30,120.01 30,120.01 30.01,120 30.01,120 30),({hole}))");
            let rest = area_m2(&wkt(&text));
            assert!((rest / whole - 0.96).abs() < 1e-4, "{rest}");
        }
    }

    #[test]
    fn only_lines_have_a_length() {
        let line = wkt("MULTILINESTRING((120 30,120 30.01),(121 30,121 30.01))");
        assert!(
            (length_m(&line) - 2.0 * 1108.56).abs() < 0.2,
            "{}",
            length_m(&line)
        );
        assert!(length_m(&wkt("POLYGON((0 0,1 0,1 1,0 0))")).abs() < f64::EPSILON);
    }

    #[test]
    fn in_an_area_and_on_its_edge_the_distance_is_nothing() {
        let square = wkt("POLYGON((120 30,120.01 30,120.01 30.01,120 30.01,120 30))");
        for inside in [at(120.005, 30.005), at(120.0, 30.005), at(120.01, 30.01)] {
            assert_eq!(distance_to_m(inside, &square), Some(0.0));
            assert_eq!(nearest_on(inside, &square), Some(inside));
        }
        let outside = at(120.02, 30.005);
        let metres = distance_to_m(outside, &square).unwrap();
        assert!((metres - distance_m(outside, at(120.01, 30.005))).abs() < 1e-6);
    }

    #[test]
    fn an_empty_geometry_is_nowhere() {
        let empty = wkt("MULTILINESTRING EMPTY");
        assert_eq!(distance_to_m(at(120.0, 30.0), &empty), None);
        assert_eq!(nearest_on(at(120.0, 30.0), &empty), None);
        assert_eq!(side_of(at(120.0, 30.0), &empty), None);
        assert_eq!(side_of(at(120.0, 30.0), &wkt("POINT(1 2)")), None);
    }

    #[test]
    fn sides_are_seen_along_the_line_even_at_a_sharp_bend() {
        // North, then back south-east: a bend whose tip points north.
        let bend = wkt("LINESTRING(120 30,120 30.01,120.002 30)");
        for (lon, lat, side) in [
            (119.999, 30.005, Side::Left),
            (120.0005, 30.005, Side::Right),
            (120.002, 30.005, Side::Left),
            (120.0001, 30.011, Side::Left),
            (119.9999, 30.011, Side::Left),
            (120.0, 30.004, Side::On),
        ] {
            assert_eq!(side_of(at(lon, lat), &bend), Some(side), "{lon} {lat}");
            let beside = beside(at(lon, lat), &bend).unwrap();
            assert_eq!(beside.side, side);
            let metres = distance_to_m(at(lon, lat), &bend).unwrap();
            let [east, north] = beside.offset_m;
            assert!((east.hypot(north) - metres).abs() < 0.01);
            assert!((metres..metres + 0.02).contains(&beside.at_most_m));
        }
    }

    /// The twin: every line cut into pieces, the nearest cut taken by geodesics alone.
    fn densified_distance(from: LonLat, a: LonLat, b: LonLat, pieces: u32) -> f64 {
        (0..=pieces)
            .map(|n| {
                let t = f64::from(n) / f64::from(pieces);
                let on = LonLat {
                    lon: a.lon + (b.lon - a.lon) * t,
                    lat: a.lat + (b.lat - a.lat) * t,
                };
                distance_m(from, on)
            })
            .fold(f64::INFINITY, f64::min)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn the_distance_to_a_line_is_that_of_its_nearest_cut(
            lon in 74.0f64..134.0, lat in 4.0f64..53.0,
            ax in -1.0f64..1.0, ay in -1.0f64..1.0, bx in -1.0f64..1.0, by in -1.0f64..1.0,
            reach in prop::sample::select(vec![0.01, 0.05, 0.1, 1.0, 5.0]),
        ) {
            let from = at(lon, lat);
            let a = at(lon + ax * reach, (lat + ay * reach).clamp(3.0, 54.0));
            let b = at(lon + bx * reach, (lat + by * reach).clamp(3.0, 54.0));
            let line = Geometry::from(LineString::from(vec![(a.lon, a.lat), (b.lon, b.lat)]));
            let ours = distance_to_m(from, &line).unwrap();
            let pieces = 1000;
            let twin = densified_distance(from, a, b, pieces);
            // The twin itself is too long by what half a piece can hide.
            let half = distance_m(a, b) / f64::from(pieces) / 2.0;
            let hidden = half.min(half * half / (2.0 * ours.max(1e-9))) * 1.05 + 1e-6;
            let allowed = if twin < 5_000.0 { 0.001 } else if twin < 20_000.0 { 0.05 } else { twin * 3e-5 };
            prop_assert!(ours <= twin + allowed, "{ours} {twin}");
            let beside = beside(from, &line).unwrap();
            prop_assert!(beside.at_most_m >= ours || ours > 20_000.0, "{ours} {beside:?}");
            prop_assert!(ours >= twin - hidden, "{ours} {twin} {hidden}");
        }
    }
}
