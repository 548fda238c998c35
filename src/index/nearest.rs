//! What lies nearest to a position: best first, and the ellipsoid asked only where the plane
//! cannot tell.

use std::{cmp::Ordering, collections::BinaryHeap};

use super::frame::Frame;
use crate::{
    domain::{Audience, Kind},
    geo::{LonLat, measure},
    snapshot::{NODE_ROWS, RowRef, Shape, Slot, Snapshot},
};

/// A feature and how far it is.
#[derive(Clone, Copy, Debug)]
pub struct Hit<'a> {
    /// The feature.
    pub row: RowRef<'a>,
    /// Geodesic metres to the nearest point of its geometry, 0 inside.
    pub distance_m: f64,
}

/// From this share of doubt on the plane is not asked: some hundred kilometres away.
const FAR_DOUBT: f64 = 0.05;

/// What waits to be looked at; the nearest comes first.
#[derive(Clone, Copy, Debug)]
struct Waiting {
    /// Nothing in it is nearer than this.
    at_least_m: f64,
    what: What,
    slot: u32,
    /// Node or row.
    index: u32,
    /// Of a measured row, for ties.
    fid: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    /// A node of a level.
    Node(u8),
    /// A row of which the box is known.
    Boxed,
    /// A row measured on the plane.
    Planned,
    /// A row measured on the ellipsoid: it comes after what might still be as near.
    Measured,
}

impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |w: &Self| (w.what, w.slot, w.index);
        // A heap gives the greatest first.
        other
            .at_least_m
            .total_cmp(&self.at_least_m)
            .then_with(|| match (self.what, other.what) {
                (What::Measured, What::Measured) => other.fid.cmp(&self.fid),
                (What::Measured, _) => Ordering::Less,
                (_, What::Measured) => Ordering::Greater,
                _ => Ordering::Equal,
            })
            .then_with(|| key(other).cmp(&key(self)))
    }
}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Waiting {}

/// The `k` nearest features of some kinds within `max_m`, nearest first, ties by small number.
/// Markers are never among them: the distance would tell where they stand.
pub(super) fn nearest<'a>(
    snapshot: &'a Snapshot,
    at: LonLat,
    kinds: &[Kind],
    k: usize,
    max_m: f64,
    audience: Audience,
) -> Vec<Hit<'a>> {
    let slots: Vec<&Slot> = Kind::ALL
        .into_iter()
        .filter(|kind| *kind != Kind::BoundaryMarker && kinds.contains(kind))
        .flat_map(|kind| snapshot.table(kind).chunks())
        .collect();
    let mut search = Search {
        frame: Frame::at(at),
        slots,
        heap: BinaryHeap::with_capacity(128),
        best: Best::new(k, max_m),
        audience,
    };
    search.run(k)
}

struct Search<'a> {
    frame: Frame,
    slots: Vec<&'a Slot>,
    heap: BinaryHeap<Waiting>,
    best: Best,
    audience: Audience,
}

