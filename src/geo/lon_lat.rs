//! A position on the ellipsoid.

use std::fmt;

/// Longitude and latitude, in that order.
///
/// # CRS
/// CGCS2000 (EPSG:4490). For everything this product measures it equals WGS 84 to a few centimetres.
///
/// # Units
/// Degrees, east and north positive.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LonLat {
    /// Longitude, −180 to 180.
    pub lon: f64,
    /// Latitude, −90 to 90.
    pub lat: f64,
}

/// A number that is no longitude or latitude.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("{lon},{lat} is not a longitude and a latitude")]
pub struct OutOfRange {
    /// The first number.
    pub lon: f64,
    /// The second number.
    pub lat: f64,
}

impl LonLat {
    /// A position, when both numbers are finite and in range.
    ///
    /// # Errors
    /// [`OutOfRange`] when they are not; values that only fit swapped are not turned.
    pub fn new(lon: f64, lat: f64) -> Result<Self, OutOfRange> {
        if (-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat) {
            Ok(Self { lon, lat })
        } else {
            Err(OutOfRange { lon, lat })
        }
    }
}

impl fmt::Display for LonLat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.7},{:.7}", self.lon, self.lat)
    }
}

impl From<LonLat> for geo_types::Point<f64> {
    fn from(at: LonLat) -> Self {
        Self::new(at.lon, at.lat)
    }
}
