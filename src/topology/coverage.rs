//! The regions of one level as a coverage: the edges of all rings, paired where two regions share
//! one. Whatever is paired is clean, so that only what is left goes on to the costly part.

use std::collections::HashMap;

use geo_types::Coord;

use super::{
    grid::{self, Spot, undirected},
    word::Territory,
};

/// An edge of a ring, its region on the left.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge {
    pub(super) from: Spot,
    pub(super) to: Spot,
    /// The region, by its place in the coverage.
    pub(super) owner: u32,
    /// The ring, counted through the coverage.
    pub(super) ring: u32,
    /// The region on the right, [`NOBODY`] when the edge is no other's.
    pub(super) across: u32,
}

/// No region.
pub(super) const NOBODY: u32 = u32::MAX;

impl Edge {
    pub(super) const fn is_loose(&self) -> bool {
        self.across == NOBODY
    }

    pub(super) fn ends(&self) -> [Coord; 2] {
        [self.from.coord(), self.to.coord()]
    }
}

/// The regions of one level.
#[derive(Debug)]
pub(super) struct Coverage<'a> {
    pub(super) territories: Vec<&'a Territory>,
    by_code: HashMap<&'a str, u32>,
    /// The edges of every ring, ring by ring in their order.
    pub(super) edges: Vec<Edge>,
}

impl<'a> Coverage<'a> {
    pub(super) fn of(territories: Vec<&'a Territory>) -> Self {
        let mut edges = Vec::new();
        let mut ring_number = 0;
        for (owner, territory) in (0..).zip(&territories) {
            for polygon in &territory.area.0 {
                let outer = std::iter::once((polygon.exterior(), true));
                let holes = polygon.interiors().iter().map(|ring| (ring, false));
                for (line, is_outer) in outer.chain(holes) {
                    let Some(ring) = grid::ring(line, is_outer) else {
                        continue;
                    };
                    for (at, &from) in ring.iter().enumerate() {
                        edges.push(Edge {
                            from,
                            to: ring[(at + 1) % ring.len()],
                            owner,
                            ring: ring_number,
                            across: NOBODY,
                        });
                    }
                    ring_number += 1;
                }
            }
        }
        pair(&mut edges);
        let by_code = (0..)
            .zip(&territories)
            .map(|(at, territory)| (territory.code.as_str(), at))
            .collect();
        Self {
            territories,
            by_code,
            edges,
        }
    }

    /// The region of a code.
    pub(super) fn find(&self, code: &str) -> Option<u32> {
        self.by_code.get(code).copied()
    }

    /// The code of a region.
    pub(super) fn code(&self, owner: u32) -> &'a str {
        &self.territories[owner as usize].code
    }

    /// The codes of regions, in order, each once.
    pub(super) fn codes(&self, owners: &[u32]) -> Vec<String> {
        let mut codes: Vec<String> = owners
            .iter()
            .map(|&owner| self.code(owner).to_owned())
            .collect();
        codes.sort();
        codes.dedup();
        codes
    }

    /// The edges that only one region has, by their places.
    pub(super) fn loose(&self) -> Vec<usize> {
        (0..self.edges.len())
            .filter(|&at| self.edges[at].is_loose())
            .collect()
    }
}

/// Pairs every edge with one of the same ends that runs the other way.
fn pair(edges: &mut [Edge]) {
    let mut order: Vec<u32> = (0..edges.len() as u32).collect();
    order.sort_unstable_by_key(|&at| {
        let edge = &edges[at as usize];
        (undirected(edge.from, edge.to), at)
    });
    let mut start = 0;
    while start < order.len() {
        let first = edges[order[start] as usize];
        let key = undirected(first.from, first.to);
        let mut end = start + 1;
        while end < order.len() {
            let edge = &edges[order[end] as usize];
            if undirected(edge.from, edge.to) != key {
                break;
            }
            end += 1;
        }
        let forth = |at: &&u32| edges[**at as usize].from == key.0;
        let group = &order[start..end];
        let pairs: Vec<(u32, u32)> = group
            .iter()
            .filter(forth)
            .zip(group.iter().filter(|at| !forth(at)))
            .map(|(&one, &other)| (one, other))
            .collect();
        for (one, other) in pairs {
            edges[one as usize].across = edges[other as usize].owner;
            edges[other as usize].across = edges[one as usize].owner;
        }
        start = end;
    }
}
