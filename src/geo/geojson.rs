//! GeoJSON geometries (RFC 7946): read with errors that say what is wrong, written compactly.
//!
//! Features are written by the rooms that know their fields; this one knows geometry only.
//!
//! # Source
//! RFC 7946, sections 3.1 (geometry) and 3.1.6 (right-hand rule).

use geo_types::{
    Coord, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon, Point,
    Polygon,
};
use serde_json::Value;

use super::{
    Geometry,
    number::{write_exact_number, write_number},
    winding::twice_area,
};

/// Why a value is no GeoJSON geometry. `at` is the path to the spot, as in `coordinates[0][3]`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GeoJsonError {
    /// The geometry, or a member of a collection, is not an object.
    #[error("a geometry is an object with `type` and `coordinates`, not {found}")]
    NotAnObject {
        /// What it is instead.
        found: &'static str,
    },
    /// `type` is absent or no geometry type.
    #[error(
        "`{found}` is no geometry type: Point, MultiPoint, LineString, MultiLineString, Polygon, MultiPolygon or GeometryCollection"
    )]
    Type {
        /// What stands there, empty when absent.
        found: String,
    },
    /// `coordinates` or `geometries` is absent.
    #[error("a {kind} needs `{member}`")]
    Missing {
        /// The geometry type.
        kind: String,
        /// The absent member.
        member: &'static str,
    },
    /// Not an array where one belongs.
    #[error("{at} should be an array of {of}")]
    NotAnArray {
        /// Where.
        at: String,
        /// Of what.
        of: &'static str,
    },
    /// A position is not two or three numbers.
    #[error("{at} should be a position [lon, lat] of numbers")]
    Position {
        /// Where.
        at: String,
    },
    /// Too few positions for a line or a ring.
    #[error("{at} has {found} positions; a {what} needs {needed}")]
    TooFew {
        /// Where.
        at: String,
        /// How many there are.
        found: usize,
        /// `line` or `ring`.
        what: &'static str,
        /// How many it needs.
        needed: usize,
    },
}

/// The geometry of a GeoJSON value; heights are dropped, a ring that is not closed is closed.
///
/// # CRS
/// The numbers are taken as they stand: longitude, latitude by the RFC.
///
/// # Errors
/// [`GeoJsonError`] with the path to the spot. Whether the numbers are on the earth is for
/// [`super::validity`].
pub fn parse(value: &Value) -> Result<Geometry, GeoJsonError> {
    let Value::Object(object) = value else {
        return Err(GeoJsonError::NotAnObject {
            found: type_of(value),
        });
    };
    let kind = object.get("type").and_then(Value::as_str).unwrap_or("");
    let member = |member: &'static str| {
        object.get(member).ok_or_else(|| GeoJsonError::Missing {
            kind: kind.to_owned(),
            member,
        })
    };
    let at = Path::Root("coordinates");
    Ok(match kind {
        "Point" => Geometry::Point(Point(position(member("coordinates")?, &at)?)),
        "MultiPoint" => Geometry::MultiPoint(MultiPoint(
            list(member("coordinates")?, &at, "positions", position)?
                .into_iter()
                .map(Point)
                .collect(),
        )),
        "LineString" => Geometry::LineString(line(member("coordinates")?, &at)?),
        "MultiLineString" => Geometry::MultiLineString(MultiLineString(list(
            member("coordinates")?,
            &at,
            "lines",
            line,
        )?)),
        "Polygon" => Geometry::Polygon(polygon(member("coordinates")?, &at)?),
        "MultiPolygon" => Geometry::MultiPolygon(MultiPolygon(list(
            member("coordinates")?,
            &at,
            "polygons",
            polygon,
        )?)),
        "GeometryCollection" => Geometry::GeometryCollection(GeometryCollection(list(
            member("geometries")?,
            &Path::Root("geometries"),
            "geometries",
            |part, _| parse(part),
        )?)),
        other => {
            return Err(GeoJsonError::Type {
                found: other.chars().take(40).collect(),
            });
        }
    })
}

/// Where in the value the reader stands; made into text only for an error.
enum Path<'a> {
    Root(&'static str),
    Item(&'a Path<'a>, usize),
}

impl std::fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Root(member) => f.write_str(member),
            Self::Item(list, n) => write!(f, "{list}[{n}]"),
        }
    }
}

const fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

