//! The Gauss-Kruger grids of CGCS2000: which EPSG number is which zone, and what numbers a grid
//! can hold.
//!
//! # Source
//! EPSG 4491–4554; GB/T 17278 zones of 3° (25 to 45) and 6° (13 to 23).

use std::fmt;

/// How far from the central meridian a coordinate may lie without zone number: a province in one
/// zone does, a swapped pair does not.
const REACH_M: f64 = 1_200_000.0;
/// The same with zone number: farther away the easting would begin with another zone's.
const REACH_IN_ZONE_M: f64 = 500_000.0;
/// Northings from the equator to beyond China's north, in metres.
const NORTHINGS: std::ops::RangeInclusive<f64> = 0.0..=6_500_000.0;

/// A Gauss-Kruger grid of CGCS2000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct GaussKruger {
    epsg: u16,
}

impl GaussKruger {
    /// The grid of that EPSG number; `None` when the number is none of 4491–4554.
    #[must_use]
    pub const fn from_epsg(epsg: u16) -> Option<Self> {
        if matches!(epsg, 4491..=4554) {
            Some(Self { epsg })
        } else {
            None
        }
    }

    /// The grid whose eastings begin with that zone number: 13–23 are 6° zones, 25–45 3° zones.
    #[must_use]
    pub const fn from_zone_prefix(zone: u16) -> Option<Self> {
        match zone {
            13..=23 => Self::from_epsg(4478 + zone),
            25..=45 => Self::from_epsg(4488 + zone),
            _ => None,
        }
    }

    /// The EPSG number.
    #[must_use]
    pub const fn epsg(self) -> u16 {
        self.epsg
    }

    /// The zone number: 25–45 for 3° zones, 13–23 for 6° zones.
    #[must_use]
    pub const fn zone(self) -> u16 {
        match self.epsg {
            4491..=4501 => self.epsg - 4478,
            4502..=4512 => self.epsg - 4489,
            4513..=4533 => self.epsg - 4488,
            _ => self.epsg - 4509,
        }
    }

    /// Whether the zones are 3° wide rather than 6°.
    #[must_use]
    pub const fn is_three_degree(self) -> bool {
        self.epsg >= 4513
    }

    /// Whether eastings begin with the zone number (40 580 532) rather than not (580 532).
    #[must_use]
    pub const fn has_zone_prefix(self) -> bool {
        matches!(self.epsg, 4491..=4501 | 4513..=4533)
    }

    /// The central meridian in degrees.
    #[must_use]
    pub const fn central_meridian(self) -> u16 {
        if self.is_three_degree() {
            self.zone() * 3
        } else {
            self.zone() * 6 - 3
        }
    }

    /// What is added to eastings, in metres.
    #[must_use]
    pub fn false_easting_m(self) -> f64 {
        if self.has_zone_prefix() {
            f64::from(self.zone()) * 1e6 + 5e5
        } else {
            5e5
        }
    }

    /// The same zone written the other way: with its number in the easting, or without.
    #[must_use]
    pub const fn other_form(self) -> Self {
        let epsg = match self.epsg {
            4491..=4501 => self.epsg + 11,
            4502..=4512 => self.epsg - 11,
            4513..=4533 => self.epsg + 21,
            _ => self.epsg - 21,
        };
        Self { epsg }
    }

    /// Whether the grid can hold the pair.
    #[must_use]
    pub fn holds(self, east_m: f64, north_m: f64) -> bool {
        let reach = if self.has_zone_prefix() {
            REACH_IN_ZONE_M
        } else {
            REACH_M
        };
        (east_m - self.false_easting_m()).abs() < reach && NORTHINGS.contains(&north_m)
    }

    /// The grid, other than this one, in whose zone form the easting must be meant: an easting of
    /// eight digits names its zone, one of six digits has no number.
    #[must_use]
    pub fn meant_by(self, east_m: f64) -> Option<Self> {
        if (13e6..46e6).contains(&east_m) {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "between 13 and 45"
            )]
            let zone = (east_m / 1e6) as u16;
            return Self::from_zone_prefix(zone).filter(|grid| *grid != self);
        }
        (self.has_zone_prefix() && (0.0..1e6).contains(&east_m)).then(|| self.other_form())
    }

    /// PROJ's words for degrees to metres; they need no database of reference systems.
    pub(crate) fn pipeline(self) -> String {
        format!(
            "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad \
             +step +proj=tmerc +algo=poder_engsager +lat_0=0 +lon_0={} +k=1 +x_0={} +y_0=0 +ellps=GRS80",
            self.central_meridian(),
            self.false_easting_m()
        )
    }
}

impl fmt::Display for GaussKruger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EPSG:{}", self.epsg)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(epsg: u16) -> GaussKruger {
        GaussKruger::from_epsg(epsg).unwrap()
    }

    #[test]
    fn numbers_name_zones_and_meridians() {
        for (epsg, zone, meridian, false_easting) in [
            (4491, 13, 75, 13_500_000.0),
            (4501, 23, 135, 23_500_000.0),
            (4502, 13, 75, 500_000.0),
            (4512, 23, 135, 500_000.0),
            (4513, 25, 75, 25_500_000.0),
            (4528, 40, 120, 40_500_000.0),
            (4533, 45, 135, 45_500_000.0),
            (4534, 25, 75, 500_000.0),
            (4549, 40, 120, 500_000.0),
            (4554, 45, 135, 500_000.0),
        ] {
            let grid = grid(epsg);
            assert_eq!(
                (grid.zone(), grid.central_meridian()),
                (zone, meridian),
                "{epsg}"
            );
            assert!((grid.false_easting_m() - false_easting).abs() < f64::EPSILON);
            assert_eq!(grid.other_form().other_form(), grid);
            assert_eq!(grid.other_form().central_meridian(), meridian);
            assert_ne!(grid.other_form().has_zone_prefix(), grid.has_zone_prefix());
        }
        assert_eq!(GaussKruger::from_epsg(4490), None);
        assert_eq!(GaussKruger::from_epsg(4555), None);
        assert_eq!(GaussKruger::from_zone_prefix(24), None);
    }

    #[test]
    fn an_easting_tells_the_form_it_is_in() {
        assert_eq!(grid(4549).meant_by(40_580_532.0), Some(grid(4528)));
        assert_eq!(grid(4528).meant_by(580_532.0), Some(grid(4549)));
        assert_eq!(grid(4528).meant_by(41_390_302.0), Some(grid(4529)));
        assert_eq!(grid(4549).meant_by(580_532.0), None);
        assert_eq!(grid(4528).meant_by(40_580_532.0), None);
        assert_eq!(grid(4549).meant_by(21_390_302.0), Some(grid(4499)));
    }
}
