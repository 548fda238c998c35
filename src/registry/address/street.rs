//! Along a road: how far along it a place is, and the place so far along.
//!
//! # Units
//! Metres on a plane around the road, which for a road of a county is true to a thousandth.

use crate::geo::{Geometry, LonLat};

const METRES_A_DEGREE: f64 = 111_320.0;

/// A road as one walk, its parts one after the other.
#[derive(Debug)]
pub(super) struct Street {
    origin: LonLat,
    scale: [f64; 2],
    /// Two ends and the length before the first.
    stretches: Vec<([f64; 2], [f64; 2], f64)>,
    length: f64,
}

impl Street {
    /// The walk along a road's geometry; `None` without a line.
    pub(super) fn along(geometry: &Geometry) -> Option<Self> {
        let lines: Vec<&geo_types::LineString> = match geometry {
            Geometry::LineString(line) => vec![line],
            Geometry::MultiLineString(lines) => lines.iter().collect(),
            _ => return None,
        };
        let first = lines.first()?.0.first()?;
        let origin = LonLat::new(first.x, first.y).ok()?;
        let scale = [
            METRES_A_DEGREE * origin.lat.to_radians().cos(),
            METRES_A_DEGREE,
        ];
        let mut street = Self {
            origin,
            scale,
            stretches: Vec::new(),
            length: 0.0,
        };
        for line in lines {
            for pair in line.0.windows(2) {
                let from = street.plane(pair[0].x, pair[0].y);
                let to = street.plane(pair[1].x, pair[1].y);
                let before = street.length;
                street.stretches.push((from, to, before));
                street.length += length(minus(to, from));
            }
        }
        (street.length > 0.0).then_some(street)
    }

    fn plane(&self, lon: f64, lat: f64) -> [f64; 2] {
        [
            (lon - self.origin.lon) * self.scale[0],
            (lat - self.origin.lat) * self.scale[1],
        ]
    }

    fn back(&self, [x, y]: [f64; 2]) -> Option<LonLat> {
        LonLat::new(
            self.origin.lon + x / self.scale[0],
            self.origin.lat + y / self.scale[1],
        )
        .ok()
    }

    /// How far along the nearest point of the road is, and how a place stands off from it.
    pub(super) fn locate(&self, at: LonLat) -> Option<(f64, [f64; 2])> {
        let at = self.plane(at.lon, at.lat);
        self.stretches
            .iter()
            .map(|(from, to, before)| {
                let way = minus(*to, *from);
                let square = way[0] * way[0] + way[1] * way[1];
                let off = minus(at, *from);
                let share = if square > 0.0 {
                    ((off[0] * way[0] + off[1] * way[1]) / square).clamp(0.0, 1.0)
                } else {
                    0.0
                };
                let foot = [from[0] + way[0] * share, from[1] + way[1] * share];
                (before + share * square.sqrt(), minus(at, foot))
            })
            .min_by(|a, b| length(a.1).total_cmp(&length(b.1)))
    }

    /// The place so far along, standing off as told.
    pub(super) fn place(&self, metres: f64, off: [f64; 2]) -> Option<LonLat> {
        let metres = metres.clamp(0.0, self.length);
        let at = self
            .stretches
            .partition_point(|(_, _, before)| *before <= metres)
            .saturating_sub(1);
        let (from, to, before) = self.stretches.get(at)?;
        let way = minus(*to, *from);
        let whole = length(way);
        let share = if whole > 0.0 {
            (metres - before) / whole
        } else {
            0.0
        };
        self.back([
            from[0] + way[0] * share + off[0],
            from[1] + way[1] * share + off[1],
        ])
    }

    /// The middle of the road.
    pub(super) fn middle(&self) -> Option<LonLat> {
        self.place(self.length / 2.0, [0.0, 0.0])
    }
}

fn minus(a: [f64; 2], b: [f64; 2]) -> [f64; 2] {
    [a[0] - b[0], a[1] - b[1]]
}

fn length([x, y]: [f64; 2]) -> f64 {
    x.hypot(y)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::{measure::distance_m, wkt::from_wkt};

    #[test]
    fn what_is_located_along_a_road_is_placed_where_it_was() {
        let road = from_wkt("MULTILINESTRING((120.80 29.58,120.81 29.58,120.81 29.59),(120.81 29.591,120.82 29.60))").unwrap();
        let street = Street::along(&road).unwrap();
        for (lon, lat) in [
            (120.803, 29.5802),
            (120.8098, 29.585),
            (120.815, 29.596),
            (120.79, 29.57),
        ] {
            let at = LonLat::new(lon, lat).unwrap();
            let (along, off) = street.locate(at).unwrap();
            let again = street.place(along, off).unwrap();
            assert!(distance_m(at, again) < 0.01, "{lon} {lat}");
        }
        let far = street.place(1e9, [0.0, 0.0]).unwrap();
        assert!((far.lon - 120.82).abs() < 1e-9);
    }
}
