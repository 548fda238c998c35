//! Distances from one position: bounds that are never too long, and a plane that tells near
//! things apart before the ellipsoid is asked.
//!
//! The boxes of the snapshot lie in longitude and latitude, so the bound is made there directly:
//! the ellipsoid's radii of curvature are nowhere below the one used here, and the great circle's
//! haversine is at least the sum of its parts' smallest values. No projection is stored or undone.

use crate::{
    geo::{LonLat, measure::distance_m},
    snapshot::{Box4, WideBox},
};

/// The least radius of curvature of the ellipsoid, in metres: along the meridian at the equator.
const LEAST_RADIUS_M: f64 = 6_335_439.0;
/// Up to here the short form of the geodesic distance is used.
pub(super) const SHORT_M: f64 = 5_000.0;
/// The equatorial radius of CGCS2000, in metres.
const A: f64 = 6_378_137.0;
/// The squared eccentricity.
const E2: f64 = 0.006_694_380_022_9;

/// A position to measure from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    pub(super) at: LonLat,
    sin: f64,
    cos: f64,
    /// Metres a degree eastwards at the position, and how that shrinks with each degree northwards.
    east_m: f64,
    shrinks_m: f64,
    north_m: f64,
    /// How fast the plane goes wrong: a share by the metre, and by the square metre.
    drift: f64,
    bend: f64,
    near: Near,
}

/// Up to here the bounds of [`Near`] hold.
pub(super) const NEAR_M: f64 = 100_000.0;

/// What tells boxes apart nearby with few steps: degrees from the position's own cell of 32-bit
/// numbers to the box, at the least metres a degree has anywhere within reach.
#[derive(Clone, Copy, Debug)]
struct Near {
    /// The position rounded up and down: west and south edges are measured from the former.
    up: [f32; 2],
    down: [f32; 2],
    east_m: f64,
    north_m: f64,
}

impl Near {
    fn at(at: LonLat) -> Self {
        // A degree farther from the equator than the position, which is more than NEAR_M.
        let far = (at.lat.abs() + 1.0).min(90.0).to_radians();
        let ends = |value: f64| {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "rounded outwards right after"
            )]
            let close = value as f32;
            let up = if f64::from(close) < value {
                close.next_up()
            } else {
                close
            };
            let down = if f64::from(close) > value {
                close.next_down()
            } else {
                close
            };
            (up, down)
        };
        let ((east, west), (north, south)) = (ends(at.lon), ends(at.lat));
        Self {
            up: [east, north],
            down: [west, south],
            // The chord of two degrees of arc is this much shorter than the arc at most.
            east_m: 0.9999 * (A * far.cos()).to_radians(),
            north_m: 0.9999 * LEAST_RADIUS_M.to_radians(),
        }
    }
}

impl Frame {
    pub(super) fn at(at: LonLat) -> Self {
        let (sin, cos) = at.lat.to_radians().sin_cos();
        let cos = cos.max(1e-9);
        let w = (1.0 - E2 * sin * sin).sqrt();
        let east_m = (A / w * cos).to_radians();
        Self {
            at,
            sin,
            cos,
            east_m,
            shrinks_m: (A / w * sin).to_radians().to_radians(),
            north_m: (A * (1.0 - E2) / (w * w * w)).to_radians(),
            drift: 0.03 / A,
            bend: (1.0 + (sin / cos).powi(2)) / (A * A),
            near: Near::at(at),
        }
    }

    /// A distance that no point of the box is nearer than.
    ///
    /// # Units
    /// Metres.
    pub(super) fn at_least_m(&self, bounds: &Box4) -> f64 {
        2.0 * LEAST_RADIUS_M * self.at_least(bounds).sqrt()
    }

    /// The same as a haversine: it grows with the distance and costs no root.
    pub(super) fn at_least<T: Copy + Into<f64>>(&self, bounds: &[T; 4]) -> f64 {
        let [west, south, east, north] = bounds.map(Into::into);
        let gap_x = (west - self.at.lon).max(self.at.lon - east).max(0.0);
        let (below, above) = (self.at.lat - south, north - self.at.lat);
        let gap_y = (-above).max(-below).max(0.0);
        let cos = (self.cos - above.max(below).to_radians()).max(0.0);
        least_haversine(gap_y) + self.cos * cos * least_haversine(gap_x.min(50.0))
    }