impl<'a> Search<'a> {
    fn run(&mut self, k: usize) -> Vec<Hit<'a>> {
        let mut hits = Vec::new();
        for slot in 0..self.slots.len() {
            let tree = self.slots[slot].chunk().tree();
            if let Ok(top) = u8::try_from(tree.height() - 1) {
                let bound = self.frame.at_least_m(&tree.root());
                self.wait(bound, What::Node(top), slot, 0, 0);
            }
        }
        while hits.len() < k
            && let Some(next) = self.heap.pop()
        {
            if next.at_least_m > self.best.limit() {
                break;
            }
            let (slot, index) = (next.slot as usize, next.index as usize);
            match next.what {
                What::Node(level) => self.open(slot, usize::from(level), index),
                What::Boxed => self.plan(next.at_least_m, slot, index),
                What::Planned => self.measure(slot, index, true),
                What::Measured => hits.push(Hit {
                    row: self.slots[slot].chunk().row(index),
                    distance_m: next.at_least_m,
                }),
            }
        }
        hits
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "slots and rows are counted by 16 bits"
    )]
    fn wait(&mut self, at_least_m: f64, what: What, slot: usize, index: usize, fid: i64) {
        if at_least_m <= self.best.limit() {
            self.heap.push(Waiting {
                at_least_m,
                what,
                slot: slot as u32,
                index: index as u32,
                fid,
            });
        }
    }

    fn open(&mut self, slot: usize, level: usize, node: usize) {
        let part = self.slots[slot];
        let chunk = part.chunk();
        let first = node * NODE_ROWS;
        if level > 0 {
            let below = chunk.tree().level(level - 1);
            let last = below.len().min(first + NODE_ROWS);
            for (child, bounds) in below.iter().enumerate().take(last).skip(first) {
                let bound = self.frame.at_least_m(bounds);
                if let Ok(level) = u8::try_from(level - 1) {
                    self.wait(bound, What::Node(level), slot, child, 0);
                }
            }
            return;
        }
        let shapes = chunk.shapes();
        for row in first..chunk.len().min(first + NODE_ROWS) {
            let planned = shapes.point(row).and_then(|point| {
                let plane = self.frame.on_plane_m(point);
                let doubt = self.frame.point_doubt(plane);
                (doubt < FAR_DOUBT).then_some((plane, plane * doubt))
            });
            if let Some((plane, doubt)) = planned {
                if plane - doubt <= self.best.limit() && self.may_show(part, row) {
                    self.best.may_be(plane + doubt);
                    self.wait(plane - doubt, What::Planned, slot, row, 0);
                }
            } else {
                let bound = self.frame.at_least_m(&shapes.box4(row));
                if bound <= self.best.limit() && self.may_show(part, row) {
                    self.wait(bound, What::Boxed, slot, row, 0);
                }
            }
        }
    }

    fn may_show(&self, part: &Slot, row: usize) -> bool {
        let state = part.chunk().state(row);
        let shown = match self.audience {
            Audience::Public => state.is_published(),
            Audience::Internal => state != crate::domain::State::Retired,
        };
        shown && part.is_alive(row)
    }

    /// A line is measured on the plane first; whatever else goes to the ellipsoid at once.
    fn plan(&mut self, bound: f64, slot: usize, row: usize) {
        let shapes = self.slots[slot].chunk().shapes();
        if !matches!(shapes.shape(row), Shape::Line | Shape::MultiLine) {
            self.measure(slot, row, false);
            return;
        }
        let mut plane = f64::INFINITY;
        for (mut range, _) in shapes.rings(row) {
            let Some(first) = range.next() else { continue };
            let mut from = shapes.coordinate(first);
            for at in range {
                let to = shapes.coordinate(at);
                plane = plane.min(self.frame.to_stretch_m(from, to));
                from = to;
            }
        }
        let doubt = self.frame.stretch_doubt(plane);
        let at_least = if doubt < FAR_DOUBT {
            plane * (1.0 - doubt)
        } else {
            bound
        };
        self.wait(at_least.max(bound), What::Planned, slot, row, 0);
    }

    fn measure(&mut self, slot: usize, row: usize, planned: bool) {
        let row_ref = self.slots[slot].chunk().row(row);
        let point = row_ref.point();
        let exact = match point {
            Some(point) => Some(measure::distance_m(self.frame.at, point)),
            None => row_ref
                .geometry()
                .and_then(|geometry| measure::distance_to_m(self.frame.at, &geometry)),
        };
        if let Some(exact) = exact {
            // A point on the plane has been reckoned with already.
            if point.is_none() || !planned {
                self.best.may_be(exact);
            }
            self.wait(exact, What::Measured, slot, row, row_ref.fid());
        }
    }
}

/// How near the k-th at the latest is, by what is known so far.
struct Best {
    k: usize,
    max_m: f64,
    /// The `k` smallest upper bounds, rising.
    known: Vec<f64>,
}

impl Best {
    const fn new(k: usize, max_m: f64) -> Self {
        Self {
            k,
            max_m,
            known: Vec::new(),
        }
    }

    fn limit(&self) -> f64 {
        if self.known.len() < self.k {
            return self.max_m;
        }
        self.known
            .last()
            .map_or(self.max_m, |worst| worst.min(self.max_m))
    }

    /// One more feature is at most so far away.
    fn may_be(&mut self, at_most_m: f64) {
        if self.known.len() == self.k && self.known.last().is_some_and(|worst| *worst <= at_most_m)
        {
            return;
        }
        let at = self.known.partition_point(|known| *known <= at_most_m);
        self.known.insert(at, at_most_m);
        self.known.truncate(self.k);
    }
}
