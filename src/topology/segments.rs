//! Finds the segments near a position.

use geo_types::Coord;
use rstar::{AABB, RTree, primitives::GeomWithData, primitives::Rectangle};

use super::plane::{Foot, Plane};

type Entry = GeomWithData<Rectangle<[f64; 2]>, u32>;

/// Segments in a tree, each known by the place it was handed in at.
#[derive(Debug)]
pub(super) struct Segments {
    ends: Vec<[Coord; 2]>,
    tree: RTree<Entry>,
}

impl Segments {
    pub(super) fn of(ends: Vec<[Coord; 2]>) -> Self {
        let entries = (0..)
            .zip(&ends)
            .map(|(at, [a, b])| {
                GeomWithData::new(Rectangle::from_corners([a.x, a.y], [b.x, b.y]), at)
            })
            .collect();
        Self {
            tree: RTree::bulk_load(entries),
            ends,
        }
    }

    /// The segments within so many metres of a position, each with its nearest point.
    pub(super) fn within(&self, at: Coord, metres: f64) -> impl Iterator<Item = (usize, Foot)> {
        let plane = Plane::at(at);
        let (low, high) = plane.around(metres);
        self.tree
            .locate_in_envelope_intersecting(&AABB::from_corners(low, high))
            .filter_map(move |entry| {
                let [a, b] = self.ends[entry.data as usize];
                let foot = plane.foot(a, b);
                (foot.metres <= metres).then_some((entry.data as usize, foot))
            })
    }

    /// The nearest segment within so many metres that is wanted.
    pub(super) fn nearest(
        &self,
        at: Coord,
        metres: f64,
        wanted: impl Fn(usize) -> bool,
    ) -> Option<(usize, Foot)> {
        self.within(at, metres)
            .filter(|(segment, _)| wanted(*segment))
            .min_by(|(i, a), (j, b)| a.metres.total_cmp(&b.metres).then(i.cmp(j)))
    }

    /// Whether some segment is within so many metres of a position.
    pub(super) fn is_near(&self, at: Coord, metres: f64) -> bool {
        self.within(at, metres).next().is_some()
    }
}
