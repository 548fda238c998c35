//! Doorplates beside a road: odd numbers on the left of its direction, even ones on the right,
//! rising from its start (城市门牌 usual order).

use super::{
    plane::{Frame, Metre, Nano},
    random::Random,
};

/// Columns of `doorplate` that are written; addresses are left to be composed on import.
pub(super) const COLUMNS: &[&str] = &[
    "source_id",
    "region_code",
    "road_source_id",
    "road_name",
    "number",
    "suffix",
    "side",
    "plate_kind",
    "issued_on",
    "state",
];

/// Where a plate hangs and what stands on it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plate {
    /// The position.
    pub(super) at: Nano,
    /// The number.
    pub(super) number: u32,
    /// The number after the dash, 0 for none.
    pub(super) suffix: u32,
    /// Whether it is on the left of the road's direction.
    pub(super) left: bool,
}

/// A line that can be walked along.
pub(super) struct Walk {
    points: Vec<Metre>,
    reached: Vec<f64>,
}

impl Walk {
    /// A line in metres.
    pub(super) fn new(points: Vec<Metre>) -> Self {
        let mut reached = Vec::with_capacity(points.len());
        let mut total = 0.0;
        for (number, point) in points.iter().enumerate() {
            if number > 0 {
                total += point.minus(points[number - 1]).length();
            }
            reached.push(total);
        }
        Self { points, reached }
    }

    /// Its length in metres.
    pub(super) fn length(&self) -> f64 {
        self.reached.last().copied().unwrap_or(0.0)
    }

    /// The position at a distance from the start, and the direction there.
    pub(super) fn at(&self, distance: f64) -> (Metre, Metre) {
        let next = self.reached.partition_point(|&reached| reached <= distance);
        let next = next.clamp(1, self.points.len() - 1);
        let along = self.points[next].minus(self.points[next - 1]);
        let share = (distance - self.reached[next - 1]) / along.length().max(1e-6);
        (
            self.points[next - 1].plus(along.times(share.clamp(0.0, 1.0))),
            along,
        )
    }
}

/// Up to `count` plates along a road of at least two points. `width_m` is the road's; `suits`
/// says whether a plate may hang at a position: what does not suit is left out and not numbered.
pub(super) fn along(
    frame: &Frame,
    walk: &Walk,
    count: usize,
    width_m: f64,
    random: &mut Random,
    suits: impl Fn(Metre, Nano) -> bool,
) -> Vec<Plate> {
    let pairs = count.div_ceil(2).max(1);
    let mut numbers = [(1_u32, 0_u32), (2, 0)];
    let mut started = [false, false];
    let mut plates = Vec::with_capacity(count);
    for place in 0..count {
        let (pair, side) = (place / 2, place % 2);
        let share = (pair as f64 + 0.5 + random.between(-0.3, 0.3)) / pairs as f64;
        let (foot, direction) = walk.at(walk.length() * share);
        let away = (width_m / 2.0 + random.between(3.0, 7.0)).clamp(8.0, 25.0);
        let aside = if side == 0 { away } else { -away };
        let spot = foot.plus(direction.left().times(aside));
        let at = frame.out(spot);
        let annex = random.chance(0.04);
        if !suits(spot, at) {
            continue;
        }
        let (number, suffix) = &mut numbers[side];
        if started[side] && annex {
            *suffix += 1;
        } else {
            *number += if started[side] { 2 } else { 0 };
            *suffix = 0;
        }
        started[side] = true;
        plates.push(Plate {
            at,
            number: *number,
            suffix: *suffix,
            left: side == 0,
        });
    }
    plates
}
