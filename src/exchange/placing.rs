//! A geometry of a file as the kind's geometry inside: its system, its shape, its validity.

use geo::HasDimensions as _;

use crate::{
    domain::{GeometryShape, Kind, Problem, ProblemCode},
    geo::{Bounds, Crs, CrsError, Geometry, parts, validity},
    messages::Phrase,
};

/// The field that a problem with the geometry names.
pub(super) const GEOMETRY: &str = "geometry";

/// The geometry in the form the register keeps, or `None` for an empty one of a kind that may do
/// without.
///
/// # CRS
/// `geometry` is in `crs`, first coordinate east.
///
/// # Errors
/// The first problem: an empty geometry, a wrong shape, swapped or impossible coordinates, or an
/// invalid geometry.
pub(super) fn place(
    kind: Kind,
    crs: &Crs,
    geometry: Geometry,
) -> Result<Option<Geometry>, Problem> {
    let mut geometry = parts::unwrap_single(geometry);
    if geometry.is_empty() {
        return empty(kind);
    }
    if crs.is_geographic() {
        if validity::swapped_axes(&geometry) {
            return Err(problem(ProblemCode::SwappedAxes, &where_it_is(&geometry)));
        }
        if !is_on_earth(&geometry) {
            return Err(problem(
                ProblemCode::CoordinateOutOfRange,
                &where_it_is(&geometry),
            ));
        }
    }
    if let Err(error) = crs.to_inside(&mut geometry) {
        return Err(crs_problem(&error));
    }
    let geometry = shaped(kind, geometry)?;
    validity::check(&geometry).map_err(|invalidity| invalid("", &invalidity))?;
    Ok(Some(geometry))
}

/// What an empty geometry means to the kind.
///
/// # Errors
/// [`ProblemCode::MissingGeometry`] for a kind that needs one.
pub(super) fn empty(kind: Kind) -> Result<Option<Geometry>, Problem> {
    if kind.may_lack_geometry() {
        Ok(None)
    } else {
        Err(problem(ProblemCode::MissingGeometry, ""))
    }
}

/// The problem of a geometry that cannot be read or kept.
pub(super) fn invalid(value: &str, error: impl Into<Phrase>) -> Problem {
    Problem::new(ProblemCode::InvalidGeometry, GEOMETRY, value).with("error", error)
}

fn problem(code: ProblemCode, value: &str) -> Problem {
    Problem::new(code, GEOMETRY, value)
}

fn crs_problem(error: &CrsError) -> Problem {
    match error {
        CrsError::Swapped { first, second, .. } => {
            problem(ProblemCode::SwappedAxes, &format!("{first},{second}"))
        }
        CrsError::Outside { first, second, .. } => problem(
            ProblemCode::CoordinateOutOfRange,
            &format!("{first},{second}"),
        ),
        other => invalid("", other),
    }
}

fn is_on_earth(geometry: &Geometry) -> bool {
    Bounds::around(geometry).is_some_and(|at| {
        at.west >= -180.0 && at.east <= 180.0 && at.south >= -90.0 && at.north <= 90.0
    })
}

fn where_it_is(geometry: &Geometry) -> String {
    Bounds::around(geometry).map_or_else(String::new, |at| format!("{},{}", at.west, at.south))
}

/// The geometry when it has the kind's shape; a collection of like parts is one multiple.
fn shaped(kind: Kind, geometry: Geometry) -> Result<Geometry, Problem> {
    let geometry = match geometry {
        Geometry::GeometryCollection(_) | Geometry::Line(_) | Geometry::Rect(_) => {
            parts::unwrap_single(parts::to_multi(geometry))
        }
        other => other,
    };
    let found = word(&geometry);
    let expected = match kind.shape() {
        GeometryShape::Point => "point",
        GeometryShape::Line => "line",
        GeometryShape::Area => "area",
        GeometryShape::Polygon => "polygon",
        GeometryShape::Any => "any_shape",
    };
    let fits = match kind.shape() {
        GeometryShape::Point => found == "point",
        GeometryShape::Line => matches!(found, "line" | "lines"),
        GeometryShape::Area => matches!(found, "polygon" | "polygons"),
        GeometryShape::Polygon => found == "polygon",
        GeometryShape::Any => found != "collection" && found != "points",
    };
    if fits {
        return Ok(geometry);
    }
    Err(problem(ProblemCode::WrongGeometryType, found)
        .with("found", found)
        .with("expected", expected))
}

/// The word under `problem.word` for what a geometry is.
const fn word(geometry: &Geometry) -> &'static str {
    match geometry {
        Geometry::Point(_) => "point",
        Geometry::MultiPoint(_) => "points",
        Geometry::Line(_) | Geometry::LineString(_) => "line",
        Geometry::MultiLineString(_) => "lines",
        Geometry::Polygon(_) | Geometry::Rect(_) | Geometry::Triangle(_) => "polygon",
        Geometry::MultiPolygon(_) => "polygons",
        Geometry::GeometryCollection(_) => "collection",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::wkt::from_wkt;

    fn read(kind: Kind, crs: &str, wkt: &str) -> Result<Option<Geometry>, ProblemCode> {
        place(kind, &Crs::parse(crs).unwrap(), from_wkt(wkt).unwrap())
            .map_err(|problem| problem.code)
    }

    #[test]
    fn swapped_coordinates_are_refused_in_degrees_and_in_metres() {
        assert_eq!(
            read(Kind::Doorplate, "CRS84", "POINT(29.59 120.83)"),
            Err(ProblemCode::SwappedAxes)
        );
        assert_eq!(
            read(Kind::Doorplate, "EPSG:4549", "POINT(3275000 580000)"),
            Err(ProblemCode::SwappedAxes)
        );
    }

    #[test]
    fn metres_read_as_degrees_are_out_of_range() {
        assert_eq!(
            read(Kind::Doorplate, "CRS84", "POINT(580000 3275000)"),
            Err(ProblemCode::CoordinateOutOfRange)
        );
    }

    #[test]
    fn a_multiple_of_one_is_that_one() {
        assert_eq!(
            read(Kind::Doorplate, "CRS84", "MULTIPOINT((120.83 29.59))"),
            read(Kind::Doorplate, "CRS84", "POINT(120.83 29.59)")
        );
        assert!(
            read(
                Kind::Plot,
                "CRS84",
                "MULTIPOLYGON(((120 29,120.1 29,120.1 29.1,120 29)))"
            )
            .is_ok()
        );
    }

    #[test]
    fn a_wrong_shape_is_named() {
        assert_eq!(
            read(Kind::Road, "CRS84", "POINT(120.83 29.59)"),
            Err(ProblemCode::WrongGeometryType)
        );
        assert_eq!(
            read(Kind::Doorplate, "CRS84", "MULTIPOINT((120 29),(120.1 29))"),
            Err(ProblemCode::WrongGeometryType)
        );
    }

    #[test]
    fn an_empty_geometry_is_missing_but_for_kinds_that_may_do_without() {
        assert_eq!(
            read(Kind::Doorplate, "CRS84", "MULTIPOINT EMPTY"),
            Err(ProblemCode::MissingGeometry)
        );
        assert_eq!(read(Kind::Region, "CRS84", "MULTIPOLYGON EMPTY"), Ok(None));
    }

    #[test]
    fn a_bow_tie_is_invalid() {
        assert_eq!(
            read(
                Kind::Plot,
                "CRS84",
                "POLYGON((120 29,120.1 29.1,120.1 29,120 29.1,120 29))"
            ),
            Err(ProblemCode::InvalidGeometry)
        );
    }
}
