//! Writes Features in another reference system than the one inside, in its authority's axis order.

use geo::MapCoordsInPlace as _;
use geo_types::Coord;

use super::write::write_disclosed;
use crate::{
    domain::{Audience, Feature, disclose},
    geo::{Crs, CrsError},
};

/// Appends the feature as [`super::feature_json`], its coordinates in a system and in the order of
/// [`Crs::axis_is_northing_first`].
///
/// # Errors
/// [`CrsError`] when the system cannot hold the place; what was appended is then of no use.
pub fn feature_json_in(
    feature: &Feature,
    audience: Audience,
    crs: &Crs,
    out: &mut Vec<u8>,
) -> Result<bool, CrsError> {
    let Some(mut seen) = disclose(feature, audience) else {
        return Ok(false);
    };
    if *crs != Crs::Crs84
        && let Some(geometry) = &mut seen.feature.to_mut().geometry
    {
        crs.from_inside(geometry)?;
        if crs.axis_is_northing_first() {
            geometry.map_coords_in_place(|at| Coord { x: at.y, y: at.x });
        }
    }
    write_disclosed(&seen, out);
    Ok(true)
}
