//! A plane laid at a position, for the short distances between what should coincide.

use geo_types::Coord;

use super::grid::lon_lat;
use crate::geo::measure;

/// Metres a degree, at a position: good to a millimetre over a kilometre.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plane {
    origin: Coord,
    east_m: f64,
    north_m: f64,
}

/// The point of a segment that is nearest to a position.
#[derive(Clone, Copy, Debug)]
pub(super) struct Foot {
    /// Where.
    pub(super) at: Coord,
    /// The share of the segment before it.
    pub(super) share: f64,
    /// How far away, in metres.
    pub(super) metres: f64,
}

impl Plane {
    pub(super) fn at(origin: Coord) -> Self {
        const A: f64 = 6_378_137.0;
        const E2: f64 = 0.006_694_380_022_9;
        let (sin, cos) = origin.y.to_radians().sin_cos();
        let w2 = 1.0 - E2 * sin * sin;
        let normal = A / w2.sqrt();
        let degree = std::f64::consts::PI / 180.0;
        Self {
            origin,
            east_m: normal * cos * degree,
            north_m: normal * (1.0 - E2) / w2 * degree,
        }
    }

    /// East and north of the origin, in metres.
    pub(super) fn flat(&self, at: Coord) -> [f64; 2] {
        [
            (at.x - self.origin.x) * self.east_m,
            (at.y - self.origin.y) * self.north_m,
        ]
    }

    /// The position that lies so many metres east and north of the origin.
    pub(super) fn out(&self, east_m: f64, north_m: f64) -> Coord {
        Coord {
            x: self.origin.x + east_m / self.east_m,
            y: self.origin.y + north_m / self.north_m,
        }
    }

    /// The box around the origin that holds everything within so many metres, as two corners.
    pub(super) fn around(&self, metres: f64) -> ([f64; 2], [f64; 2]) {
        let (x, y) = (metres / self.east_m, metres / self.north_m);
        (
            [self.origin.x - x, self.origin.y - y],
            [self.origin.x + x, self.origin.y + y],
        )
    }

    /// The point of a segment that is nearest to the origin.
    pub(super) fn foot(&self, a: Coord, b: Coord) -> Foot {
        let start = self.flat(a);
        let end = self.flat(b);
        let along = [end[0] - start[0], end[1] - start[1]];
        let length2 = along[0] * along[0] + along[1] * along[1];
        let share = if length2 > 0.0 {
            (-(start[0] * along[0] + start[1] * along[1]) / length2).clamp(0.0, 1.0)
        } else {
            0.0
        };
        let at = Coord {
            x: a.x + (b.x - a.x) * share,
            y: a.y + (b.y - a.y) * share,
        };
        let metres = (start[0] + along[0] * share).hypot(start[1] + along[1] * share);
        Foot { at, share, metres }
    }
}

/// The distance between two positions, in metres: flat when they are near, else geodesic.
pub(super) fn distance_m(a: Coord, b: Coord) -> f64 {
    if (a.x - b.x).abs() + (a.y - b.y).abs() > 0.02 {
        return measure::distance_m(lon_lat(a), lon_lat(b));
    }
    let middle = Coord {
        x: f64::midpoint(a.x, b.x),
        y: f64::midpoint(a.y, b.y),
    };
    let plane = Plane::at(middle);
    let (p, q) = (plane.flat(a), plane.flat(b));
    (q[0] - p[0]).hypot(q[1] - p[1])
}

/// The length of a path, in metres.
pub(super) fn length_m(path: &[Coord]) -> f64 {
    path.windows(2)
        .map(|pair| distance_m(pair[0], pair[1]))
        .sum()
}

/// Positions along a segment, its ends among them, never further apart than `step_m`.
pub(super) fn samples(a: Coord, b: Coord, step_m: f64) -> impl Iterator<Item = Coord> {
    const MOST: f64 = 400.0;
    let pieces = (distance_m(a, b) / step_m).ceil().clamp(1.0, MOST);
    (0..=pieces as u32).map(move |piece| {
        let share = f64::from(piece) / pieces;
        Coord {
            x: a.x + (b.x - a.x) * share,
            y: a.y + (b.y - a.y) * share,
        }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn near_distances_are_the_geodesic_ones(
            lon in 74.0f64..134.0, lat in 4.0f64..53.0, x in -0.01f64..0.01, y in -0.01f64..0.01,
        ) {
            let (a, b) = (Coord { x: lon, y: lat }, Coord { x: lon + x, y: lat + y });
            let geodesic = measure::distance_m(lon_lat(a), lon_lat(b));
            prop_assert!((distance_m(a, b) - geodesic).abs() < 1e-3, "{geodesic}");
            let plane = Plane::at(a);
            let [east, north] = plane.flat(b);
            let back = plane.out(east, north);
            prop_assert!((back.x - b.x).abs() < 1e-12 && (back.y - b.y).abs() < 1e-12);
        }
    }
}
