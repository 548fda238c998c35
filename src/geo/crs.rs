//! Reference systems at the edge of the house: what a file may be in, and the way inside.
//!
//! Inside there is only CGCS2000 longitude and latitude. WGS 84 is taken as the same: the two
//! agree to a few centimetres. Datums without a published shift are refused, never guessed.

use std::{fmt, str::FromStr, sync::Arc};

use geo::MapCoords as _;
use geo_types::Coord;

use super::{GaussKruger, Geometry, crs_definition, offset, proj_cache};

/// A reference system that files and answers may be in.
///
/// In files the first coordinate is the easting or longitude, always; only OGC answers follow
/// [`Crs::axis_is_northing_first`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Crs {
    /// EPSG:4490, the system inside.
    Cgcs2000,
    /// EPSG:4326.
    Wgs84,
    /// OGC's CRS84: WGS 84 with longitude first.
    Crs84,
    /// EPSG:3857, the projection of web tiles.
    WebMercator,
    /// EPSG:4491 to 4554.
    GaussKruger(GaussKruger),
    /// The offset system of Amap, Tencent and Google China.
    Gcj02,
    /// The offset system of Baidu.
    Bd09,
    /// A projection of CGCS2000 or WGS 84 without a number of its own, known by its definition.
    Defined(Arc<Definition>),
}

/// A reference system that only its well-known text defines.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Definition {
    /// The name in the text.
    pub name: String,
    /// The text, WKT 1 or 2.
    pub wkt: String,
    /// The geographic system it is a projection of: `EPSG:4490` or `EPSG:4326`.
    pub base: &'static str,
}

/// Why a reference system, or coordinates in it, cannot be taken in.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CrsError {
    /// A word that names no system of the product.
    #[error(
        "`{0}` is no reference system known here: EPSG:4490, EPSG:4326, CRS84, EPSG:3857, EPSG:4491 to 4554 (Gauss-Kruger), GCJ-02 or BD-09"
    )]
    Unknown(String),
    /// A datum from which no shift to CGCS2000 is published.
    #[error(
        "{system} is on the datum {datum}, from which no shift to CGCS2000 is published: convert with the county's own parameters first and keep the original values"
    )]
    NoShift {
        /// What was named.
        system: String,
        /// The datum's name.
        datum: &'static str,
    },
    /// A definition on a datum that is neither CGCS2000 nor WGS 84.
    #[error("the definition's datum `{0}` is neither CGCS2000 nor WGS 84")]
    UnknownDatum(String),
    /// A definition that is no well-known text of a reference system.
    #[error("the definition of the reference system is unreadable: {0}")]
    Unreadable(String),
    /// The easting belongs to the same kind of grid in another zone or form.
    #[error("the easting {east} is not one of {given}: it is one of {meant}")]
    OtherZone {
        /// The grid that was given.
        given: GaussKruger,
        /// The easting, in metres.
        east: f64,
        /// The grid that the easting belongs to.
        meant: GaussKruger,
    },
    /// The pair only makes sense with the northing second.
    #[error(
        "{first},{second} makes sense in {system} only swapped: the first number must be the easting or longitude"
    )]
    Swapped {
        /// The system that was given.
        system: String,
        /// The first number.
        first: f64,
        /// The second number.
        second: f64,
    },
    /// The pair is outside of what the system can hold.
    #[error("{first},{second} is outside of {system}")]
    Outside {
        /// The system.
        system: String,
        /// The first number.
        first: f64,
        /// The second number.
        second: f64,
    },
    /// PROJ refuses the definition or its own database.
    #[error("PROJ: {0}")]
    Proj(String),
}

/// Half the width of the Web Mercator square, in metres.
const MERCATOR_HALF_M: f64 = 20_037_508.342_789_244;

impl Crs {
    /// The system that a word names: `EPSG:n`, `CRS84`, `OGC:CRS84`, `GCJ-02`, `BD-09` in any
    /// case, or the URN or URL of an EPSG number or CRS84.
    ///
    /// # Errors
    /// [`CrsError::NoShift`] for Beijing 1954, Xi'an 1980 and New Beijing;
    /// [`CrsError::Unknown`] for everything else.
    pub fn parse(word: &str) -> Result<Self, CrsError> {
        let unknown = || CrsError::Unknown(word.chars().take(80).collect());
        let lower = word.trim().to_ascii_lowercase();
        match lower.as_str() {
            "crs84" | "ogc:crs84" => return Ok(Self::Crs84),
            "gcj-02" | "gcj02" => return Ok(Self::Gcj02),
            "bd-09" | "bd09" => return Ok(Self::Bd09),
            _ => {}
        }
        if let Some(rest) = lower
            .strip_prefix("urn:ogc:def:crs:ogc:")
            .or_else(|| path_of_url(&lower, "ogc/"))
        {
            let name = rest.rsplit([':', '/']).next();
            return (name == Some("crs84"))
                .then_some(Self::Crs84)
                .ok_or_else(unknown);
        }
        let code = lower
            .strip_prefix("epsg:")
            .or_else(|| {
                let rest = lower
                    .strip_prefix("urn:ogc:def:crs:epsg:")
                    .or_else(|| path_of_url(&lower, "epsg/"))?;
                rest.rsplit([':', '/']).next()
            })
            .and_then(|digits| digits.parse().ok())
            .ok_or_else(unknown)?;
        Self::from_epsg(code)
    }

