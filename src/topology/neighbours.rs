//! Whether every border has its line, and every line its border.

use std::collections::{BTreeMap, HashMap, HashSet};

use geo_types::Coord;

use super::{
    course::{Stray, off_m},
    coverage::NOBODY,
    grid::{Spot, lon_lat, undirected},
    plane::{length_m, samples},
    segments::Segments,
    track::{Ground, Track, middle},
    word::metres,
};
use crate::domain::{BoundaryFinding, BoundaryRule};

/// How far apart a border is looked at, in metres.
const STEP_M: f64 = 20.0;
/// A border shorter than this is a corner where regions meet.
const SHORT_M: f64 = 2.0;

/// A region whose other borders have lines to more than this share is one whose lines are kept.
const MOSTLY: f64 = 0.6;

/// What lines leave out.
#[derive(Debug, Default)]
pub(super) struct Undrawn {
    /// Borders that no line is there for.
    pub(super) findings: Vec<BoundaryFinding>,
    /// Stretches of borders that their lines leave out.
    pub(super) strays: Vec<Stray>,
}

/// All lines together.
#[derive(Debug)]
pub(super) struct Drawn {
    edges: HashSet<(Spot, Spot)>,
    pub(super) segments: Segments,
}

impl Drawn {
    pub(super) fn of(tracks: &[Track<'_>]) -> Self {
        let segments = || tracks.iter().flat_map(Track::segments);
        Self {
            edges: segments().map(|(a, b)| undirected(a, b)).collect(),
            segments: Segments::of(segments().map(|(a, b)| [a.coord(), b.coord()]).collect()),
        }
    }
}

/// The borders of a coverage that no line runs along.
pub(super) fn undrawn(
    ground: &Ground<'_>,
    tracks: &[Track<'_>],
    drawn: &Drawn,
    tolerance_m: f64,
) -> Undrawn {
    let coverage = ground.coverage;
    let mut found = Undrawn::default();
    let bare = bare(ground, drawn, tolerance_m);
    let kept = Kept::of(ground, &bare);
    for ((one, other), paths) in bare {
        let (a, b) = (coverage.code(one), coverage.code(other));
        let own: Vec<usize> = (0..tracks.len())
            .filter(|&at| tracks[at].is_between(a, b))
            .collect();
        if own.is_empty() {
            let length: f64 = paths.iter().map(|path| length_m(path)).sum();
            let kept = [kept.share(one, length), kept.share(other, length)];
            if length > SHORT_M.max(2.0 * tolerance_m)
                && kept.iter().any(|&share| share > MOSTLY)
                && let Some(longest) = longest(&paths)
            {
                let is_missed = kept.iter().all(|&share| share > MOSTLY);
                let finding = BoundaryFinding::new(
                    BoundaryRule::Neighbour,
                    lon_lat(middle(longest)),
                    length,
                    "boundary.neighbour.no_line",
                    "boundary.neighbour.draw",
                )
                .with("regions", format!("{a}、{b}"))
                .with("length", metres(length))
                .about([a, b]);
                found
                    .findings
                    .push(if is_missed { finding } else { finding.noted() });
            }
            continue;
        }
        let segments = own.iter().flat_map(|&at| tracks[at].segments());
        let beside = Segments::of(segments.map(|(a, b)| [a.coord(), b.coord()]).collect());
        for path in paths {
            let nearest = |track: &&usize| {
                let ends = tracks[**track].ends();
                let from = ends.map(|end| super::plane::distance_m(end.coord(), path[0]));
                (from.fold(f64::INFINITY, f64::min) * 1e3) as i64
            };
            let worst = path
                .iter()
                .map(|&at| (at, off_m(&beside, at)))
                .max_by(|(_, a), (_, b)| a.total_cmp(b));
            let (Some((worst, off_m)), Some(&track)) = (worst, own.iter().min_by_key(nearest))
            else {
                continue;
            };
            found.strays.push(Stray {
                track,
                path,
                worst,
                off_m,
                is_border: true,
            });
        }
    }
    found
}

/// How much of the borders of every region has lines. Where hardly any has, lines are not kept, or not
/// loaded, and one more that is not there says nothing.
struct Kept {
    borders_m: HashMap<u32, f64>,
    bare_m: HashMap<u32, f64>,
}

impl Kept {
    fn of(ground: &Ground<'_>, bare: &Bare) -> Self {
        let mut borders_m = HashMap::new();
        for edge in &ground.coverage.edges {
            if edge.across != NOBODY {
                let [a, b] = edge.ends();
                *borders_m.entry(edge.owner).or_insert(0.0) += super::plane::distance_m(a, b);
            }
        }
        let mut bare_m = HashMap::new();
        for ((one, other), paths) in bare {
            let length: f64 = paths.iter().map(|path| length_m(path)).sum();
            *bare_m.entry(*one).or_insert(0.0) += length;
            *bare_m.entry(*other).or_insert(0.0) += length;
        }
        Self { borders_m, bare_m }
    }

    /// The share of a region's other borders that has lines, a bare one of that length left aside.
    fn share(&self, owner: u32, aside_m: f64) -> f64 {
        let of = |lengths: &HashMap<u32, f64>| lengths.get(&owner).copied().unwrap_or(0.0);
        let others = of(&self.borders_m) - aside_m;
        let bare = of(&self.bare_m) - aside_m;
        if others > 0.0 {
            1.0 - bare / others
        } else {
            0.0
        }
    }
}

fn longest(paths: &[Vec<Coord>]) -> Option<&Vec<Coord>> {
    paths
        .iter()
        .max_by(|a, b| length_m(a).total_cmp(&length_m(b)))
}

type Bare = BTreeMap<(u32, u32), Vec<Vec<Coord>>>;

/// The stretches of shared edges without a line, by their two regions.
fn bare(ground: &Ground<'_>, drawn: &Drawn, tolerance_m: f64) -> Bare {
    let mut found = Bare::new();
    let mut before: Option<((u32, u32), Coord)> = None;
    for edge in &ground.coverage.edges {
        if edge.across == NOBODY
            || edge.across <= edge.owner
            || drawn.edges.contains(&undirected(edge.from, edge.to))
        {
            continue;
        }
        let key = (edge.owner, edge.across);
        let [a, b] = edge.ends();
        for (p, q) in bare_pieces(drawn, a, b, tolerance_m) {
            let paths = found.entry(key).or_default();
            match paths.last_mut() {
                Some(path) if before == Some((key, p)) => path.push(q),
                _ => paths.push(vec![p, q]),
            }
            before = Some((key, q));
        }
    }
    for paths in found.values_mut() {
        join(paths);
    }
    found
}

/// The pieces of an edge that are further from every line than the tolerance.
fn bare_pieces(drawn: &Drawn, a: Coord, b: Coord, tolerance_m: f64) -> Vec<(Coord, Coord)> {
    let looks: Vec<(Coord, bool)> = samples(a, b, STEP_M)
        .map(|at| (at, !drawn.segments.is_near(at, tolerance_m)))
        .collect();
    looks
        .windows(2)
        .filter(|pair| pair[0].1 || pair[1].1)
        .map(|pair| (pair[0].0, pair[1].0))
        .collect()
}

/// Joins the last stretch to the first where a ring begins within them.
fn join(paths: &mut Vec<Vec<Coord>>) {
    let mut at = 0;
    while at < paths.len() {
        let end = paths[at][paths[at].len() - 1];
        match (0..paths.len()).find(|&other| other != at && paths[other][0] == end) {
            Some(other) => {
                let rest = paths.swap_remove(other);
                let at = if at == paths.len() { other } else { at };
                paths[at].extend(rest.into_iter().skip(1));
            }
            None => at += 1,
        }
    }
}
