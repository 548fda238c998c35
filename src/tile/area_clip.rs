//! Areas cut at the edge of tile and buffer, into rings that do not run along each other.
//!
//! Every ring is cut into the pieces that lie inside; where a piece leaves, the edge is followed,
//! with the area's inner side, to where the next one enters. Unlike clipping against one edge
//! after the other (Sutherland and Hodgman) this parts an area that enters twice into two.
//!
//! # Boundary
//! The edge is moved outwards by a small amount that no coordinate of the data grid meets, so
//! that no vertex lies on it; rounding takes the amount back.

use super::{
    frame::{FIRST, LAST, round},
    pen::Pen,
    ring::append_tidy,
};

const LOW: f64 = FIRST as f64 - 0.000_371_828_183;
const HIGH: f64 = LAST as f64 + 0.000_314_159_265;
const SIDE: f64 = HIGH - LOW;
const CORNERS: [[f64; 2]; 4] = [[LOW, LOW], [HIGH, LOW], [HIGH, HIGH], [LOW, HIGH]];

/// A stretch of a ring inside the edge, from where it enters to where it leaves.
#[derive(Clone, Copy, Debug)]
struct Piece {
    /// Where along the edge, 0 to 4 clockwise on the screen from the north-west corner.
    enters: f64,
    leaves: f64,
    from: usize,
    to: usize,
    used: bool,
}

/// Space for clipping one polygon after the other.
#[derive(Debug, Default)]
pub(super) struct AreaClip {
    points: Vec<[f64; 2]>,
    pieces: Vec<Piece>,
    /// Rings that lie inside whole, the outer one first if it does.
    closed: Vec<(usize, usize)>,
    outer_is_closed: bool,
    /// Whether the north-west corner lies in the polygon.
    holds_corner: bool,
    ring: Vec<[f64; 2]>,
    outers: Vec<(usize, usize)>,
    units: Vec<[i32; 2]>,
}

impl AreaClip {
    /// Begins a polygon.
    pub(super) fn begin(&mut self) {
        self.points.clear();
        self.pieces.clear();
        self.closed.clear();
        self.outer_is_closed = false;
        self.holds_corner = false;
    }

    /// Adds a ring of the polygon, the outer one first: open, the outer one's area positive with y
    /// counting down, holes' negative.
    pub(super) fn ring(&mut self, ring: impl Iterator<Item = [f64; 2]>, outer: bool) {
        self.ring.clear();
        self.ring.extend(ring);
        let Some(start) = self.ring.iter().position(|at| !is_inside(*at)) else {
            let from = self.points.len();
            self.points.extend_from_slice(&self.ring);
            self.closed.push((from, self.points.len()));
            self.outer_is_closed |= outer;
            return;
        };
        let count = self.ring.len();
        let mut from = self.ring[start];
        let mut open: Option<(f64, usize)> = None;
        for step in 1..=count {
            let to = self.ring[(start + step) % count];
            self.holds_corner ^= passes_corner(from, to);
            let (was_in, is_in) = (open.is_some(), is_inside(to));
            if was_in && is_in {
                self.points.push(to);
            } else if let Some(cut) = cut(from, to) {
                let (enters, first) = open.take().unwrap_or_else(|| {
                    let first = self.points.len();
                    self.points.push(cut.entry);
                    (cut.enters, first)
                });
                if is_in {
                    self.points.push(to);
                    open = Some((enters, first));
                } else {
                    self.points.push(cut.exit);
                    self.pieces.push(Piece {
                        enters,
                        leaves: cut.leaves,
                        from: first,
                        to: self.points.len(),
                        used: false,
                    });
                }
            }
            from = to;
        }
    }

    /// Writes what of the polygon lies inside.
    pub(super) fn finish(&mut self, pen: &mut Pen<'_>) {
        self.outers.clear();
        let holes = usize::from(self.outer_is_closed);
        if self.outer_is_closed {
            self.outers.push(self.closed[0]);
        } else if !self.pieces.is_empty() {
            self.link();
        } else if self.holds_corner {
            let from = self.points.len();
            self.points.extend_from_slice(&CORNERS);
            self.outers.push((from, self.points.len()));
        }
        for outer in 0..self.outers.len() {
            if !self.write(self.outers[outer], true, pen) {
                continue;
            }
            for hole in holes..self.closed.len() {
                if self.belongs(self.closed[hole], outer) {
                    self.write(self.closed[hole], false, pen);
                }
            }
        }
    }

    /// Whether a hole that lies inside whole is one of this outer ring.
    fn belongs(&self, hole: (usize, usize), outer: usize) -> bool {
        let (from, to) = self.outers[outer];
        self.outers.len() == 1 || is_in_ring(self.points[hole.0], &self.points[from..to])
    }

