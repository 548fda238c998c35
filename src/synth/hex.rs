//! A grid of hexagons in metres. Every corner belongs to three of them and to no more, so the
//! borders between labelled hexagons are simple rings by construction.

use super::plane::Metre;

/// Hexagons with a point at the top, odd rows shifted by half a width.
#[derive(Clone, Debug)]
pub(super) struct HexGrid {
    /// Hexagons a row.
    pub(super) cols: usize,
    /// Rows.
    pub(super) rows: usize,
    /// Width of a hexagon in metres: the distance of two centres.
    pub(super) width: f64,
    origin: Metre,
}

impl HexGrid {
    /// The grid that covers a box with two hexagons to spare on every side.
    pub(super) fn covering(low: Metre, high: Metre, width: f64) -> Self {
        let pitch = width * 0.75_f64.sqrt();
        Self {
            cols: ((high.x - low.x) / width).ceil() as usize + 5,
            rows: ((high.y - low.y) / pitch).ceil() as usize + 5,
            width,
            origin: Metre::new(low.x - 2.0 * width, low.y - 2.0 * pitch),
        }
    }

    /// How many hexagons there are.
    pub(super) fn len(&self) -> usize {
        self.cols * self.rows
    }

    fn pitch(&self) -> f64 {
        self.width * 0.75_f64.sqrt()
    }

    /// The centre of a hexagon.
    pub(super) fn centre(&self, cell: usize) -> Metre {
        let (col, row) = (cell % self.cols, cell / self.cols);
        Metre::new(
            self.origin.x + (col as f64 + 0.5 * (row % 2) as f64) * self.width,
            self.origin.y + row as f64 * self.pitch(),
        )
    }

    /// The hexagon around a position; `None` outside of the grid.
    pub(super) fn cell_at(&self, at: Metre) -> Option<usize> {
        let row = ((at.y - self.origin.y) / self.pitch()).round();
        let mut best: Option<(f64, usize)> = None;
        for r in [row - 1.0, row, row + 1.0] {
            if r < 0.0 || r >= self.rows as f64 {
                continue;
            }
            let shift = 0.5 * (r as usize % 2) as f64;
            let col = ((at.x - self.origin.x) / self.width - shift).round();
            if col < 0.0 || col >= self.cols as f64 {
                continue;
            }
            let cell = r as usize * self.cols + col as usize;
            let distance = self.centre(cell).minus(at).length();
            if best.is_none_or(|(least, _)| distance < least) {
                best = Some((distance, cell));
            }
        }
        best.map(|(_, cell)| cell)
    }

    /// The neighbours, counter-clockwise from the east; `None` beyond the grid.
    pub(super) fn neighbours(&self, cell: usize) -> [Option<usize>; 6] {
        let (col, row) = ((cell % self.cols) as isize, (cell / self.cols) as isize);
        let odd = row % 2;
        [
            (col + 1, row),
            (col + odd, row + 1),
            (col - 1 + odd, row + 1),
            (col - 1, row),
            (col - 1 + odd, row - 1),
            (col + odd, row - 1),
        ]
        .map(|(c, r)| {
            let fits = (0..self.cols as isize).contains(&c) && (0..self.rows as isize).contains(&r);
            fits.then(|| r as usize * self.cols + c as usize)
        })
    }

    /// The two corners of the edge towards a neighbour, in counter-clockwise order. A corner is
    /// the top (even number) or the foot (odd number) of one hexagon. `None` at the grid's rim.
    pub(super) fn edge(&self, cell: usize, towards: usize) -> Option<(usize, usize)> {
        let [_, north_east, north_west, _, south_west, south_east] = self.neighbours(cell);
        let top = |cell: usize| 2 * cell;
        let foot = |cell: usize| 2 * cell + 1;
        Some(match towards {
            0 => (top(south_east?), foot(north_east?)),
            1 => (foot(north_east?), top(cell)),
            2 => (top(cell), foot(north_west?)),
            3 => (foot(north_west?), top(south_west?)),
            4 => (top(south_west?), foot(cell)),
            _ => (foot(cell), top(south_east?)),
        })
    }

    /// Where a corner is.
    pub(super) fn corner(&self, node: usize) -> Metre {
        let up = self.width / 3.0_f64.sqrt();
        let centre = self.centre(node / 2);
        Metre::new(
            centre.x,
            centre.y + if node.is_multiple_of(2) { up } else { -up },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{HexGrid, Metre};

    #[test]
    fn both_hexagons_of_an_edge_name_the_same_corners_in_opposite_order() {
        let grid = HexGrid::covering(Metre::new(0.0, 0.0), Metre::new(900.0, 900.0), 100.0);
        for cell in [grid.cols * 4 + 4, grid.cols * 5 + 5] {
            for (towards, neighbour) in grid.neighbours(cell).into_iter().enumerate() {
                let neighbour = neighbour.expect("the cell lies inside");
                let (from, to) = grid.edge(cell, towards).expect("inside");
                assert_eq!(grid.edge(neighbour, (towards + 3) % 6), Some((to, from)));
                let middle = grid.corner(from).plus(grid.corner(to)).times(0.5);
                let halfway = grid.centre(cell).plus(grid.centre(neighbour)).times(0.5);
                assert!(middle.minus(halfway).length() < 1e-6);
            }
            assert_eq!(
                grid.cell_at(grid.centre(cell).plus(Metre::new(40.0, 10.0))),
                Some(cell)
            );
        }
    }
}