    /// The square of a distance in metres that no point of the box is nearer than, if that is no
    /// more than [`NEAR_M`]; what is farther away comes out farther than that too.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "made smaller before by more than it rounds"
    )]
    pub(super) fn near_square(&self, [west, south, east, north]: &WideBox) -> f32 {
        let Near { up, down, .. } = &self.near;
        let x = (west - up[0]).max(down[0] - east).max(0.0) * self.near.east_m as f32;
        let y = (south - up[1]).max(down[1] - north).max(0.0) * self.near.north_m as f32;
        x * x + y * y
    }

    /// The same of an exact box; or, when not near, [`Frame::at_least`].
    pub(super) fn bound(&self, bounds: &Box4, is_near: bool) -> f64 {
        if !is_near {
            return self.at_least(bounds);
        }
        let [west, south, east, north] = bounds;
        let x = (west - self.at.lon).max(self.at.lon - east).max(0.0) * self.near.east_m;
        let y = (south - self.at.lat).max(self.at.lat - north).max(0.0) * self.near.north_m;
        x * x + y * y
    }

    /// Whether no point of an exact box is within some metres, told with few steps; `false` where
    /// it takes more to know.
    pub(super) fn is_box_beyond(&self, bounds: &Box4, metres: f64) -> bool {
        metres <= NEAR_M && self.bound(bounds, true) > metres * metres
    }

    /// The distance to a point on the plane laid at the position.
    ///
    /// # Units
    /// Metres.
    pub(super) fn on_plane_m(&self, [lon, lat]: [f64; 2]) -> f64 {
        let (x, y) = (lon - self.at.lon, lat - self.at.lat);
        let x = x * (self.east_m - self.shrinks_m * y / 2.0);
        let y = y * self.north_m;
        (x * x + y * y).sqrt()
    }

    /// The geodesic distance to a point.
    ///
    /// Up to [`SHORT_M`] from the middle latitude's radii and the exact chord of the sphere, which
    /// is right to a hundredth of a millimetre at a tenth of the general solution's cost.
    ///
    /// # Units
    /// Metres.
    pub(super) fn geodesic_m(&self, [lon, lat]: [f64; 2]) -> f64 {
        if self.on_plane_m([lon, lat]) > SHORT_M {
            return distance_m(self.at, LonLat { lon, lat });
        }
        let y = (lat - self.at.lat).to_radians() / 2.0;
        let x = (lon - self.at.lon).to_radians() / 2.0;
        // Sine and cosine of the middle latitude, from those of the position.
        let (small_sin, small_cos) = (y - y * y * y / 6.0, 1.0 - y * y / 2.0);
        let sin = self.sin * small_cos + self.cos * small_sin;
        let cos = self.cos * small_cos - self.sin * small_sin;
        let w2 = 1.0 - E2 * sin * sin;
        let prime = A / w2.sqrt();
        let meridian = prime * (1.0 - E2) / w2;
        let east = prime * cos * (x - x * x * x / 6.0);
        let north = meridian * small_sin * (1.0 - x * x / 2.0);
        let chord = 2.0 * (east * east + north * north).sqrt();
        chord * (1.0 + chord * chord / (24.0 * prime * meridian))
    }

    /// The nearest stretch of some paths on the plane; `None` without any.
    pub(super) fn nearest_stretch<P>(&self, paths: impl Iterator<Item = P>) -> Option<Stretch>
    where
        P: Iterator<Item = [f64; 2]>,
    {
        let mut best: Option<Stretch> = None;
        let mut second = f64::INFINITY;
        each_stretch(
            paths.map(|path| path.map(|at| self.flat(at))),
            |from, to| {
                let (foot, square) = foot(from, to);
                match &mut best {
                    Some(known) if square >= known.square => second = second.min(square),
                    known => {
                        if let Some(known) = known {
                            second = known.square;
                        }
                        *known = Some(Stretch {
                            foot,
                            square,
                            second,
                        });
                    }
                }
            },
        );
        best.map(|best| Stretch { second, ..best })
    }

    /// The geodesic distance to the nearest point of some paths, each straight between its
    /// vertices in longitude and latitude, of which the nearest stretch on the plane is known.
    pub(super) fn paths_m<P>(&self, paths: impl Iterator<Item = P>, known: &Stretch) -> f64
    where
        P: Iterator<Item = [f64; 2]>,
    {
        let plane = known.plane_m();
        let limit = plane * (1.0 + 2.0 * self.stretch_doubt(plane)) + 1e-6;
        let limit = limit * limit;
        let mut nearest = self.geodesic_m(self.unflat(known.foot));
        if known.second <= limit {
            each_stretch(
                paths.map(|path| path.map(|at| self.flat(at))),
                |from, to| {
                    let (foot, square) = foot(from, to);
                    if square <= limit {
                        nearest = nearest.min(self.geodesic_m(self.unflat(foot)));
                    }
                },
            );
        }
        nearest
    }

    fn flat(&self, [lon, lat]: [f64; 2]) -> [f64; 2] {
        [
            (lon - self.at.lon) * self.east_m,
            (lat - self.at.lat) * self.north_m,
        ]
    }

    fn unflat(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        [
            self.at.lon + x / self.east_m,
            self.at.lat + y / self.north_m,
        ]
    }

    /// The share by which a [`Stretch`] may be wrong at a distance: its scale is the
    /// position's own all over.
    pub(super) fn stretch_doubt(&self, metres: f64) -> f64 {
        (1e-9 + 2.0 * metres * self.bend.sqrt() + metres * self.drift).min(1.0)
    }
}

