//! The Hilbert curve: an order in which what is near on the map is mostly near in memory.
//!
//! # Source
//! Hilbert, Mathematische Annalen 38 (1891); turned as in the `PMTiles` format.

/// The place on the curve of a point of the unit square (0 to 1, y down), to 32 bits a side.
///
/// # Boundary
/// Points outside the square are taken on its edge.
#[must_use]
pub fn of_unit([x, y]: [f64; 2]) -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the cast saturates, which puts what is outside on the edge"
    )]
    let whole = |unit: f64| (unit * 4_294_967_296.0) as u32;
    of_cell(32, whole(x), whole(y))
}

/// The place on the curve of a cell of a grid with 2^`order` cells a side, `order` 0 to 32.
#[must_use]
pub fn of_cell(order: u8, mut x: u32, mut y: u32) -> u64 {
    let mut place = 0;
    for level in (0..order.min(32)).rev() {
        let (right, below) = (x >> level & 1, y >> level & 1);
        place = place << 2 | u64::from((3 * right) ^ below);
        if below == 0 {
            if right == 1 {
                (x, y) = (!x, !y);
            }
            (x, y) = (y, x);
        }
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_visits_every_cell_once_and_steps_to_a_neighbour() {
        let order = 5;
        let side = 1u32 << order;
        let mut cells: Vec<(u64, u32, u32)> = (0..side)
            .flat_map(|x| (0..side).map(move |y| (of_cell(order, x, y), x, y)))
            .collect();
        cells.sort_unstable();
        for (n, cell) in cells.iter().enumerate() {
            assert_eq!(cell.0, n as u64);
        }
        for pair in cells.windows(2) {
            let step = pair[0].1.abs_diff(pair[1].1) + pair[0].2.abs_diff(pair[1].2);
            assert_eq!(step, 1, "{pair:?}");
        }
    }

    #[test]
    fn points_outside_the_square_are_taken_on_its_edge() {
        assert_eq!(of_unit([-1.0, -1.0]), of_unit([0.0, 0.0]));
        assert_eq!(of_unit([2.0, 0.0]), of_unit([1.0, 0.0]));
        assert_eq!(of_unit([0.0, 0.0]), 0);
        assert_eq!(of_unit([1.0, 0.0]), u64::MAX);
    }
}
