//! Whether lines end where something meets them, and three of them in the same point.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use geo_types::Coord;
use rstar::{RTree, primitives::GeomWithData};

use super::{
    borders::Flaws,
    grid::Spot,
    neighbours::Drawn,
    plane::{Plane, distance_m},
    track::{Ground, Track},
    word::{NOISE_M, metres, place},
};
use crate::domain::{BoundaryFinding, BoundaryRule};

/// Ends that are nearer than this were meant to meet, in metres; ten times the tolerance if that is
/// more.
const MEANT_M: f64 = 30.0;

/// The ends of all lines.
#[derive(Debug)]
pub(super) struct Ends<'a> {
    tracks: &'a [Track<'a>],
    /// The lines that end at a spot, as often as they do.
    at: BTreeMap<Spot, Vec<usize>>,
}

/// What is wrong with ends, and which they are.
#[derive(Debug, Default)]
pub(super) struct Loose {
    pub(super) findings: Vec<BoundaryFinding>,
    /// The ends, each with the finding that tells of it.
    pub(super) spots: Vec<(Spot, usize)>,
}

impl<'a> Ends<'a> {
    pub(super) fn of(tracks: &'a [Track<'a>]) -> Self {
        let mut at: BTreeMap<Spot, Vec<usize>> = BTreeMap::new();
        for (number, track) in tracks.iter().enumerate() {
            for end in track.ends() {
                at.entry(end).or_default().push(number);
            }
        }
        Self { tracks, at }
    }

    /// The codes of the lines that end at a spot.
    pub(super) fn codes_at(&self, spot: Spot) -> Vec<&'a str> {
        let lines = self.at.get(&spot).into_iter().flatten();
        lines.map(|&line| self.tracks[line].code()).collect()
    }

    /// The ends that nothing meets: neither another end, nor the course of another line, nor the
    /// edge of what is loaded.
    fn free(&self, flaws: &[Flaws], tolerance_m: f64) -> Vec<Spot> {
        let mut courses: HashMap<Spot, Vec<usize>> = HashMap::new();
        let single: BTreeSet<Spot> = self
            .at
            .iter()
            .filter(|(_, lines)| lines.len() == 1)
            .map(|(&spot, _)| spot)
            .collect();
        for (number, track) in self.tracks.iter().enumerate() {
            for &spot in track.paths.iter().flatten() {
                if single.contains(&spot) {
                    courses.entry(spot).or_default().push(number);
                }
            }
        }
        let is_free = |spot: &Spot| {
            let own = self.at[spot][0];
            let is_on_vertex = courses[spot].iter().filter(|&&line| line != own).count() > 0;
            !is_on_vertex
                && !flaws
                    .iter()
                    .any(|flaws| flaws.loose.is_near(spot.coord(), tolerance_m.max(NOISE_M)))
        };
        single.into_iter().filter(is_free).collect()
    }
}

/// Judges every end; `seated` says of each line whether one of its regions is loaded.
pub(super) fn judge(
    ends: &Ends<'_>,
    seated: &[bool],
    drawn: &Drawn,
    flaws: &[Flaws],
    tolerance_m: f64,
) -> Loose {
    let tracks = ends.tracks;
    let reach_m = MEANT_M.max(10.0 * tolerance_m);
    let owners: Vec<usize> = (0..tracks.len())
        .flat_map(|track| std::iter::repeat_n(track, tracks[track].segments().count()))
        .collect();
    let tree = RTree::bulk_load(
        ends.at
            .keys()
            .map(|&spot| {
                let at = spot.coord();
                GeomWithData::new([at.x, at.y], spot)
            })
            .collect(),
    );
    let near = |spot: Spot| {
        let plane = Plane::at(spot.coord());
        let (low, high) = plane.around(reach_m);
        let mut near: Vec<Spot> = tree
            .locate_in_envelope(&rstar::AABB::from_corners(low, high))
            .map(|entry| entry.data)
            .filter(|&other| distance_m(other.coord(), spot.coord()) <= reach_m)
            .collect();
        near.sort_unstable();
        near
    };
    let mut loose = Loose::default();
    let mut told: BTreeSet<Spot> = BTreeSet::new();
    for spot in ends.free(flaws, tolerance_m) {
        if told.contains(&spot) {
            continue;
        }
        let own = ends.at[&spot][0];
        // What was meant to meet here, one end a line.
        let together: Vec<Spot> = near(spot)
            .into_iter()
            .filter(|other| *other == spot || !ends.at[other].iter().all(|&line| line == own))
            .collect();
        let lines: BTreeSet<usize> = together
            .iter()
            .flat_map(|other| ends.at[other].iter().copied())
            .collect();
        let finding = if together.len() > 1 && lines.len() > 2 {
            told.extend(together.iter().copied());
            Some(apart(ends, &together, &lines))
        } else if together.len() > 1 {
            told.extend(together.iter().copied());
            let other = together.iter().find(|&&other| other != spot);
            other.map(|other| dangle(tracks, own, spot, other.coord(), &lines))
        } else if let Some((segment, foot)) =
            drawn
                .segments
                .nearest(spot.coord(), reach_m, |segment| owners[segment] != own)
        {
            let lines = BTreeSet::from([own, owners[segment]]);
            (foot.metres > tolerance_m).then(|| dangle(tracks, own, spot, foot.at, &lines))
        } else if let Some(at) = third(ends, own, spot) {
            let lines: BTreeSet<usize> = ends.at[&at].iter().copied().chain([own]).collect();
            Some(dangle(tracks, own, spot, at.coord(), &lines))
        } else {
            // Without its regions nobody can say whether what is loaded ends here.
            seated[own].then(|| alone(tracks, own, spot))
        };
        if let Some(finding) = finding {
            let at = loose.findings.len();
            let ends = together.iter().filter(|other| ends.at[other].len() == 1);
            loose.spots.extend(ends.map(|&spot| (spot, at)));
            loose.findings.push(finding);
        }
    }
    loose
}

