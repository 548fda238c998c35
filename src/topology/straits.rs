//! Gaps that are open to the outside: two regions whose borders run along each other without
//! touching. They enclose nothing, so they are found by walking one border and looking across.
//!
//! A narrow bay of ground that simply was not loaded looks much the same where two borders part. It
//! is told apart by its mouth: a bay widens until its sides are out of reach, a strait ends where one
//! of the borders turns away.

use geo_types::Coord;

use super::{
    coverage::{Coverage, Edge},
    faces::Face,
    plane::{Plane, distance_m, samples},
    segments::Segments,
    word::NOISE_M,
};

/// How far one border looks for the other, in metres.
const REACH_M: f64 = 250.0;
/// How far apart the looks are, in metres.
const STEP_M: f64 = 40.0;
/// The share of an edge that is left out at its ends.
const INSIDE: f64 = 1e-6;
/// A strait is narrower than this share of the reach: what is wider is a bay.
const NARROW: f64 = 0.6;
/// A strait is so many times longer than wide; where its borders meet at an end, which those of a bay
/// do, it has to be longer.
const LONG: f64 = 3.0;
const LONG_WHEN_CLOSED: f64 = 12.0;
/// The cosine of the angle up to which two borders run along each other.
const ALONG: f64 = 0.9;

/// A look across.
#[derive(Clone, Copy, Debug)]
struct Look {
    from: Coord,
    to: Coord,
    metres: f64,
    other: u32,
}

/// The straits, each with its two regions. `loose` are the loose edges by their places, in `tree` in
/// the same order; `is_taken` says which bound a face already.
pub(super) fn straits(
    coverage: &Coverage<'_>,
    loose: &[usize],
    tree: &Segments,
    is_taken: &[bool],
) -> Vec<(Face, [u32; 2])> {
    let mut found = Vec::new();
    let mut start = 0;
    while start < loose.len() {
        let ring = coverage.edges[loose[start]].ring;
        let mut end = start + 1;
        while end < loose.len() && coverage.edges[loose[end]].ring == ring {
            end += 1;
        }
        let mut looks = Vec::new();
        for at in start..end {
            look_across(coverage, loose, tree, is_taken, at, &mut looks);
        }
        found.extend(runs(looks).into_iter().filter_map(|run| {
            let owner = coverage.edges[loose[start]].owner;
            strait(&run).map(|face| (face, [owner, run[0].other]))
        }));
        start = end;
    }
    found
}

fn look_across(
    coverage: &Coverage<'_>,
    loose: &[usize],
    tree: &Segments,
    is_taken: &[bool],
    at: usize,
    looks: &mut Vec<Option<Look>>,
) {
    let edge = &coverage.edges[loose[at]];
    // Each strait is looked across once, from the region that comes first.
    let is_other =
        |other: usize| !is_taken[other] && coverage.edges[loose[other]].owner > edge.owner;
    let [a, b] = edge.ends();
    let length = distance_m(a, b);
    let middle = Coord {
        x: f64::midpoint(a.x, b.x),
        y: f64::midpoint(a.y, b.y),
    };
    let is_alone = is_taken[at]
        || !tree
            .within(middle, length / 2.0 + REACH_M)
            .any(|(other, _)| is_other(other));
    if is_alone {
        looks.push(None);
        return;
    }
    // Just inside the edge, where its direction is its own.
    for from in samples(lerp(a, b, INSIDE), lerp(a, b, 1.0 - INSIDE), STEP_M) {
        let seen = tree.nearest(from, REACH_M, |other| {
            is_other(other) && faces_it(edge, &coverage.edges[loose[other]], from)
        });
        looks.push(seen.map(|(other, foot)| Look {
            from,
            to: foot.at,
            metres: foot.metres,
            other: coverage.edges[loose[other]].owner,
        }));
    }
}

fn lerp(a: Coord, b: Coord, share: f64) -> Coord {
    Coord {
        x: a.x + (b.x - a.x) * share,
        y: a.y + (b.y - a.y) * share,
    }
}

/// Whether `other` runs against `edge`, on its outer side, with its own outer side towards it.
fn faces_it(edge: &Edge, other: &Edge, from: Coord) -> bool {
    let plane = Plane::at(from);
    let direction = |[a, b]: [Coord; 2]| {
        let (p, q) = (plane.flat(a), plane.flat(b));
        let d = [q[0] - p[0], q[1] - p[1]];
        let length = d[0].hypot(d[1]);
        (length > 0.0).then(|| [d[0] / length, d[1] / length])
    };
    let (Some(own), Some(its)) = (direction(edge.ends()), direction(other.ends())) else {
        return false;
    };
    if own[0] * its[0] + own[1] * its[1] > -ALONG {
        return false;
    }
    let [a, b] = other.ends();
    let foot = plane.foot(a, b);
    let [east, north] = plane.flat(foot.at);
    if foot.metres < NOISE_M {
        return false;
    }
    let across = [east / foot.metres, north / foot.metres];
    // To the right of the edge and nearly square to it, and the same seen from the other.
    across[0] * own[1] - across[1] * own[0] > ALONG
        && -(across[0] * its[1] - across[1] * its[0]) > ALONG
}

/// Unbroken stretches of looks at the same region; a ring has no beginning.
fn runs(mut looks: Vec<Option<Look>>) -> Vec<Vec<Look>> {
    let other = |look: &Option<Look>| look.map(|look| look.other);
    if let Some(at) = (1..looks.len()).find(|&at| other(&looks[at]) != other(&looks[at - 1])) {
        looks.rotate_left(at);
    }
    looks
        .chunk_by(|a, b| other(a) == other(b))
        .map(|run| run.iter().copied().flatten().collect::<Vec<Look>>())
        .filter(|run| run.len() > 1)
        .collect()
}

/// The strait of a stretch, unless it is a bay.
fn strait(run: &[Look]) -> Option<Face> {
    let widest = run.iter().map(|look| look.metres).fold(0.0, f64::max);
    let length: f64 = run
        .windows(2)
        .map(|pair| distance_m(pair[0].from, pair[1].from))
        .sum();
    let ends = [run.first()?.metres, run.last()?.metres];
    let is_closed = ends.iter().any(|&end| end < widest * 0.2);
    let long = if is_closed { LONG_WHEN_CLOSED } else { LONG };
    if widest > REACH_M * NARROW || length < widest * long {
        return None;
    }
    let mut ring: Vec<Coord> = run.iter().map(|look| look.from).collect();
    ring.extend(run.iter().rev().map(|look| look.to));
    ring.dedup();
    Some(Face::of(vec![ring]))
}
