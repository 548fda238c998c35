//! Where things are: coordinates, boxes and measures. The ground floor: imports nothing of this crate.

mod bounds;
pub mod geojson;
mod lon_lat;
pub mod measure;
mod nearest;
pub mod parts;
pub mod wkb;
pub mod wkt;

pub use bounds::Bounds;
pub use lon_lat::{LonLat, OutOfRange};

/// A geometry in longitude, latitude degrees, CGCS2000 (EPSG:4490), x being the longitude.
/// Nothing inside the house holds any other axis order or datum.
pub type Geometry = geo_types::Geometry<f64>;
