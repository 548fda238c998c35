//! Lines that look drawn by hand: corners cut, points evened out, banks beside a course.

use super::super::{plane::Metre, plate::Walk};

/// Cuts the corners of a line (Chaikin, 1974); its ends stay.
pub(super) fn rounded(line: &[Metre], times: usize) -> Vec<Metre> {
    let mut line = line.to_vec();
    for _ in 0..times {
        let mut next = Vec::with_capacity(line.len() * 2);
        next.extend(line.first());
        for pair in line.windows(2) {
            let along = pair[1].minus(pair[0]);
            next.push(pair[0].plus(along.times(0.25)));
            next.push(pair[0].plus(along.times(0.75)));
        }
        next.extend(line.last());
        line = next;
    }
    line
}

/// Moves every inner point half-way to the mean of its neighbours, several times.
pub(super) fn relaxed(line: &[Metre], times: usize) -> Vec<Metre> {
    let mut line = line.to_vec();
    for _ in 0..times {
        let before = line.clone();
        for at in 1..line.len().saturating_sub(1) {
            let mean = before[at - 1].plus(before[at + 1]).times(0.5);
            line[at] = before[at].plus(mean).times(0.5);
        }
    }
    line
}

/// The same line with points about every `step` metres.
pub(super) fn even(line: &[Metre], step: f64) -> Vec<Metre> {
    let walk = Walk::new(line.to_vec());
    let count = (walk.length() / step).ceil().max(1.0) as usize;
    (0..=count)
        .map(|at| walk.at(walk.length() * at as f64 / count as f64).0)
        .collect()
}

/// A course with bends of its own, `reach` metres wide.
pub(super) fn winding(course: &[Metre], reach: f64, phase: f64) -> Vec<Metre> {
    let line = even(&rounded(course, 3), 60.0);
    let last = line.len() - 1;
    let bent: Vec<Metre> = line
        .iter()
        .enumerate()
        .map(|(at, &point)| {
            let along = line[(at + 1).min(last)].minus(line[at.saturating_sub(1)]);
            let run = at as f64 * 60.0;
            let fade = (at.min(last - at) as f64 / 8.0).min(1.0);
            let bend = (run / 520.0 + phase).sin() * 0.6 + (run / 1310.0 + 2.0 * phase).sin();
            point.plus(along.left().times(reach * bend * fade))
        })
        .collect();
    relaxed(&bent, 2)
}

/// The line `aside` metres to the left (right when negative) of a course.
pub(super) fn beside(course: &[Metre], aside: f64) -> Vec<Metre> {
    let last = course.len() - 1;
    (0..course.len())
        .map(|at| {
            let along = course[(at + 1).min(last)].minus(course[at.saturating_sub(1)]);
            course[at].plus(along.left().times(aside))
        })
        .collect()
}

/// The nearest point of a segment.
pub(super) fn nearest(a: Metre, b: Metre, at: Metre) -> Metre {
    let (along, to) = (b.minus(a), at.minus(a));
    let square = along.x * along.x + along.y * along.y;
    if square == 0.0 {
        return a;
    }
    let share = (along.x * to.x + along.y * to.y) / square;
    a.plus(along.times(share.clamp(0.0, 1.0)))
}
