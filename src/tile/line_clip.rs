//! Lines cut at the edge of tile and buffer.
//!
//! # Source
//! Liang and Barsky, ACM Transactions on Graphics 3 (1984).

use super::{
    frame::{FIRST, LAST, round},
    pen::Pen,
};

/// Writes what of a line lies in tile and buffer, in whole units.
///
/// # Boundary
/// A stretch along the buffer's edge is kept; what rounds to one point is not.
pub(super) fn clip_line(
    line: impl Iterator<Item = [f64; 2]>,
    pen: &mut Pen<'_>,
    piece: &mut Vec<[i32; 2]>,
) {
    piece.clear();
    let mut before: Option<[f64; 2]> = None;
    for to in line {
        if let Some(from) = before.replace(to) {
            match stretch(from, to) {
                None => flush(pen, piece),
                Some((begin, end)) => {
                    if begin > 0.0 {
                        flush(pen, piece);
                    }
                    push(piece, along(from, to, begin));
                    push(piece, along(from, to, end));
                    if end < 1.0 {
                        flush(pen, piece);
                    }
                }
            }
        }
    }
    flush(pen, piece);
}

/// From which to which part of a segment it lies inside.
fn stretch(from: [f64; 2], to: [f64; 2]) -> Option<(f64, f64)> {
    let (low, high) = (f64::from(FIRST), f64::from(LAST));
    let (mut begin, mut end) = (0.0_f64, 1.0_f64);
    for axis in 0..2 {
        let way = to[axis] - from[axis];
        if way == 0.0 {
            if from[axis] < low || from[axis] > high {
                return None;
            }
            continue;
        }
        let (one, other) = ((low - from[axis]) / way, (high - from[axis]) / way);
        begin = begin.max(one.min(other));
        end = end.min(one.max(other));
    }
    (begin <= end).then_some((begin, end))
}

fn along(from: [f64; 2], to: [f64; 2], part: f64) -> [i32; 2] {
    if part >= 1.0 {
        return round(to);
    }
    round([
        from[0] + part * (to[0] - from[0]),
        from[1] + part * (to[1] - from[1]),
    ])
}

fn push(piece: &mut Vec<[i32; 2]>, point: [i32; 2]) {
    if piece.last() != Some(&point) {
        piece.push(point);
    }
}

fn flush(pen: &mut Pen<'_>, piece: &mut Vec<[i32; 2]>) {
    if piece.len() > 1 {
        pen.line(piece);
    }
    piece.clear();
}
