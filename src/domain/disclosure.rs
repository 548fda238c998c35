//! What of a geometry an audience may see: one law, called by every exit.

use std::borrow::Cow;

use super::{Audience, Kind};
use crate::geo::{Bounds, Geometry, LonLat, simplify};

/// Public boundary lines deviate from the exact course by up to this.
///
/// # Units
/// Metres.
pub const PUBLIC_LINE_TOLERANCE_M: f64 = 50.0;

/// Public boundary markers stand at the centre of a cell this wide and high.
///
/// # Units
/// Degrees.
pub const PUBLIC_CELL_DEG: f64 = 0.01;

const CELLS_A_DEGREE: f64 = 100.0;

/// Whether the public sees another geometry than the register holds.
#[must_use]
pub const fn is_generalised(kind: Kind, audience: Audience) -> bool {
    matches!(audience, Audience::Public)
        && matches!(kind, Kind::BoundaryLine | Kind::BoundaryMarker)
}

/// The geometry as an audience may see it.
#[must_use]
pub fn shown_geometry(kind: Kind, audience: Audience, geometry: &Geometry) -> Cow<'_, Geometry> {
    if !is_generalised(kind, audience) {
        return Cow::Borrowed(geometry);
    }
    Cow::Owned(match (kind, geometry) {
        (Kind::BoundaryMarker, Geometry::Point(at)) => {
            geo_types::Point::new(cell_centre(at.x()), cell_centre(at.y())).into()
        }
        _ => simplify(geometry, PUBLIC_LINE_TOLERANCE_M),
    })
}

/// A box around whatever an audience is shown of a feature that has the given box.
#[must_use]
pub fn shown_bounds(kind: Kind, audience: Audience, bounds: Bounds) -> Bounds {
    if kind != Kind::BoundaryMarker || !is_generalised(kind, audience) {
        return bounds;
    }
    Bounds {
        west: cell_centre(bounds.west),
        south: cell_centre(bounds.south),
        east: cell_centre(bounds.east),
        north: cell_centre(bounds.north),
    }
}

/// Where the public sees a marker that stands at a position: the centre of its cell.
#[must_use]
pub fn shown_marker(at: LonLat) -> LonLat {
    LonLat {
        lon: cell_centre(at.lon),
        lat: cell_centre(at.lat),
    }
}

/// The middle of the cell along one axis.
fn cell_centre(degrees: f64) -> f64 {
    ((degrees * CELLS_A_DEGREE).floor() + 0.5) / CELLS_A_DEGREE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::wkt::{from_wkt, to_wkt};

    #[test]
    fn the_public_sees_a_marker_at_the_centre_of_its_cell_and_others_where_it_is() {
        let exact = from_wkt("POINT(120.8213 29.5899)").unwrap();
        let public = shown_geometry(Kind::BoundaryMarker, Audience::Public, &exact);
        assert_eq!(to_wkt(&public), "POINT(120.825 29.585)");
        let internal = shown_geometry(Kind::BoundaryMarker, Audience::Internal, &exact);
        assert_eq!(*internal, exact);
        let plate = shown_geometry(Kind::Doorplate, Audience::Public, &exact);
        assert_eq!(*plate, exact);
    }

    #[test]
    fn what_is_shown_lies_in_the_box_that_is_shown() {
        let exact = from_wkt("POINT(-0.0001 29.99999)").unwrap();
        let public = shown_geometry(Kind::BoundaryMarker, Audience::Public, &exact);
        let bounds = Bounds::around(&exact).unwrap();
        assert_eq!(
            shown_bounds(Kind::BoundaryMarker, Audience::Public, bounds),
            Bounds::around(&public).unwrap()
        );
    }

    #[test]
    fn the_public_line_leaves_out_bends_within_fifty_metres() {
        let exact = from_wkt("LINESTRING(120 30,120.005 30.0004,120.01 30)").unwrap();
        let public = shown_geometry(Kind::BoundaryLine, Audience::Public, &exact);
        assert_eq!(to_wkt(&public), "LINESTRING(120 30,120.01 30)");
    }
}
