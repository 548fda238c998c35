//! A line on the grid, and where it seats itself among the regions.

use std::collections::HashMap;

use geo_types::Coord;

use super::{
    coverage::Coverage,
    grid::{self, Spot},
    plane::{distance_m, length_m},
    word::Boundary,
};

/// A line on the grid.
#[derive(Debug)]
pub(super) struct Track<'a> {
    pub(super) boundary: &'a Boundary,
    /// Its parts, each with two vertices at least.
    pub(super) paths: Vec<Vec<Spot>>,
}

impl<'a> Track<'a> {
    pub(super) fn of(boundary: &'a Boundary) -> Self {
        let paths = boundary.parts.iter().map(grid::path);
        Self {
            boundary,
            paths: paths.filter(|path| path.len() > 1).collect(),
        }
    }

    pub(super) fn code(&self) -> &'a str {
        &self.boundary.code
    }

    /// Its segments in their direction.
    pub(super) fn segments(&self) -> impl Iterator<Item = (Spot, Spot)> {
        self.paths
            .iter()
            .flat_map(|path| path.windows(2).map(|pair| (pair[0], pair[1])))
    }

    /// Its ends; a part that closes has none.
    pub(super) fn ends(&self) -> impl Iterator<Item = Spot> {
        self.paths.iter().flat_map(|path| {
            let (first, last) = (path[0], path[path.len() - 1]);
            [first, last]
                .into_iter()
                .take(if first == last { 0 } else { 2 })
        })
    }

    /// Its length in metres.
    pub(super) fn length_m(&self) -> f64 {
        self.paths
            .iter()
            .map(|path| length_m(&path.iter().map(|at| at.coord()).collect::<Vec<_>>()))
            .sum()
    }

    /// The middle of its longest part.
    pub(super) fn middle(&self) -> Option<Coord> {
        let path = self.paths.iter().max_by_key(|path| path.len())?;
        let coords: Vec<Coord> = path.iter().map(|at| at.coord()).collect();
        Some(middle(&coords))
    }

    /// Whether it is between these two, whichever is on the left.
    pub(super) fn is_between(&self, one: &str, other: &str) -> bool {
        self.boundary.sides.as_ref().is_some_and(|[left, right]| {
            (left == one && right == other) || (left == other && right == one)
        })
    }
}

/// The position halfway along a path.
pub(super) fn middle(path: &[Coord]) -> Coord {
    let mut left = length_m(path) / 2.0;
    for pair in path.windows(2) {
        let length = distance_m(pair[0], pair[1]);
        if left <= length && length > 0.0 {
            let share = left / length;
            return Coord {
                x: pair[0].x + (pair[1].x - pair[0].x) * share,
                y: pair[0].y + (pair[1].y - pair[0].y) * share,
            };
        }
        left -= length;
    }
    path[path.len() - 1]
}

/// A coverage that lines are held against.
#[derive(Debug)]
pub(super) struct Ground<'a> {
    pub(super) coverage: &'a Coverage<'a>,
    /// The region on the left of an edge.
    left_of: HashMap<(Spot, Spot), u32>,
}

/// The regions of a coverage that a line names, left first; `None` for one that is not loaded.
pub(super) type Seat = [Option<u32>; 2];

impl<'a> Ground<'a> {
    pub(super) fn of(coverage: &'a Coverage<'a>) -> Self {
        let left_of = coverage
            .edges
            .iter()
            .map(|edge| ((edge.from, edge.to), edge.owner))
            .collect();
        Self { coverage, left_of }
    }

    /// The regions left and right of a segment that is an edge.
    pub(super) fn beside(&self, a: Spot, b: Spot) -> [Option<u32>; 2] {
        [
            self.left_of.get(&(a, b)).copied(),
            self.left_of.get(&(b, a)).copied(),
        ]
    }

    /// Where a line has its seat here; `None` when neither side is a region of this coverage.
    pub(super) fn seat(&self, track: &Track<'_>) -> Option<Seat> {
        let sides = track.boundary.sides.as_ref()?;
        let seat = [self.coverage.find(&sides[0]), self.coverage.find(&sides[1])];
        seat.iter().any(Option::is_some).then_some(seat)
    }

    /// The segments of the border that a line of this seat should run along: the edges that its
    /// regions share, and those that only one of them has.
    pub(super) fn border(&self, seat: Seat) -> Vec<[Coord; 2]> {
        let is_side = |owner: u32| seat.contains(&Some(owner));
        self.coverage
            .edges
            .iter()
            .filter(|edge| is_side(edge.owner) && (edge.is_loose() || is_side(edge.across)))
            .map(super::coverage::Edge::ends)
            .collect()
    }

    /// Whether two regions share an edge.
    pub(super) fn is_touching(&self, one: u32, other: u32) -> bool {
        self.coverage
            .edges
            .iter()
            .any(|edge| edge.owner == one && edge.across == other)
    }
}