    /// Joins the pieces along the edge into outer rings.
    fn link(&mut self) {
        self.pieces
            .sort_unstable_by(|a, b| a.enters.total_cmp(&b.enters));
        for first in 0..self.pieces.len() {
            if self.pieces[first].used {
                continue;
            }
            let start = self.points.len();
            let mut at = first;
            loop {
                let piece = self.pieces[at];
                self.pieces[at].used = true;
                self.points.extend_from_within(piece.from..piece.to);
                let next = self.next_after(piece.leaves);
                let mut enters = self.pieces[next].enters;
                if enters < piece.leaves {
                    enters += 4.0;
                }
                for corner in 1..=7_u8 {
                    let along = f64::from(corner);
                    if piece.leaves < along && along < enters {
                        self.points.push(CORNERS[usize::from(corner % 4)]);
                    }
                }
                if self.pieces[next].used {
                    break;
                }
                at = next;
            }
            self.outers.push((start, self.points.len()));
        }
    }

    /// The piece that enters next after a place on the edge.
    fn next_after(&self, leaves: f64) -> usize {
        let next = self.pieces.partition_point(|p| p.enters < leaves);
        if next == self.pieces.len() { 0 } else { next }
    }

    fn write(&mut self, (from, to): (usize, usize), outer: bool, pen: &mut Pen<'_>) -> bool {
        self.units.clear();
        let units = self.points[from..to].iter().map(|at| round(*at));
        let kept = append_tidy(&mut self.units, units, outer);
        if kept {
            pen.ring(&self.units);
        }
        kept
    }
}

fn is_inside([x, y]: [f64; 2]) -> bool {
    LOW < x && x < HIGH && LOW < y && y < HIGH
}

/// Whether a segment crosses the ray from the north-west corner to the east.
fn passes_corner(from: [f64; 2], to: [f64; 2]) -> bool {
    crosses_ray([LOW, LOW], from, to)
}

fn crosses_ray([x, y]: [f64; 2], from: [f64; 2], to: [f64; 2]) -> bool {
    (from[1] > y) != (to[1] > y)
        && x < (to[0] - from[0]) * (y - from[1]) / (to[1] - from[1]) + from[0]
}

fn is_in_ring(at: [f64; 2], ring: &[[f64; 2]]) -> bool {
    let last = ring.last().copied();
    let befores = last.iter().chain(ring);
    befores.zip(ring).fold(false, |inside, (from, to)| {
        inside ^ crosses_ray(at, *from, *to)
    })
}

/// Where a segment enters and leaves; only the one that applies is meaningful.
struct Cut {
    entry: [f64; 2],
    enters: f64,
    exit: [f64; 2],
    leaves: f64,
}

/// Cuts a segment; `None` when nothing of it lies inside.
fn cut(from: [f64; 2], to: [f64; 2]) -> Option<Cut> {
    let (mut begin, mut end) = ((0.0_f64, 0), (1.0_f64, 0));
    for axis in 0..2 {
        let way = to[axis] - from[axis];
        if way == 0.0 {
            if from[axis] <= LOW || from[axis] >= HIGH {
                return None;
            }
            continue;
        }
        // Sides count from the north: west is 3, east 1; north 0, south 2.
        let (low_side, high_side) = if axis == 0 { (3, 1) } else { (0, 2) };
        let low = ((LOW - from[axis]) / way, low_side);
        let high = ((HIGH - from[axis]) / way, high_side);
        let (first, last) = if way > 0.0 { (low, high) } else { (high, low) };
        if first.0 > begin.0 {
            begin = first;
        }
        if last.0 < end.0 {
            end = last;
        }
    }
    if begin.0 >= end.0 {
        return None;
    }
    let (entry, enters) = on_side(from, to, begin);
    let (exit, leaves) = on_side(from, to, end);
    Some(Cut {
        entry,
        enters,
        exit,
        leaves,
    })
}

/// The point on a side of the edge, and how far along the edge it is.
fn on_side(from: [f64; 2], to: [f64; 2], (part, side): (f64, u8)) -> ([f64; 2], f64) {
    let along = |axis: usize| (from[axis] + part * (to[axis] - from[axis])).clamp(LOW, HIGH);
    match side {
        0 => {
            let x = along(0);
            ([x, LOW], (x - LOW) / SIDE)
        }
        1 => {
            let y = along(1);
            ([HIGH, y], 1.0 + (y - LOW) / SIDE)
        }
        2 => {
            let x = along(0);
            ([x, HIGH], 2.0 + (HIGH - x) / SIDE)
        }
        _ => {
            let y = along(1);
            ([LOW, y], 3.0 + (HIGH - y) / SIDE)
        }
    }
}