/// The point where a line should end because the two lines that part its regions from a third meet
/// there without it.
fn third(ends: &Ends<'_>, own: usize, spot: Spot) -> Option<Spot> {
    let [left, right] = ends.tracks[own].boundary.sides.as_ref()?;
    let mut best: Option<(f64, Spot)> = None;
    for (&at, lines) in &ends.at {
        let [one, other] = lines[..] else { continue };
        let sides = |line: usize| ends.tracks[line].boundary.sides.as_ref();
        let (Some(one), Some(other)) = (sides(one), sides(other)) else {
            continue;
        };
        let parts = |pair: &[String; 2], side: &String, opposite: &String| {
            pair.contains(side) && !pair.contains(opposite)
        };
        let third = |pair: &[String; 2], side: &String| pair.iter().find(|c| *c != side).cloned();
        let meets = |a: &[String; 2], b: &[String; 2]| {
            parts(a, left, right) && parts(b, right, left) && third(a, left) == third(b, right)
        };
        if meets(one, other) || meets(other, one) {
            let metres = distance_m(at.coord(), spot.coord());
            if best.is_none_or(|(least, _)| metres < least) {
                best = Some((metres, at));
            }
        }
    }
    best.map(|(_, at)| at)
}

fn dangle(
    tracks: &[Track<'_>],
    own: usize,
    spot: Spot,
    to: Coord,
    lines: &BTreeSet<usize>,
) -> BoundaryFinding {
    let distance = distance_m(spot.coord(), to);
    BoundaryFinding::new(
        BoundaryRule::Dangle,
        spot.lon_lat(),
        distance,
        "boundary.dangle.beside",
        "boundary.dangle.snap",
    )
    .with("line", tracks[own].code())
    .with("distance", metres(distance))
    .with("place", place(to))
    .about([tracks[own].code()])
    .about(lines.iter().map(|&line| tracks[line].code()))
}

fn alone(tracks: &[Track<'_>], own: usize, spot: Spot) -> BoundaryFinding {
    BoundaryFinding::new(
        BoundaryRule::Dangle,
        spot.lon_lat(),
        0.0,
        "boundary.dangle.alone",
        "boundary.dangle.extend",
    )
    .with("line", tracks[own].code())
    .about([tracks[own].code()])
}

/// Three lines or more that end near each other and not in one point.
fn apart(ends: &Ends<'_>, together: &[Spot], lines: &BTreeSet<usize>) -> BoundaryFinding {
    // Where most of them end already.
    let best = together
        .iter()
        .copied()
        .max_by_key(|spot| (ends.at[spot].len(), std::cmp::Reverse(*spot)))
        .unwrap_or(together[0]);
    let (worst, size) = together
        .iter()
        .map(|&spot| (spot, distance_m(spot.coord(), best.coord())))
        .max_by(|(_, a), (_, b)| a.total_cmp(b))
        .unwrap_or((best, 0.0));
    let codes: Vec<&str> = lines.iter().map(|&line| ends.tracks[line].code()).collect();
    BoundaryFinding::new(
        BoundaryRule::Tripoint,
        worst.lon_lat(),
        size,
        "boundary.tripoint.apart",
        "boundary.tripoint.snap",
    )
    .with("lines", codes.join("、"))
    .with("count", together.len().to_string())
    .with("distance", metres(size))
    .with("place", place(best.coord()))
    .about(codes)
}

/// The points where three lines end or more and a region that they part has no vertex.
pub(super) fn vertices(
    ends: &Ends<'_>,
    grounds: &[Ground<'_>],
    flaws: &[Flaws],
    tolerance_m: f64,
) -> Vec<BoundaryFinding> {
    let mut found = Vec::new();
    for (ground, flaws) in grounds.iter().zip(flaws) {
        let mut missing: BTreeMap<Spot, BTreeSet<u32>> = BTreeMap::new();
        for (&spot, lines) in ends.at.iter().filter(|(_, lines)| lines.len() > 2) {
            let seats = lines
                .iter()
                .filter_map(|&line| ground.seat(&ends.tracks[line]));
            missing.insert(spot, seats.flatten().flatten().collect());
        }
        for edge in &ground.coverage.edges {
            if let Some(owners) = missing.get_mut(&edge.from) {
                owners.remove(&edge.owner);
            }
        }
        for (spot, owners) in missing {
            if owners.is_empty() || flaws.is_told(spot, tolerance_m.max(NOISE_M)) {
                continue;
            }
            let at = spot.coord();
            let codes = ground
                .coverage
                .codes(&owners.iter().copied().collect::<Vec<_>>());
            let nearest = ground
                .coverage
                .edges
                .iter()
                .filter(|edge| owners.contains(&edge.owner))
                .map(|edge| (edge.from, distance_m(edge.from.coord(), at)))
                .min_by(|(_, a), (_, b)| a.total_cmp(b));
            let Some((vertex, distance)) = nearest else {
                continue;
            };
            found.push(
                BoundaryFinding::new(
                    BoundaryRule::Tripoint,
                    spot.lon_lat(),
                    distance,
                    "boundary.tripoint.no_vertex",
                    "boundary.tripoint.insert",
                )
                .with("regions", codes.join("、"))
                .with("distance", metres(distance))
                .with("place", place(at))
                .with("vertex", place(vertex.coord()))
                .about(ends.codes_at(spot))
                .about(codes),
            );
        }
    }
    found
}
