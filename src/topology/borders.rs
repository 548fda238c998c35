//! The flaws of a coverage: gaps, overlaps, slivers and vertices that are not shared.

use std::collections::{BTreeMap, HashSet};

use geo::InteriorPoint as _;
use geo_types::Coord;

use super::{
    coverage::{Coverage, Edge},
    faces::{Face, faces},
    grid::{Spot, lon_lat},
    plane::distance_m,
    segments::Segments,
    straits::straits,
    unshared::{Unshared, unshared},
    word::{NOISE_M, metres, place},
};
use crate::domain::{BoundaryFinding, BoundaryRule};

/// What was found of a coverage, and where, so that what follows from it is not told again.
#[derive(Debug)]
pub(super) struct Flaws {
    pub(super) findings: Vec<BoundaryFinding>,
    /// The edges of the areas that were found.
    rings: Segments,
    /// The vertices that are not shared.
    spots: HashSet<Spot>,
    /// The regions that a gap, overlap or sliver lies between, two and two.
    pairs: HashSet<(u32, u32)>,
    /// The edges that only one region has.
    pub(super) loose: Segments,
}

impl Flaws {
    /// Whether something was found of the regions at a position.
    pub(super) fn is_told(&self, at: Spot, reach_m: f64) -> bool {
        self.spots.contains(&at) || self.rings.is_near(at.coord(), reach_m)
    }

    /// Whether something was found between two regions.
    pub(super) fn is_between(&self, one: u32, other: u32) -> bool {
        self.pairs.contains(&(one.min(other), one.max(other)))
    }
}

/// Between regions that were loaded whole, no gap is this wide: a region was left out. In metres, and
/// the width of a square with sides of twice that.
const REGION_M: f64 = 1_000.0;

/// What was found between which regions.
struct Found {
    rule: BoundaryRule,
    face: Face,
    owners: Vec<u32>,
    /// The region with the longest share of its edge.
    longest: u32,
}

/// Proves a coverage.
pub(super) fn prove(coverage: &Coverage<'_>, tolerance_m: f64) -> Flaws {
    let loose = coverage.loose();
    let edges: Vec<Edge> = loose.iter().map(|&at| coverage.edges[at]).collect();
    let tree = Segments::of(edges.iter().map(Edge::ends).collect());
    let mut is_taken = vec![false; edges.len()];
    let (gaps, overlaps) = faces(&edges);
    let mut found = Vec::new();
    for (rule, faces) in [(BoundaryRule::Gap, gaps), (BoundaryRule::Overlap, overlaps)] {
        for face in faces {
            let rule = name(rule, &face, tolerance_m);
            let around = around(&face, &edges, &tree, &mut is_taken);
            let is_vertex = rule == BoundaryRule::Sliver
                && is_of_single_vertices(&face, &edges, &tree, tolerance_m);
            if face.width_m() > NOISE_M && !is_vertex && !around.is_empty() {
                found.push(Found::of(rule, face, &around));
            }
        }
    }
    for (face, owners) in straits(coverage, &loose, &tree, &is_taken) {
        if face.width_m() > NOISE_M {
            found.push(Found {
                rule: name(BoundaryRule::Gap, &face, tolerance_m),
                face,
                owners: owners.to_vec(),
                longest: owners[0],
            });
        }
    }
    let rings = Segments::of(found.iter().flat_map(|one| one.face.edges()).collect());
    let mut unshared = unshared(coverage, &loose, &tree, tolerance_m);
    let mut pairs = HashSet::new();
    for one in &found {
        for (nth, &a) in one.owners.iter().enumerate() {
            pairs.extend(one.owners[nth + 1..].iter().map(|&b| (a.min(b), a.max(b))));
        }
    }
    pairs.extend(
        unshared
            .iter()
            .map(|one| (one.has.min(one.lacks), one.has.max(one.lacks))),
    );
    // A vertex beside an area that was found is part of it.
    unshared.retain(|one| !rings.is_near(one.at.coord(), tolerance_m.max(NOISE_M)));
    let areas = found.iter().map(|one| one.told(coverage));
    let vertices = unshared.iter().map(|one| vertex(coverage, one));
    Flaws {
        findings: areas.chain(vertices).collect(),
        spots: unshared.iter().map(|one| one.at).collect(),
        rings,
        pairs,
        loose: tree,
    }
}

/// An area thinner than the tolerance is a sliver.
fn name(rule: BoundaryRule, face: &Face, tolerance_m: f64) -> BoundaryRule {
    if face.width_m() < tolerance_m {
        BoundaryRule::Sliver
    } else {
        rule
    }
}