    /// The system of an EPSG number.
    ///
    /// # Errors
    /// As [`Crs::parse`].
    pub fn from_epsg(code: u32) -> Result<Self, CrsError> {
        let datum = match code {
            4490 => return Ok(Self::Cgcs2000),
            4326 => return Ok(Self::Wgs84),
            3857 => return Ok(Self::WebMercator),
            4610 | 2327..=2390 => "Xi'an 1980",
            4214 | 2401..=2442 | 21413..=21423 | 21453..=21463 | 21473..=21483 => "Beijing 1954",
            4555 | 4568..=4589 | 4652..=4656 | 4766..=4800 | 4812 | 4822 => "New Beijing",
            _ => {
                return u16::try_from(code)
                    .ok()
                    .and_then(GaussKruger::from_epsg)
                    .map(Self::GaussKruger)
                    .ok_or_else(|| CrsError::Unknown(format!("EPSG:{code}")));
            }
        };
        Err(CrsError::NoShift {
            system: format!("EPSG:{code}"),
            datum,
        })
    }

    /// The system that a definition describes: a `.prj` file, or GeoPackage's
    /// `gpkg_spatial_ref_sys.definition`; WKT 1 in ESRI's or OGC's words, or WKT 2.
    ///
    /// # Errors
    /// [`CrsError::NoShift`] or [`CrsError::UnknownDatum`] for another datum than CGCS2000 or
    /// WGS 84, [`CrsError::Unreadable`] for text that is none, [`CrsError::Proj`] when PROJ does
    /// not know the projection.
    pub fn from_wkt(definition: &str) -> Result<Self, CrsError> {
        crs_definition::read(definition)
    }

    /// Whether the system's authority writes the northing or latitude first. Files don't.
    #[must_use]
    pub const fn axis_is_northing_first(&self) -> bool {
        matches!(self, Self::Cgcs2000 | Self::Wgs84 | Self::GaussKruger(_))
    }

    /// Whether coordinates are degrees.
    #[must_use]
    pub const fn is_geographic(&self) -> bool {
        matches!(
            self,
            Self::Cgcs2000 | Self::Wgs84 | Self::Crs84 | Self::Gcj02 | Self::Bd09
        )
    }

    /// Whether the same numbers in a file mean the same place in both.
    #[must_use]
    pub fn agrees_with(&self, other: &Self) -> bool {
        let plain = |crs: &Self| matches!(crs, Self::Cgcs2000 | Self::Wgs84 | Self::Crs84);
        let same_grid = match (self, other) {
            (Self::GaussKruger(a), Self::GaussKruger(b)) => {
                a.central_meridian() == b.central_meridian()
                    && (a.false_easting_m() - b.false_easting_m()).abs() < 1.0
            }
            _ => self == other,
        };
        same_grid || (plain(self) && plain(other))
    }

    /// The system's URI as OGC answers name it; `None` for those that have none.
    #[must_use]
    pub fn uri(&self) -> Option<String> {
        let epsg = match self {
            Self::Crs84 => {
                return Some("http://www.opengis.net/def/crs/OGC/1.3/CRS84".to_owned());
            }
            Self::Cgcs2000 => 4490,
            Self::Wgs84 => 4326,
            Self::WebMercator => 3857,
            Self::GaussKruger(grid) => grid.epsg(),
            Self::Gcj02 | Self::Bd09 | Self::Defined(_) => return None,
        };
        Some(format!("http://www.opengis.net/def/crs/EPSG/0/{epsg}"))
    }

