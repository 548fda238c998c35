//! Single and multiple geometries: the store keeps lines and areas as multiples, answers are
//! single when there is one part.

use geo_types::{GeometryCollection, LineString, MultiLineString, MultiPolygon, Polygon};

use super::Geometry;

/// Lines as a `MultiLineString`, areas as a `MultiPolygon`, points as they are.
///
/// A collection whose parts are all lines, or all areas, becomes one multiple; another collection
/// stays.
#[must_use]
pub fn to_multi(geometry: Geometry) -> Geometry {
    match geometry {
        Geometry::Line(line) => {
            MultiLineString(vec![LineString(vec![line.start, line.end])]).into()
        }
        Geometry::LineString(line) => MultiLineString(vec![line]).into(),
        Geometry::Polygon(polygon) => MultiPolygon(vec![polygon]).into(),
        Geometry::Rect(rect) => MultiPolygon(vec![rect.to_polygon()]).into(),
        Geometry::Triangle(triangle) => MultiPolygon(vec![triangle.to_polygon()]).into(),
        Geometry::GeometryCollection(parts) => gather(parts),
        Geometry::Point(_)
        | Geometry::MultiPoint(_)
        | Geometry::MultiLineString(_)
        | Geometry::MultiPolygon(_) => geometry,
    }
}

fn gather(parts: GeometryCollection) -> Geometry {
    let multis: Vec<Geometry> = parts.0.into_iter().map(to_multi).collect();
    let areas = |part: &Geometry| matches!(part, Geometry::MultiPolygon(_));
    let lines = |part: &Geometry| matches!(part, Geometry::MultiLineString(_));
    if !multis.is_empty() && multis.iter().all(areas) {
        let polygons: Vec<Polygon> = multis
            .into_iter()
            .filter_map(|part| MultiPolygon::try_from(part).ok())
            .flat_map(|part| part.0)
            .collect();
        MultiPolygon(polygons).into()
    } else if !multis.is_empty() && multis.iter().all(lines) {
        let parts: Vec<LineString> = multis
            .into_iter()
            .filter_map(|part| MultiLineString::try_from(part).ok())
            .flat_map(|part| part.0)
            .collect();
        MultiLineString(parts).into()
    } else {
        Geometry::GeometryCollection(GeometryCollection(multis))
    }
}

/// A multiple of one part as that part; everything else as it is.
#[must_use]
pub fn unwrap_single(geometry: Geometry) -> Geometry {
    match geometry {
        Geometry::MultiPoint(mut points) if points.0.len() == 1 => points.0.remove(0).into(),
        Geometry::MultiLineString(mut lines) if lines.0.len() == 1 => lines.0.remove(0).into(),
        Geometry::MultiPolygon(mut polygons) if polygons.0.len() == 1 => {
            polygons.0.remove(0).into()
        }
        Geometry::GeometryCollection(mut parts) if parts.0.len() == 1 => {
            unwrap_single(parts.0.remove(0))
        }
        other => other,
    }
}

/// The geometry's type in the words of GeoJSON.
#[must_use]
pub const fn type_name(geometry: &Geometry) -> &'static str {
    match geometry {
        Geometry::Point(_) => "Point",
        Geometry::Line(_) | Geometry::LineString(_) => "LineString",
        Geometry::Polygon(_) | Geometry::Rect(_) | Geometry::Triangle(_) => "Polygon",
        Geometry::MultiPoint(_) => "MultiPoint",
        Geometry::MultiLineString(_) => "MultiLineString",
        Geometry::MultiPolygon(_) => "MultiPolygon",
        Geometry::GeometryCollection(_) => "GeometryCollection",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::wkt::{from_wkt, to_wkt};

    #[test]
    fn what_is_made_multiple_comes_back_single() {
        for (single, multiple) in [
            ("POINT(1 2)", "POINT(1 2)"),
            ("LINESTRING(1 2,3 4)", "MULTILINESTRING((1 2,3 4))"),
            (
                "POLYGON((0 0,1 0,1 1,0 0))",
                "MULTIPOLYGON(((0 0,1 0,1 1,0 0)))",
            ),
        ] {
            let multi = to_multi(from_wkt(single).unwrap());
            assert_eq!(to_wkt(&multi), multiple);
            assert_eq!(to_wkt(&unwrap_single(multi)), single);
        }
    }

    #[test]
    fn a_collection_of_one_sort_becomes_one_multiple() {
        let lines = "GEOMETRYCOLLECTION(LINESTRING(1 2,3 4),MULTILINESTRING((5 6,7 8)))";
        assert_eq!(
            to_wkt(&to_multi(from_wkt(lines).unwrap())),
            "MULTILINESTRING((1 2,3 4),(5 6,7 8))"
        );
        let mixed = "GEOMETRYCOLLECTION(POINT(1 2),POINT(3 4))";
        assert_eq!(to_wkt(&to_multi(from_wkt(mixed).unwrap())), mixed);
    }
}
