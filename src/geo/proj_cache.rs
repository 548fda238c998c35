//! PROJ, kept ready on each thread: its objects may not move between threads and take 2 ms to
//! make, where converting a position takes less than a microsecond.
//!
//! The Gauss-Kruger grids are given to PROJ as formulas, so that a foreign `PROJ_DATA` or
//! `PROJ_LIB` cannot touch them. Only systems known by their definition need PROJ's own database,
//! which stands in the program; [`check`] tells whether those variables spoil it.

use std::{cell::RefCell, collections::HashMap};

use geo::MapCoords as _;
use proj::Proj;

use super::{Crs, CrsError, Geometry};

/// Definitions come from files: not more of them than this are kept.
const KEPT: usize = 64;

thread_local! {
    static READY: RefCell<HashMap<Crs, Proj>> = RefCell::new(HashMap::new());
}

/// The geometry turned from degrees into the system, or the other way when `inverse`.
pub(crate) fn transform(
    crs: &Crs,
    geometry: &Geometry,
    inverse: bool,
) -> Result<Geometry, CrsError> {
    READY.with_borrow_mut(|ready| {
        if !ready.contains_key(crs) {
            if ready.len() >= KEPT {
                ready.clear();
            }
            ready.insert(crs.clone(), make(crs)?);
        }
        let Some(proj) = ready.get(crs) else {
            return Err(CrsError::Unknown(crs.to_string()));
        };
        geometry.try_map_coords(|at| {
            let turned = proj
                .project((at.x, at.y), inverse)
                .map_err(|error| CrsError::Proj(error.to_string()))?;
            if turned.0.is_finite() && turned.1.is_finite() {
                Ok(turned.into())
            } else {
                Err(CrsError::Outside {
                    system: crs.to_string(),
                    first: at.x,
                    second: at.y,
                })
            }
        })
    })
}

/// Whether PROJ accepts the system.
pub(crate) fn accepts(crs: &Crs) -> Result<(), CrsError> {
    make(crs).map(|_| ())
}

fn make(crs: &Crs) -> Result<Proj, CrsError> {
    match crs {
        Crs::GaussKruger(grid) => Proj::new(&grid.pipeline()),
        Crs::Defined(definition) => Proj::new_known_crs(definition.base, &definition.wkt, None),
        Crs::Cgcs2000 | Crs::Wgs84 | Crs::Crs84 | Crs::WebMercator | Crs::Gcj02 | Crs::Bd09 => {
            return Err(CrsError::Unknown(crs.to_string()));
        }
    }
    .map_err(|error| CrsError::Proj(error.to_string()))
}

/// Whether PROJ finds its database, for `doctor`.
///
/// # Errors
/// [`CrsError::Proj`] when it does not, which a `PROJ_DATA` or `PROJ_LIB` that points at another
/// PROJ's files causes: unset both.
pub fn check() -> Result<(), CrsError> {
    Proj::new_known_crs("EPSG:4490", "EPSG:4549", None)
        .map(|_| ())
        .map_err(|error| CrsError::Proj(error.to_string()))
}