/// The regions around a face, each with the length of its share; takes their edges.
fn around(
    face: &Face,
    edges: &[Edge],
    tree: &Segments,
    is_taken: &mut [bool],
) -> BTreeMap<u32, f64> {
    let mut lengths = BTreeMap::new();
    for [a, b] in face.edges() {
        let middle = Coord {
            x: f64::midpoint(a.x, b.x),
            y: f64::midpoint(a.y, b.y),
        };
        for (edge, _) in tree.within(middle, NOISE_M) {
            is_taken[edge] = true;
            *lengths.entry(edges[edge].owner).or_insert(0.0) += distance_m(a, b);
        }
    }
    lengths
}

/// Whether a sliver is only the doing of vertices that one region has on the single edge of another:
/// those are told one by one.
fn is_of_single_vertices(face: &Face, edges: &[Edge], tree: &Segments, tolerance_m: f64) -> bool {
    let [ring] = face.rings.as_slice() else {
        return false;
    };
    let mut owners_of_vertices = HashSet::new();
    let mut shared = 0;
    for &corner in ring {
        let near: Vec<&Edge> = tree
            .within(corner, tolerance_m)
            .map(|(edge, _)| &edges[edge])
            .collect();
        let with_vertex: HashSet<u32> = near
            .iter()
            .filter(|edge| {
                edge.ends()
                    .iter()
                    .any(|&end| distance_m(end, corner) <= NOISE_M)
            })
            .map(|edge| edge.owner)
            .collect();
        let beside = near.iter().any(|edge| !with_vertex.contains(&edge.owner));
        match with_vertex.len() {
            1 if beside => owners_of_vertices.extend(with_vertex),
            0 | 1 => return false,
            _ => shared += 1,
        }
    }
    owners_of_vertices.len() == 1 && shared == 2
}

impl Found {
    fn of(rule: BoundaryRule, face: Face, around: &BTreeMap<u32, f64>) -> Self {
        let longest = around
            .iter()
            .max_by(|(_, a), (_, b)| a.total_cmp(b))
            .map_or(0, |(owner, _)| *owner);
        Self {
            rule,
            face,
            owners: around.keys().copied().collect(),
            longest,
        }
    }

    fn told(&self, coverage: &Coverage<'_>) -> BoundaryFinding {
        let codes = coverage.codes(&self.owners);
        let is_region = self.rule == BoundaryRule::Gap && self.face.width_m() > REGION_M;
        let (message, mend) = match (self.rule, codes.len()) {
            _ if is_region => ("boundary.gap.region", "boundary.gap.load"),
            (BoundaryRule::Overlap, _) => ("boundary.overlap.found", "boundary.overlap.mend"),
            (BoundaryRule::Sliver, _) => ("boundary.sliver.found", "boundary.sliver.mend"),
            (_, 1) => ("boundary.gap.hole", "boundary.gap.hole_mend"),
            _ => ("boundary.gap.found", "boundary.gap.mend"),
        };
        let at = self
            .face
            .polygon()
            .interior_point()
            .map_or(self.face.rings[0][0], |point| point.0);
        let width_m = self.face.width_m();
        let mut finding = BoundaryFinding::new(self.rule, lon_lat(at), width_m, message, mend)
            .with("regions", codes.join("、"))
            .with("width", metres(width_m))
            .with("area", metres(self.face.area_m2))
            .with("length", metres(self.face.perimeter_m / 2.0))
            .with("region", coverage.code(self.longest))
            .about(codes.clone());
        finding.area_m2 = Some(self.face.area_m2);
        // A hole in one region may be an enclave that was not loaded, a wide one a whole region.
        let is_hole = is_region || (codes.len() == 1 && self.rule == BoundaryRule::Gap);
        if is_hole || self.rule == BoundaryRule::Sliver {
            finding = finding.noted();
        }
        finding
    }
}

fn vertex(coverage: &Coverage<'_>, one: &Unshared) -> BoundaryFinding {
    let (message, mend) = if one.metres <= NOISE_M {
        (
            "boundary.unshared_vertex.on",
            "boundary.unshared_vertex.insert",
        )
    } else {
        (
            "boundary.unshared_vertex.beside",
            "boundary.unshared_vertex.snap",
        )
    };
    let (has, lacks) = (coverage.code(one.has), coverage.code(one.lacks));
    BoundaryFinding::new(
        BoundaryRule::UnsharedVertex,
        one.at.lon_lat(),
        one.metres,
        message,
        mend,
    )
    .with("has", has)
    .with("lacks", lacks)
    .with("place", place(one.at.coord()))
    .with("distance", metres(one.metres))
    .about([has, lacks])
    .noted()
}
