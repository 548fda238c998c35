//! The offsets of Chinese map providers: GCJ-02 (Amap, Tencent, Google China) and BD-09 (Baidu).
//!
//! Data held in these systems is converted at the edge; the register itself never holds them.
//!
//! # Source
//! The formulas are the published reconstruction; real providers differ from it by up to 10 m, so
//! a converted position is no survey. The inverses are exact to the formulas, by iteration.
//!
//! # Boundary
//! GCJ-02 leaves positions outside the rectangle 72.004–137.8347° E, 0.8293–55.8271° N as they
//! are; BD-09 adds its second shift everywhere.

use std::f64::consts::PI;

use geo_types::Coord;

const A: f64 = 6_378_245.0;
const EE: f64 = 0.006_693_421_622_965_943;
const X_PI: f64 = PI * 3000.0 / 180.0;

/// Degrees: how exactly an inverse reproduces what it was given.
const CLOSE: f64 = 1e-10;
/// Four rounds are enough in China; the rest is for positions at the rectangle's edge.
const ROUNDS: usize = 12;

/// CGCS2000 to GCJ-02.
pub(crate) fn to_gcj02(at: Coord) -> Coord {
    if !(72.004..=137.8347).contains(&at.x) || !(0.8293..=55.8271).contains(&at.y) {
        return at;
    }
    let (x, y) = (at.x - 105.0, at.y - 35.0);
    let phi = at.y.to_radians();
    let m = 1.0 - EE * phi.sin().powi(2);
    let s = m.sqrt();
    Coord {
        x: at.x + east_shift(x, y) / (A / s * phi.cos()).to_radians(),
        y: at.y + north_shift(x, y) / (A * (1.0 - EE) / (m * s)).to_radians(),
    }
}

/// GCJ-02 to CGCS2000.
pub(crate) fn from_gcj02(at: Coord) -> Coord {
    inverse(to_gcj02, at)
}

/// CGCS2000 to BD-09.
pub(crate) fn to_bd09(at: Coord) -> Coord {
    second_shift(to_gcj02(at))
}

/// BD-09 to CGCS2000.
pub(crate) fn from_bd09(at: Coord) -> Coord {
    from_gcj02(inverse(second_shift, at))
}

fn second_shift(at: Coord) -> Coord {
    let z = at.x.hypot(at.y) + 2e-5 * (at.y * X_PI).sin();
    let theta = at.y.atan2(at.x) + 3e-6 * (at.x * X_PI).cos();
    Coord {
        x: z * theta.cos() + 0.0065,
        y: z * theta.sin() + 0.006,
    }
}

/// What `shift` turns into `shifted`: the shift changes slowly, so taking it off again converges.
fn inverse(shift: impl Fn(Coord) -> Coord, shifted: Coord) -> Coord {
    let mut at = shifted;
    for _ in 0..ROUNDS {
        let miss = shift(at) - shifted;
        at = at - miss;
        if miss.x.abs() < CLOSE && miss.y.abs() < CLOSE {
            break;
        }
    }
    at
}

/// Metres north, `x` and `y` being degrees from 105° E 35° N.
fn north_shift(x: f64, y: f64) -> f64 {
    -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * x.abs().sqrt()
        + ripple(x)
        + (20.0 * (y * PI).sin() + 40.0 * (y / 3.0 * PI).sin()) * 2.0 / 3.0
        + (160.0 * (y / 12.0 * PI).sin() + 320.0 * (y / 30.0 * PI).sin()) * 2.0 / 3.0
}

/// Metres east.
fn east_shift(x: f64, y: f64) -> f64 {
    300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * x.abs().sqrt()
        + ripple(x)
        + (20.0 * (x * PI).sin() + 40.0 * (x / 3.0 * PI).sin()) * 2.0 / 3.0
        + (150.0 * (x / 12.0 * PI).sin() + 300.0 * (x / 30.0 * PI).sin()) * 2.0 / 3.0
}

fn ripple(x: f64) -> f64 {
    (20.0 * (6.0 * x * PI).sin() + 20.0 * (2.0 * x * PI).sin()) * 2.0 / 3.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// CGCS2000, GCJ-02, BD-09 of five county seats and of a place outside.
    const VECTORS: [[(f64, f64); 3]; 6] = [
        [
            (120.831_000, 29.561_000),
            (120.835_112_5, 29.558_381_0),
            (120.841_544_3, 29.564_736_0),
        ],
        [
            (120.699_400, 27.994_900),
            (120.703_458_3, 27.991_617_8),
            (120.709_923_4, 27.997_856_9),
        ],
        [
            (121.869_000, 29.477_000),
            (121.873_005_2, 29.474_296_3),
            (121.879_560_6, 29.480_009_0),
        ],
        [
            (120.418_000, 30.848_000),
            (120.422_624_6, 30.845_931_0),
            (120.429_222_2, 30.851_574_6),
        ],
        [
            (116.357_500, 37.434_100),
            (116.363_400_6, 37.434_966_0),
            (116.369_933_6, 37.440_846_1),
        ],
        [
            (139.691_700, 35.689_500),
            (139.691_700, 35.689_500),
            (139.698_122_5, 35.695_845_5),
        ],
    ];

    fn coord((x, y): (f64, f64)) -> Coord {
        Coord { x, y }
    }

    fn apart(a: Coord, b: Coord) -> f64 {
        (a.x - b.x).abs().max((a.y - b.y).abs())
    }

    #[test]
    fn the_known_positions_are_met_both_ways() {
        for [plain, gcj, bd] in VECTORS {
            let [plain, gcj, bd] = [plain, gcj, bd].map(coord);
            assert!(apart(to_gcj02(plain), gcj) < 1e-7, "{plain:?}");
            assert!(apart(to_bd09(plain), bd) < 1e-7, "{plain:?}");
            assert!(apart(from_gcj02(gcj), plain) < 1e-6, "{gcj:?}");
            assert!(apart(from_bd09(bd), plain) < 1e-6, "{bd:?}");
        }
    }

    #[test]
    fn outside_the_rectangle_gcj02_is_no_shift() {
        for at in [
            (72.003, 30.0),
            (137.835, 30.0),
            (100.0, 0.829),
            (100.0, 55.828),
        ] {
            assert_eq!(to_gcj02(coord(at)), coord(at));
            assert_eq!(from_gcj02(coord(at)), coord(at));
        }
        assert_ne!(to_gcj02(coord((72.004, 30.0))), coord((72.004, 30.0)));
    }

    proptest! {
        #[test]
        fn the_inverses_are_exact_all_over_china(x in 73.0f64..136.0, y in 3.0f64..54.0) {
            let at = Coord { x, y };
            prop_assert!(apart(from_gcj02(to_gcj02(at)), at) < 2e-10);
            prop_assert!(apart(from_bd09(to_bd09(at)), at) < 3e-10);
        }
    }
}
