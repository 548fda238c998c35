//! Vertices of one region on the edge of another that has no vertex there.

use std::collections::HashSet;

use super::{coverage::Coverage, grid::Spot, plane::distance_m, segments::Segments, word::NOISE_M};

/// A vertex that its neighbour lacks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unshared {
    /// The vertex.
    pub(super) at: Spot,
    /// The region that has it.
    pub(super) has: u32,
    /// The region that lacks it.
    pub(super) lacks: u32,
    /// How far it is from the neighbour's edge, in metres.
    pub(super) metres: f64,
}

/// The vertices of loose edges within the tolerance of another region's loose edge and of none of
/// its vertices.
pub(super) fn unshared(
    coverage: &Coverage<'_>,
    loose: &[usize],
    tree: &Segments,
    tolerance_m: f64,
) -> Vec<Unshared> {
    let mut seen = HashSet::new();
    let mut known = HashSet::new();
    let mut found = Vec::new();
    for &place in loose {
        let edge = &coverage.edges[place];
        for at in [edge.from, edge.to] {
            if !seen.insert((at, edge.owner)) {
                continue;
            }
            let here = at.coord();
            let near: Vec<_> = tree
                .within(here, tolerance_m.max(NOISE_M))
                .map(|(other, foot)| (coverage.edges[loose[other]], foot))
                .filter(|(other, _)| other.owner != edge.owner)
                .collect();
            for (other, foot) in &near {
                // On the edge itself a vertex is missing however near the next one is.
                let apart = if foot.metres <= NOISE_M {
                    NOISE_M
                } else {
                    tolerance_m
                };
                let has_vertex = near
                    .iter()
                    .filter(|(edge, _)| edge.owner == other.owner)
                    .flat_map(|(edge, _)| edge.ends())
                    .any(|end| distance_m(end, here) <= apart);
                if !has_vertex && known.insert((at, other.owner)) {
                    found.push(Unshared {
                        at,
                        has: edge.owner,
                        lacks: other.owner,
                        metres: foot.metres,
                    });
                }
            }
        }
    }
    found
}
