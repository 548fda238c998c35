//! Where things are: coordinates, boxes and measures. The ground floor: imports nothing of this crate.

mod bounds;
mod crs;
mod crs_definition;
mod gauss_kruger;
pub mod geojson;
pub mod hilbert;
mod lon_lat;
pub mod measure;
pub mod mercator;
mod nearest;
mod number;
mod offset;
pub mod parts;
mod prepared_area;
mod proj_cache;
mod ring_sweep;
mod simplify;
mod tile_address;
pub mod validity;
mod winding;
pub mod wkb;
pub mod wkt;

pub use bounds::Bounds;
pub use crs::{Crs, CrsError, Definition};
pub use gauss_kruger::GaussKruger;
pub use lon_lat::{LonLat, OutOfRange};
pub use number::{write_exact_number, write_number};
pub use prepared_area::PreparedArea;
pub use proj_cache::check as check_proj;
pub use simplify::simplify;
pub use tile_address::{NoSuchTile, TileAddress};
pub use winding::right_handed;

/// A geometry in longitude, latitude degrees, CGCS2000 (EPSG:4490), x being the longitude.
/// Nothing inside the house holds any other axis order or datum.
pub type Geometry = geo_types::Geometry<f64>;