fn list<T>(
    value: &Value,
    at: &Path<'_>,
    of: &'static str,
    item: impl Fn(&Value, &Path<'_>) -> Result<T, GeoJsonError>,
) -> Result<Vec<T>, GeoJsonError> {
    let Value::Array(items) = value else {
        return Err(GeoJsonError::NotAnArray {
            at: at.to_string(),
            of,
        });
    };
    items
        .iter()
        .enumerate()
        .map(|(n, value)| item(value, &Path::Item(at, n)))
        .collect()
}

fn position(value: &Value, at: &Path<'_>) -> Result<Coord, GeoJsonError> {
    let numbers = value.as_array().map(Vec::as_slice);
    if let Some([x, y, rest @ ..]) = numbers
        && let (Some(x), Some(y)) = (x.as_f64(), y.as_f64())
        && rest.iter().all(Value::is_number)
    {
        return Ok(Coord { x, y });
    }
    Err(GeoJsonError::Position { at: at.to_string() })
}

fn line(value: &Value, at: &Path<'_>) -> Result<LineString, GeoJsonError> {
    let coords = list(value, at, "positions", position)?;
    at_least(coords, at, "line", 2).map(LineString)
}

fn ring(value: &Value, at: &Path<'_>) -> Result<LineString, GeoJsonError> {
    let mut coords = list(value, at, "positions", position)?;
    if coords.first() != coords.last() {
        coords.extend(coords.first().copied());
    }
    at_least(coords, at, "ring", 4).map(LineString)
}

fn at_least(
    coords: Vec<Coord>,
    at: &Path<'_>,
    what: &'static str,
    needed: usize,
) -> Result<Vec<Coord>, GeoJsonError> {
    if coords.len() < needed {
        return Err(GeoJsonError::TooFew {
            at: at.to_string(),
            found: coords.len(),
            what,
            needed,
        });
    }
    Ok(coords)
}

fn polygon(value: &Value, at: &Path<'_>) -> Result<Polygon, GeoJsonError> {
    let mut rings = list(value, at, "rings", ring)?;
    if rings.is_empty() {
        return Ok(Polygon::empty());
    }
    let exterior = rings.remove(0);
    Ok(Polygon::new(exterior, rings))
}

/// Appends the geometry as compact GeoJSON.
///
/// # Units
/// Degrees with seven decimals (1 cm) at most, trailing zeros trimmed.
///
/// # Boundary
/// Outer rings run counter-clockwise, holes clockwise, whatever way they are stored.
pub fn write(geometry: &Geometry, out: &mut Vec<u8>) {
    put(out, geometry, write_number);
}

/// As [`write`], with every figure that it takes to read the same numbers back.
pub fn write_exact(geometry: &Geometry, out: &mut Vec<u8>) {
    put(out, geometry, write_exact_number);
}

/// How coordinates are written.
type WriteNumber = fn(&mut Vec<u8>, f64);

fn put(out: &mut Vec<u8>, geometry: &Geometry, number: WriteNumber) {
    out.extend_from_slice(b"{\"type\":\"");
    out.extend_from_slice(super::parts::type_name(geometry).as_bytes());
    if let Geometry::GeometryCollection(parts) = geometry {
        out.extend_from_slice(b"\",\"geometries\":");
        write_list(out, &parts.0, |out, part| put(out, part, number));
    } else {
        out.extend_from_slice(b"\",\"coordinates\":");
        write_coordinates(out, geometry, number);
    }
    out.push(b'}');
}

fn write_coordinates(out: &mut Vec<u8>, geometry: &Geometry, number: WriteNumber) {
    match geometry {
        Geometry::Point(point) => write_position(out, point.0, number),
        Geometry::Line(line) => write_positions(out, &[line.start, line.end], number),
        Geometry::LineString(line) => write_positions(out, &line.0, number),
        Geometry::Polygon(polygon) => write_polygon(out, polygon, number),
        Geometry::Rect(rect) => write_polygon(out, &rect.to_polygon(), number),
        Geometry::Triangle(triangle) => write_polygon(out, &triangle.to_polygon(), number),
        Geometry::MultiPoint(points) => {
            write_list(out, &points.0, |out, point| {
                write_position(out, point.0, number);
            });
        }
        Geometry::MultiLineString(lines) => {
            write_list(out, &lines.0, |out, line| {
                write_positions(out, &line.0, number);
            });
        }
        Geometry::MultiPolygon(polygons) => write_list(out, &polygons.0, |out, polygon| {
            write_polygon(out, polygon, number);
        }),
        Geometry::GeometryCollection(parts) => {
            write_list(out, &parts.0, |out, part| put(out, part, number));
        }
    }
}

fn write_list<T>(out: &mut Vec<u8>, items: &[T], each: impl Fn(&mut Vec<u8>, &T)) {
    out.push(b'[');
    for (n, item) in items.iter().enumerate() {
        if n > 0 {
            out.push(b',');
        }
        each(out, item);
    }
    out.push(b']');
}

fn write_positions(out: &mut Vec<u8>, coords: &[Coord], number: WriteNumber) {
    write_list(out, coords, |out, at| write_position(out, *at, number));
}

fn write_polygon(out: &mut Vec<u8>, polygon: &Polygon, number: WriteNumber) {
    if polygon.exterior().0.is_empty() {
        out.extend_from_slice(b"[]");
        return;
    }
    out.push(b'[');
    write_ring(out, &polygon.exterior().0, true, number);
    for hole in polygon.interiors() {
        out.push(b',');
        write_ring(out, &hole.0, false, number);
    }
    out.push(b']');
}

fn write_ring(out: &mut Vec<u8>, coords: &[Coord], counter_clockwise: bool, number: WriteNumber) {
    if (twice_area(coords) >= 0.0) == counter_clockwise {
        write_positions(out, coords, number);
    } else {
        out.push(b'[');
        for (n, at) in coords.iter().rev().enumerate() {
            if n > 0 {
                out.push(b',');
            }
            write_position(out, *at, number);
        }
        out.push(b']');
    }
}

fn write_position(out: &mut Vec<u8>, at: Coord, number: WriteNumber) {
    out.push(b'[');
    number(out, at.x);
    out.push(b',');
    number(out, at.y);
    out.push(b']');
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::geo::wkt::from_wkt;

    fn written(geometry: &Geometry) -> String {
        let mut out = Vec::new();
        write(geometry, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_type_comes_back_as_it_went() {
        for value in [
            json!({"type": "Point", "coordinates": [120.831, 29.561]}),
            json!({"type": "LineString", "coordinates": [[120.5, 30.25], [121.5, 30.5]]}),
            json!({"type": "Polygon", "coordinates": [[[0.5, 0.5], [4.5, 0.5], [4.5, 4.5], [0.5, 0.5]]]}),
            json!({"type": "MultiPoint", "coordinates": [[1.5, 2.5], [3.5, 4.5]]}),
            json!({"type": "MultiLineString", "coordinates": [[[1.5, 2.5], [3.5, 4.5]]]}),
            json!({"type": "MultiPolygon", "coordinates": [[[[0.5, 0.5], [4.5, 0.5], [4.5, 4.5], [0.5, 0.5]]]]}),
            json!({"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [1.5, 2.5]}]}),
            json!({"type": "Polygon", "coordinates": []}),
        ] {
            let geometry = parse(&value).unwrap();
            let again: Value = serde_json::from_str(&written(&geometry)).unwrap();
            assert_eq!(again, value);
        }
    }

    #[test]
    fn rings_are_written_by_the_right_hand_rule() {
        let clockwise = from_wkt("POLYGON((0 0,0 4,4 4,4 0,0 0),(1 1,2 1,2 2,1 1))").unwrap();
        assert_eq!(
            written(&clockwise),
            r#"{"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[0,4],[0,0]],[[1,1],[2,2],[2,1],[1,1]]]}"#
        );
    }

    #[test]
    fn an_open_ring_is_closed_and_a_height_dropped() {
        let value = json!({"type": "Polygon", "coordinates": [[[0, 0, 7], [1, 0, 7], [1, 1, 7]]]});
        assert_eq!(
            parse(&value),
            Ok(from_wkt("POLYGON((0 0,1 0,1 1,0 0))").unwrap())
        );
    }

    #[test]
    fn errors_say_what_is_wrong_and_where() {
        for (value, words) in [
            (
                json!(null),
                "a geometry is an object with `type` and `coordinates`, not null",
            ),
            (
                json!({"type": "Circle"}),
                "`Circle` is no geometry type: Point, MultiPoint, LineString, MultiLineString, Polygon, MultiPolygon or GeometryCollection",
            ),
            (json!({"type": "Point"}), "a Point needs `coordinates`"),
            (
                json!({"type": "Point", "coordinates": [1]}),
                "coordinates should be a position [lon, lat] of numbers",
            ),
            (
                json!({"type": "Point", "coordinates": [1, "2"]}),
                "coordinates should be a position [lon, lat] of numbers",
            ),
            (
                json!({"type": "LineString", "coordinates": [[1, 2]]}),
                "coordinates has 1 positions; a line needs 2",
            ),
            (
                json!({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [0, 0]]]}),
                "coordinates[0] has 3 positions; a ring needs 4",
            ),
            (
                json!({"type": "MultiPolygon", "coordinates": [[[[0, 0], [1, null], [0, 0]]]]}),
                "coordinates[0][0][1] should be a position [lon, lat] of numbers",
            ),
            (
                json!({"type": "Polygon", "coordinates": [5]}),
                "coordinates[0] should be an array of positions",
            ),
        ] {
            assert_eq!(parse(&value).unwrap_err().to_string(), words);
        }
    }
}