    /// Turns a geometry of this system, first coordinate east, into the system inside. On an error
    /// it stays as it was.
    ///
    /// # Errors
    /// [`CrsError`]: grid coordinates that another zone, another form or swapped axes explain are
    /// refused with the mend. Degrees are not looked at: [`super::validity`] does.
    pub fn to_inside(&self, geometry: &mut Geometry) -> Result<(), CrsError> {
        match self {
            Self::Cgcs2000 | Self::Wgs84 | Self::Crs84 => return Ok(()),
            Self::Gcj02 => *geometry = geometry.map_coords(offset::from_gcj02),
            Self::Bd09 => *geometry = geometry.map_coords(offset::from_bd09),
            Self::WebMercator => *geometry = geometry.try_map_coords(from_mercator)?,
            Self::GaussKruger(grid) => {
                geometry.try_map_coords(|at| check_grid(*grid, at).map(|()| at))?;
                *geometry = proj_cache::transform(self, geometry, true)?;
            }
            Self::Defined(_) => *geometry = proj_cache::transform(self, geometry, true)?,
        }
        Ok(())
    }

    /// Turns a geometry of the system inside into this one, first coordinate east. On an error it
    /// stays as it was.
    ///
    /// # Errors
    /// [`CrsError::Outside`] for positions that the system cannot hold, such as ones far from a
    /// grid's central meridian.
    pub fn from_inside(&self, geometry: &mut Geometry) -> Result<(), CrsError> {
        match self {
            Self::Cgcs2000 | Self::Wgs84 | Self::Crs84 => return Ok(()),
            Self::Gcj02 => *geometry = geometry.map_coords(offset::to_gcj02),
            Self::Bd09 => *geometry = geometry.map_coords(offset::to_bd09),
            Self::WebMercator => *geometry = geometry.try_map_coords(to_mercator)?,
            Self::GaussKruger(grid) => {
                let turned = proj_cache::transform(self, geometry, false)?;
                turned.try_map_coords(|at| check_grid(*grid, at).map(|()| at))?;
                *geometry = turned;
            }
            Self::Defined(_) => *geometry = proj_cache::transform(self, geometry, false)?,
        }
        Ok(())
    }
}

impl fmt::Display for Crs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cgcs2000 => f.write_str("EPSG:4490"),
            Self::Wgs84 => f.write_str("EPSG:4326"),
            Self::Crs84 => f.write_str("CRS84"),
            Self::WebMercator => f.write_str("EPSG:3857"),
            Self::GaussKruger(grid) => grid.fmt(f),
            Self::Gcj02 => f.write_str("GCJ-02"),
            Self::Bd09 => f.write_str("BD-09"),
            Self::Defined(definition) => f.write_str(&definition.name),
        }
    }
}

impl FromStr for Crs {
    type Err = CrsError;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::parse(word)
    }
}

fn path_of_url<'a>(lower: &'a str, authority: &str) -> Option<&'a str> {
    lower
        .strip_prefix("http://")
        .or_else(|| lower.strip_prefix("https://"))?
        .strip_prefix("www.opengis.net/def/crs/")?
        .strip_prefix(authority)
}

fn check_grid(grid: GaussKruger, at: Coord) -> Result<(), CrsError> {
    if grid.holds(at.x, at.y) {
        return Ok(());
    }
    let (first, second) = (at.x, at.y);
    let system = grid.to_string();
    let fits = |east, north| {
        grid.holds(east, north)
            || grid
                .meant_by(east)
                .is_some_and(|meant| meant.holds(east, north))
    };
    if !fits(first, second) && fits(second, first) {
        return Err(CrsError::Swapped {
            system,
            first,
            second,
        });
    }
    match grid.meant_by(first) {
        Some(meant) if meant.holds(first, second) => Err(CrsError::OtherZone {
            given: grid,
            east: first,
            meant,
        }),
        _ => Err(CrsError::Outside {
            system,
            first,
            second,
        }),
    }
}

fn from_mercator(at: Coord) -> Result<Coord, CrsError> {
    let slack = MERCATOR_HALF_M + 1.0;
    if !(at.x.abs() <= slack && at.y.abs() <= slack) {
        return Err(outside_mercator(at));
    }
    let unit = at / MERCATOR_HALF_M;
    Ok(Coord {
        x: unit.x * 180.0,
        y: (unit.y * std::f64::consts::PI).sinh().atan().to_degrees(),
    })
}

fn to_mercator(at: Coord) -> Result<Coord, CrsError> {
    if !(at.x.abs() <= 180.0 && at.y.abs() <= 85.052) {
        return Err(outside_mercator(at));
    }
    let y = at.y.to_radians().tan().asinh() / std::f64::consts::PI;
    Ok(Coord {
        x: at.x / 180.0 * MERCATOR_HALF_M,
        y: y * MERCATOR_HALF_M,
    })
}

fn outside_mercator(at: Coord) -> CrsError {
    CrsError::Outside {
        system: "EPSG:3857".to_owned(),
        first: at.x,
        second: at.y,
    }
}

#[cfg(test)]
#[path = "crs_tests.rs"]
mod tests;
