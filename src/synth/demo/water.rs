//! The rivers as drawn, and whether a spot is in one.

use std::collections::HashSet;

use super::{
    super::plane::{Frame, Metre},
    curve::{nearest, winding},
    facts::River,
};

/// A river as drawn.
pub(super) struct Stream {
    /// Its course, downstream.
    pub(super) course: Vec<Metre>,
    /// Its width in metres.
    pub(super) width_m: f64,
}

/// All rivers.
pub(super) struct Waters {
    /// In the order of the facts.
    pub(super) streams: Vec<Stream>,
    /// The squares within 500 metres of a river: elsewhere nothing need be measured.
    shores: HashSet<(i64, i64)>,
}

const SQUARE_M: f64 = 500.0;

impl Waters {
    /// Draws the rivers with bends.
    pub(super) fn draw(rivers: &[River], frame: &Frame) -> Self {
        let streams: Vec<Stream> = rivers
            .iter()
            .enumerate()
            .map(|(number, river)| {
                let course = river.course.iter().map(|at| frame.metres_of(at[0], at[1]));
                Stream {
                    course: winding(&course.collect::<Vec<_>>(), 105.0, number as f64),
                    width_m: river.width_m,
                }
            })
            .collect();
        let shores = streams
            .iter()
            .flat_map(|stream| &stream.course)
            .flat_map(|&at| {
                let (x, y) = square(at);
                (-1..=1).flat_map(move |dx| (-1..=1).map(move |dy| (x + dx, y + dy)))
            })
            .collect();
        Self { streams, shores }
    }

    /// Whether a spot is in a river or within `margin` metres of it, at most 300.
    pub(super) fn cover(&self, at: Metre, margin: f64) -> bool {
        self.shores.contains(&square(at))
            && self.streams.iter().any(|stream| {
                let limit = stream.width_m / 2.0 + margin;
                stream.course.windows(2).any(|pair| {
                    (pair[0].x - at.x).abs() < limit + 100.0
                        && (pair[0].y - at.y).abs() < limit + 100.0
                        && nearest(pair[0], pair[1], at).minus(at).length() < limit
                })
            })
    }
}

fn square(at: Metre) -> (i64, i64) {
    (
        (at.x / SQUARE_M).floor() as i64,
        (at.y / SQUARE_M).floor() as i64,
    )
}
