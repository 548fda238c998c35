//! Finding the shift that all rows of a file have in common.
//!
//! A row tells only how far it lies beside its road, not along it: the part of the shift in one
//! direction. From roads that run both ways the whole follows by least squares.

/// What the rows seen so far tell of their common shift.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Shift {
    rows: u64,
    /// Sums of the products of the directions: east·east, east·north, north·north.
    normal: [f64; 3],
    /// Sums of the offsets, in metres east and north.
    offset_m: [f64; 2],
}

/// Fewer rows prove nothing.
const ROWS: u64 = 20;
/// The roads must leave at least this part of the rows in their rarer direction.
const SPREAD: f64 = 0.05;

impl Shift {
    /// Takes a row's offset from its road, in metres east and north.
    pub(super) fn add(&mut self, offset_m: [f64; 2]) {
        let length_m = offset_m[0].hypot(offset_m[1]);
        if length_m <= 0.0 {
            return;
        }
        let [east, north] = offset_m.map(|part| part / length_m);
        self.rows += 1;
        self.normal[0] += east * east;
        self.normal[1] += east * north;
        self.normal[2] += north * north;
        self.offset_m[0] += offset_m[0];
        self.offset_m[1] += offset_m[1];
    }

    /// How far the rows are shifted, in metres; `None` when they are too few to tell.
    #[expect(clippy::cast_precision_loss, reason = "rows are far fewer than 2^53")]
    pub(super) fn common_m(&self) -> Option<f64> {
        if self.rows < ROWS {
            return None;
        }
        let [ee, en, nn] = self.normal;
        let rows = self.rows as f64;
        // The smaller eigenvalue is how much is known across the roads' common direction.
        let rarer = f64::midpoint(ee, nn) - ((ee - nn) / 2.0).hypot(en);
        if rarer < SPREAD * rows {
            return Some(self.offset_m[0].hypot(self.offset_m[1]) / rows);
        }
        let determinant = ee * nn - en * en;
        let [east, north] = self.offset_m;
        let shift = [nn * east - en * north, ee * north - en * east];
        Some(shift[0].hypot(shift[1]) / determinant)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows beside roads at every bearing, ten metres to either side, all moved.
    fn rows(bearings: &[f64], [east, north]: [f64; 2]) -> Shift {
        let mut shift = Shift::default();
        for n in 0..60 {
            let across = (bearings[n % bearings.len()] + 90.0).to_radians();
            let (x, y) = (across.sin(), across.cos());
            let side_m = if (n / bearings.len()).is_multiple_of(2) {
                10.0
            } else {
                -10.0
            };
            let offset_m = east * x + north * y + side_m;
            shift.add([offset_m * x, offset_m * y]);
        }
        shift
    }

    #[test]
    fn the_whole_shift_follows_from_what_lies_across_the_roads() {
        for bearings in [&[0.0, 90.0, 0.0, 90.0][..], &[10.0, 55.0, 120.0, 170.0]] {
            let found_m = rows(bearings, [460.0, -270.0]).common_m().unwrap();
            assert!((found_m - 533.4).abs() < 30.0, "{found_m}");
            let none_m = rows(bearings, [0.0, 0.0]).common_m().unwrap();
            assert!(none_m < 10.0, "{none_m}");
        }
    }

    #[test]
    fn parallel_roads_tell_the_part_across_and_few_rows_nothing() {
        let found_m = rows(&[90.0], [460.0, -300.0]).common_m().unwrap();
        assert!((found_m - 300.0).abs() < 1.0, "{found_m}");
        let mut few = Shift::default();
        (0..19).for_each(|_| few.add([500.0, 0.0]));
        assert_eq!(few.common_m(), None);
    }
}
