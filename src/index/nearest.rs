//! What lies nearest to a position: down the trees by the nearer box first, passing over whatever
//! cannot be nearer than what was found.

use super::{
    frame::{Frame, NEAR_M, SHORT_M, reach},
    shown_lines::ShownLines,
};
use crate::{
    domain::{Audience, Kind, State},
    geo::{LonLat, measure},
    snapshot::{Eye, NODE_ROWS, RowRef, Shape, Slot, Snapshot},
};

/// A feature and how far it is.
#[derive(Clone, Copy, Debug)]
pub struct Hit<'a> {
    /// The feature.
    pub row: RowRef<'a>,
    /// Geodesic metres to the nearest point of its geometry, 0 inside.
    pub distance_m: f64,
}

/// The `k` nearest features of some kinds within `max_m`, nearest first, ties by small number.
/// Markers are never among them: the distance would tell where they stand.
pub(super) fn nearest<'a>(
    snapshot: &'a Snapshot,
    lines: &ShownLines,
    at: LonLat,
    kinds: &[Kind],
    k: usize,
    max_m: f64,
    eye: impl Eye,
) -> Vec<Hit<'a>> {
    let mut search = Search {
        frame: Frame::at(at),
        k,
        max_m,
        eye,
        lines,
        hits: Vec::with_capacity(k.min(100) + 1),
    };
    if k == 0 {
        return search.hits;
    }
    let mut parts: Vec<(f64, &Slot)> = Kind::ALL
        .into_iter()
        .filter(|kind| *kind != Kind::BoundaryMarker && kinds.contains(kind))
        .flat_map(|kind| snapshot.table(kind).chunks())
        .filter(|slot| !search.frame.is_box_beyond(slot.bounds(), max_m))
        .map(|slot| (search.frame.at_least_m(slot.bounds()), slot))
        .filter(|(bound, _)| *bound <= max_m)
        .collect();
    // Of parts equally near the fullest first: what it finds lets the others be passed over.
    let fullest_first = |slot: &Slot| std::cmp::Reverse(slot.chunk().len());
    parts.sort_unstable_by(|a, b| {
        a.0.total_cmp(&b.0)
            .then_with(|| fullest_first(a.1).cmp(&fullest_first(b.1)))
    });
    for (bound, slot) in parts {
        if bound > search.limit() {
            break;
        }
        search.open(slot, slot.chunk().tree().height() - 1, 0);
    }
    search.hits
}

/// Geodesic metres to the nearest point of a feature; `None` without a place.
pub(super) fn distance_to_row(frame: &Frame, row: RowRef<'_>) -> Option<f64> {
    distance_within(frame, row, f64::INFINITY)
}

/// The same; `None` too for a line that is farther away than the limit.
fn distance_within(frame: &Frame, row: RowRef<'_>, limit: f64) -> Option<f64> {
    let (shapes, at) = (row.shapes(), row.row());
    let general = || measure::distance_to_m(frame.at, &shapes.geometry(at)?);
    if let Some(point) = shapes.point(at) {
        return Some(frame.geodesic_m(point));
    }
    if !matches!(shapes.shape(at), Shape::Line | Shape::MultiLine) {
        return general();
    }
    let paths = shapes
        .rings(at)
        .map(|(range, _)| range.map(|at| shapes.coordinate(at)));
    let stretch = frame.nearest_stretch(paths.clone())?;
    let plane = stretch.plane_m();
    if plane * (1.0 - frame.stretch_doubt(plane)) > limit {
        None
    } else if plane <= SHORT_M {
        Some(frame.paths_m(paths, &stretch))
    } else {
        general()
    }
}

struct Search<'a, 'l, E> {
    frame: Frame,
    lines: &'l ShownLines,
    k: usize,
    max_m: f64,
    eye: E,
    /// The nearest so far, at most `k`, nearest first.
    hits: Vec<Hit<'a>>,
}

impl<'a, E: Eye> Search<'a, '_, E> {
    /// Nothing farther away is of interest.
    fn limit(&self) -> f64 {
        if self.hits.len() < self.k {
            self.max_m
        } else {
            self.hits.last().map_or(self.max_m, |hit| hit.distance_m)
        }
    }

    fn open(&mut self, slot: &'a Slot, level: usize, node: usize) {
        let first = node * NODE_ROWS;
        let limit = self.limit();
        let is_near = limit <= NEAR_M;
        let frame = self.frame;
        let mut bounds = [f64::INFINITY; NODE_ROWS];
        if level == 0 {
            let shapes = slot.chunk().shapes();
            for (bound, row) in bounds.iter_mut().zip(first..slot.chunk().len()) {
                *bound = frame.bound(&shapes.box4(row), is_near);
            }
        } else {
            let below = slot.chunk().tree().level(level - 1);
            for (bound, child) in bounds.iter_mut().zip(&below[first..]) {
                *bound = if is_near {
                    frame.near_square(child).into()
                } else {
                    frame.at_least(child)
                };
            }
        }
        let reach = |metres: f64| {
            if is_near {
                metres * metres
            } else {
                reach(metres)
            }
        };
        // The children that may hold something, the nearest first.
        let mut children = [(0.0, 0); NODE_ROWS];
        let (mut count, limit) = (0, reach(limit));
        for (child, bound) in (first..).zip(bounds) {
            if bound > limit {
                continue;
            }
            let mut at = count;
            while at > 0 && children[at - 1].0 > bound {
                children[at] = children[at - 1];
                at -= 1;
            }
            children[at] = (bound, child);
            count += 1;
        }
        for (bound, child) in &children[..count] {
            if *bound > reach(self.limit()) {
                return;
            }
            match level {
                0 => self.consider(slot, *child),
                _ => self.open(slot, level - 1, *child),
            }
        }
    }

    fn consider(&mut self, slot: &'a Slot, row: usize) {
        if !slot.is_alive(row) {
            return;
        }
        let audience = self.eye.of_row(slot.chunk().row(row));
        if !may_show(slot.chunk().state(row), audience) {
            return;
        }
        let limit = self.limit();
        let shown = self.lines.get(slot.chunk().row(row));
        let distance = match shown.filter(|_| audience == Audience::Public) {
            Some(line) => measure::distance_to_m(self.frame.at, line),
            None => distance_within(&self.frame, slot.chunk().row(row), limit),
        };
        if let Some(distance_m) = distance.filter(|metres| *metres <= limit) {
            self.insert(slot.chunk().row(row), distance_m);
        }
    }

    fn insert(&mut self, row: RowRef<'a>, distance_m: f64) {
        let at = self.hits.partition_point(|hit| {
            hit.distance_m < distance_m || hit.distance_m <= distance_m && hit.row.fid() < row.fid()
        });
        if at < self.k {
            self.hits.truncate(self.k - 1);
            self.hits.insert(at, Hit { row, distance_m });
        }
    }
}

fn may_show(state: State, audience: Audience) -> bool {
    match audience {
        Audience::Public => state.is_published(),
        Audience::Internal => state != State::Retired,
    }
}