/// A stretch of a path as the plane at the position sees it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch {
    foot: [f64; 2],
    square: f64,
    /// The square of the distance of the next nearest stretch.
    second: f64,
}

impl Stretch {
    pub(super) fn plane_m(&self) -> f64 {
        self.square.sqrt()
    }
}

/// The point of a stretch that is nearest to the origin, and the square of its distance.
fn foot(a: [f64; 2], b: [f64; 2]) -> ([f64; 2], f64) {
    let along = [b[0] - a[0], b[1] - a[1]];
    let square = along[0] * along[0] + along[1] * along[1];
    let share = if square > 0.0 {
        (-(a[0] * along[0] + a[1] * along[1]) / square).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let foot = [a[0] + share * along[0], a[1] + share * along[1]];
    (foot, foot[0] * foot[0] + foot[1] * foot[1])
}

fn each_stretch<P>(paths: impl Iterator<Item = P>, mut take: impl FnMut([f64; 2], [f64; 2]))
where
    P: Iterator<Item = [f64; 2]>,
{
    for mut path in paths {
        let Some(mut from) = path.next() else {
            continue;
        };
        for to in path {
            take(from, to);
            from = to;
        }
    }
}

/// The haversine of boxes that are nearer than some metres is no greater than this.
pub(super) fn reach(metres: f64) -> f64 {
    (metres / (2.0 * LEAST_RADIUS_M)).powi(2)
}

/// At most the square of the sine of half the angle.
fn least_haversine(degrees: f64) -> f64 {
    let square = (degrees.to_radians() / 2.0).powi(2);
    square - square * square / 3.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[expect(
        clippy::cast_possible_truncation,
        reason = "rounded outwards right after"
    )]
    fn widened(bounds: Box4) -> WideBox {
        let [west, south, east, north] = bounds.map(|edge| edge as f32);
        [
            west.next_down(),
            south.next_down(),
            east.next_up(),
            north.next_up(),
        ]
    }

    proptest! {
        #[test]
        fn no_point_of_a_box_is_nearer_than_the_bound(
            lon in 73.0..135.0_f64, lat in 3.0..54.0_f64,
            x in 73.0..135.0_f64, y in 3.0..54.0_f64,
            spread in prop::sample::select(vec![1e-4, 0.01, 1.0, 20.0]),
            (left, right, down, up) in (0.0..1.0_f64, 0.0..1.0_f64, 0.0..1.0_f64, 0.0..1.0_f64),
            near in any::<bool>(),
        ) {
            let (x, y) = if near { (lon + (x - 100.0) * 1e-3, lat + (y - 28.0) * 1e-3) } else { (x, y) };
            let bounds = [x - spread * left, y - spread * down, x + spread * right, y + spread * up];
            let least = Frame::at(LonLat { lon, lat }).at_least_m(&bounds);
            for (px, py) in [(x, y), (bounds[0], bounds[1]), (bounds[2], bounds[1]), (bounds[0], bounds[3]), (bounds[2], bounds[3])] {
                let exact = distance_m(LonLat { lon, lat }, LonLat { lon: px, lat: py.clamp(-90.0, 90.0) });
                prop_assert!(least <= exact + 1e-6, "{least} > {exact}");
            }
        }

        #[test]
        fn no_point_of_a_box_is_nearer_than_the_quick_bound(
            lon in 73.0..135.0_f64, lat in -60.0..88.0_f64,
            (dx, dy) in (-1.0..1.0_f64, -1.0..1.0_f64),
            spread in prop::sample::select(vec![1e-6, 1e-3, 0.05, 1.0, 3.0]),
            (left, right, down, up) in (0.0..1.0_f64, 0.0..1.0_f64, 0.0..1.0_f64, 0.0..1.0_f64),
        ) {
            let (x, y) = (lon + dx * spread * 3.0, (lat + dy * spread * 3.0).clamp(-89.9, 89.9));
            let bounds = [x - spread * left, y - spread * down, x + spread * right, y + spread * up];
            let at = LonLat { lon, lat };
            let frame = Frame::at(at);
            let wide = widened(bounds);
            let least = f64::from(frame.near_square(&wide)).sqrt().min(NEAR_M);
            for (px, py) in [(x, y), (bounds[0], bounds[1]), (bounds[2], bounds[1]), (bounds[0], bounds[3]), (bounds[2], bounds[3])] {
                let exact = distance_m(at, LonLat { lon: px, lat: py.clamp(-90.0, 90.0) });
                prop_assert!(least <= exact + 1e-6, "{least} > {exact}");
                prop_assert!(!frame.is_box_beyond(&bounds, exact + 1e-6), "within {exact}");
            }
        }

        #[test]
        fn the_short_form_is_right_to_a_hundredth_of_a_millimetre(
            lon in 73.0..135.0_f64, lat in 3.0..54.0_f64,
            turn in 0.0..6.3_f64, metres in 0.0..SHORT_M,
        ) {
            let frame = Frame::at(LonLat { lon, lat });
            let to = [lon + metres * turn.cos() / frame.east_m, lat + metres * turn.sin() / frame.north_m];
            let exact = distance_m(LonLat { lon, lat }, LonLat { lon: to[0], lat: to[1] });
            let short = frame.geodesic_m(to);
            prop_assert!((short - exact).abs() < 1e-5, "{short} {exact}");
        }

        #[test]
        fn the_plane_is_no_further_off_than_its_doubt(
            lon in 73.0..135.0_f64, lat in 3.0..54.0_f64,
            dx in -1.0..1.0_f64, dy in -1.0..1.0_f64,
            scale in prop::sample::select(vec![1e-5, 1e-3, 0.05, 1.0, 8.0]),
        ) {
            let frame = Frame::at(LonLat { lon, lat });
            let to = [lon + dx * scale, lat + dy * scale];
            let exact = distance_m(LonLat { lon, lat }, LonLat { lon: to[0], lat: to[1] });
            let stretch = frame.nearest_stretch(std::iter::once([to, to].into_iter())).unwrap().plane_m();
            prop_assert!((stretch - exact).abs() <= stretch * frame.stretch_doubt(stretch) + 1e-6, "{stretch} {exact}");
        }
    }
}
