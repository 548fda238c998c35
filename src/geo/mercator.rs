//! Web Mercator on the unit square: what trees and tiles are laid out in.
//!
//! # Units
//! 0 to 1 from west to east and from north to south, as tiles count; one unit is the world.
//!
//! # Boundary
//! Latitudes beyond ±85.0511° are drawn on the square's edge.

use std::f64::consts::PI;

use super::LonLat;

/// The latitude at which the projected world is square.
pub const LAST_LATITUDE: f64 = 85.051_128_779_806_6;

const A: f64 = 6_378_137.0;
const E2: f64 = 0.006_694_380_022_9;

/// The position on the unit square.
#[must_use]
pub fn project(at: LonLat) -> [f64; 2] {
    let lat = at.lat.clamp(-LAST_LATITUDE, LAST_LATITUDE);
    let y = 0.5 - lat.to_radians().tan().asinh() / (2.0 * PI);
    [at.lon / 360.0 + 0.5, y.clamp(0.0, 1.0)]
}

/// The position of a point on the unit square.
#[must_use]
pub fn unproject([x, y]: [f64; 2]) -> LonLat {
    LonLat {
        lon: (x - 0.5) * 360.0,
        lat: ((0.5 - y) * 2.0 * PI).sinh().atan().to_degrees(),
    }
}

/// Ground metres a unit along a parallel, and the most a unit can be in any direction there.
#[must_use]
pub fn scale_at(lat: f64) -> f64 {
    let (sin, cos) = lat.to_radians().sin_cos();
    2.0 * PI * A * cos / (1.0 - E2 * sin * sin).sqrt()
}

/// Ground metres a unit along a meridian, and the least a unit can be in any direction there: a
/// way of `d` units that stays nearer to the equator than this is at least `d` times so long.
#[must_use]
pub fn least_scale_at(lat: f64) -> f64 {
    let (sin, cos) = lat.to_radians().sin_cos();
    let w2 = 1.0 - E2 * sin * sin;
    2.0 * PI * A * (1.0 - E2) * cos / (w2 * w2.sqrt())
}

/// The position as whole numbers, 2³² to the unit: 9 mm at the equator, finer than any tile.
#[must_use]
pub fn to_world(at: LonLat) -> [u32; 2] {
    project(at).map(whole)
}

/// The position of whole numbers made by [`to_world`], at the middle of their cell.
#[must_use]
pub fn from_world(world: [u32; 2]) -> LonLat {
    unproject(world.map(|n| (f64::from(n) + 0.5) / WORLD))
}

const WORLD: f64 = 4_294_967_296.0;

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates at the edges of the world, which is what is wanted"
)]
fn whole(unit: f64) -> u32 {
    (unit * WORLD) as u32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geo::measure::distance_m;

    #[test]
    fn the_square_has_its_corners_and_its_middle() {
        let close = |at, [x, y]: [f64; 2]| {
            let [px, py] = project(at);
            assert!(
                (px - x).abs() < 1e-12 && (py - y).abs() < 1e-12,
                "{px} {py}"
            );
        };
        close(LonLat { lon: 0.0, lat: 0.0 }, [0.5, 0.5]);
        close(
            LonLat {
                lon: -180.0,
                lat: 90.0,
            },
            [0.0, 0.0],
        );
        close(
            LonLat {
                lon: 180.0,
                lat: -90.0,
            },
            [1.0, 1.0],
        );
        assert_eq!(
            to_world(LonLat {
                lon: 180.0,
                lat: -90.0
            }),
            [u32::MAX; 2]
        );
        assert_eq!(
            to_world(LonLat {
                lon: -180.0,
                lat: 90.0
            }),
            [0; 2]
        );
    }

    proptest! {
        #[test]
        fn there_and_back_again_is_the_same_place(lon in -180.0f64..180.0, lat in -85.0f64..85.0) {
            let at = LonLat { lon, lat };
            let back = unproject(project(at));
            prop_assert!((back.lon - lon).abs() < 1e-9 && (back.lat - lat).abs() < 1e-9);
            prop_assert!(distance_m(from_world(to_world(at)), at) < 0.01);
        }

        #[test]
        fn the_scales_enclose_the_length_of_every_short_way(
            lon in -179.0f64..179.0, lat in -60.0f64..60.0,
            dx in -1e-3f64..1e-3, dy in -1e-3f64..1e-3,
        ) {
            let (a, b) = (LonLat { lon, lat }, LonLat { lon: lon + dx, lat: lat + dy });
            let ([ax, ay], [bx, by]) = (project(a), project(b));
            let units = (ax - bx).hypot(ay - by);
            let metres = distance_m(a, b);
            let least = least_scale_at(a.lat.abs().max(b.lat.abs()));
            let most = scale_at(a.lat.abs().min(b.lat.abs()));
            prop_assert!(metres >= units * least * (1.0 - 1e-6) - 1e-6, "{metres} {}", units * least);
            prop_assert!(metres <= units * most * (1.0 + 1e-6) + 1e-6, "{metres} {}", units * most);
        }
    }
}
