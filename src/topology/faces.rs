//! The gaps and overlaps of a coverage, assembled from the edges that only one region has.
//!
//! Every ring runs with its region on the left, so around a position the rings wind as many times as
//! regions cover it; paired edges cancel out of that count. What the loose edges wind around twice is
//! an overlap; what they wind around not at all, though it is enclosed, a gap.

use std::collections::HashMap;

use geo_types::{Coord, LineString, Polygon};
use i_overlay::{
    core::{
        fill_rule::FillRule,
        overlay::{IntOverlayOptions, Overlay, ShapeType},
        overlay_rule::OverlayRule,
        solver::Solver,
    },
    i_float::int::point::IntPoint,
};

use super::{coverage::Edge, grid::Spot, plane::distance_m};
use crate::geo::{Geometry, measure};

/// An area that is covered too often or not at all.
#[derive(Clone, Debug)]
pub(super) struct Face {
    /// Its rings, the outer first, the closing vertex left out.
    pub(super) rings: Vec<Vec<Coord>>,
    /// Its area on the ellipsoid.
    pub(super) area_m2: f64,
    /// The length of its rings.
    pub(super) perimeter_m: f64,
}

impl Face {
    pub(super) fn of(rings: Vec<Vec<Coord>>) -> Self {
        let perimeter_m = rings
            .iter()
            .map(|ring| {
                (0..ring.len())
                    .map(|at| distance_m(ring[at], ring[(at + 1) % ring.len()]))
                    .sum::<f64>()
            })
            .sum();
        let mut face = Self {
            rings,
            area_m2: 0.0,
            perimeter_m,
        };
        face.area_m2 = measure::area_m2(&Geometry::Polygon(face.polygon()));
        face
    }

    /// The mean width: twice the area by the perimeter.
    pub(super) fn width_m(&self) -> f64 {
        if self.perimeter_m > 0.0 {
            2.0 * self.area_m2 / self.perimeter_m
        } else {
            0.0
        }
    }

    pub(super) fn polygon(&self) -> Polygon {
        let mut rings = self.rings.iter().map(|ring| LineString(ring.clone()));
        let outer = rings.next().unwrap_or_else(|| LineString(Vec::new()));
        Polygon::new(outer, rings.collect())
    }

    /// Its edges.
    pub(super) fn edges(&self) -> impl Iterator<Item = [Coord; 2]> {
        self.rings
            .iter()
            .flat_map(|ring| (0..ring.len()).map(|at| [ring[at], ring[(at + 1) % ring.len()]]))
    }
}

/// Half the width of the whole numbers that the overlay works on.
const REACH: f64 = (1 << 29) as f64;

/// Between positions of the grid and the overlay's whole numbers; over a province half a millimetre
/// a unit.
struct Frame {
    middle: [i64; 2],
    unit: f64,
}

impl Frame {
    fn around(circuits: &[Vec<Spot>]) -> Option<Self> {
        let spots = || circuits.iter().flatten();
        let low = [
            spots().map(|at| at.lon).min()?,
            spots().map(|at| at.lat).min()?,
        ];
        let high = [
            spots().map(|at| at.lon).max()?,
            spots().map(|at| at.lat).max()?,
        ];
        let extent = (high[0] - low[0]).max(high[1] - low[1]) as f64;
        Some(Self {
            middle: [
                i64::midpoint(low[0], high[0]),
                i64::midpoint(low[1], high[1]),
            ],
            unit: (extent / 2.0 / (REACH - 1024.0)).max(1.0),
        })
    }

    fn whole(&self, at: Spot) -> IntPoint {
        let scale = |value: i64, middle: i64| ((value - middle) as f64 / self.unit).round() as i32;
        IntPoint::new(scale(at.lon, self.middle[0]), scale(at.lat, self.middle[1]))
    }

    fn out(&self, at: IntPoint) -> Coord {
        let scale =
            |value: i32, middle: i64| middle + (f64::from(value) * self.unit).round() as i64;
        Spot {
            lon: scale(at.x, self.middle[0]),
            lat: scale(at.y, self.middle[1]),
        }
        .coord()
    }
}

/// The gaps and the overlaps.
pub(super) fn faces(loose: &[Edge]) -> (Vec<Face>, Vec<Face>) {
    let circuits = circuits(loose);
    let Some(frame) = Frame::around(&circuits) else {
        return (Vec::new(), Vec::new());
    };
    // A box that runs the other way takes one from the count everywhere: what is covered twice
    // stays above nothing, what is not covered falls below.
    let edge = REACH as i32;
    let around = [(-edge, -edge), (-edge, edge), (edge, edge), (edge, -edge)]
        .map(|(x, y)| IntPoint::new(x, y));
    let filled = |rule: FillRule| {
        // By the letter of the standard, so that a gap that touches the outside in one point is a
        // face of its own.
        let mut overlay = Overlay::new_custom(
            loose.len() + around.len(),
            IntOverlayOptions::ogc(),
            Solver::default(),
        );
        for circuit in &circuits {
            overlay.add_path_iter(
                circuit.iter().map(|&spot| frame.whole(spot)),
                ShapeType::Subject,
            );
        }
        overlay.add_contour(&around, ShapeType::Subject);
        overlay.overlay(OverlayRule::Subject, rule)
    };
    let face = |shape: &Vec<Vec<IntPoint>>| {
        let rings = shape
            .iter()
            .map(|ring| ring.iter().map(|&at| frame.out(at)).collect());
        Face::of(rings.collect())
    };
    let touches_box = |shape: &Vec<Vec<IntPoint>>| {
        shape
            .first()
            .is_some_and(|ring| ring.iter().any(|at| at.x.abs() == edge))
    };
    let gaps = filled(FillRule::Negative);
    let overlaps = filled(FillRule::Positive);
    (
        gaps.iter()
            .filter(|shape| !touches_box(shape))
            .map(face)
            .collect(),
        overlaps.iter().map(face).collect(),
    )
}

/// The loose edges as closed walks. As many begin as end at every vertex, since every ring is closed
/// and pairs take away one of each; so every walk ends where it began.
fn circuits(loose: &[Edge]) -> Vec<Vec<Spot>> {
    let mut leaving: HashMap<Spot, Vec<usize>> = HashMap::with_capacity(loose.len());
    for (at, edge) in loose.iter().enumerate().rev() {
        leaving.entry(edge.from).or_default().push(at);
    }
    let mut is_used = vec![false; loose.len()];
    let mut circuits = Vec::new();
    for start in 0..loose.len() {
        if is_used[start] {
            continue;
        }
        let mut circuit = Vec::new();
        let mut next = Some(start);
        while let Some(at) = next {
            is_used[at] = true;
            circuit.push(loose[at].from);
            let others = leaving.get_mut(&loose[at].to);
            next = others.and_then(|others| {
                while let Some(other) = others.pop() {
                    if !is_used[other] {
                        return Some(other);
                    }
                }
                None
            });
        }
        circuits.push(circuit);
    }
    circuits
}

#[cfg(test)]
mod tests {
    use geo_types::{MultiPolygon, polygon};

    use super::*;
    use crate::topology::{Territory, coverage::Coverage};

    fn square(code: &str, west: f64, south: f64, side: f64) -> Territory {
        Territory {
            code: code.to_owned(),
            level: "county".to_owned(),
            parent: None,
            area: MultiPolygon(vec![polygon![
                (x: west, y: south), (x: west + side, y: south),
                (x: west + side, y: south + side), (x: west, y: south + side)
            ]]),
        }
    }

    fn found(territories: &[Territory]) -> (Vec<Face>, Vec<Face>) {
        let coverage = Coverage::of(territories.iter().collect());
        let loose: Vec<Edge> = coverage
            .loose()
            .into_iter()
            .map(|at| coverage.edges[at])
            .collect();
        faces(&loose)
    }

    #[test]
    fn neighbours_that_share_their_edge_leave_nothing() {
        let (gaps, overlaps) = found(&[
            square("1", 120.0, 30.0, 0.01),
            square("2", 120.01, 30.0, 0.01),
        ]);
        assert!(gaps.is_empty() && overlaps.is_empty());
    }

    #[test]
    fn what_two_cover_is_an_overlap_and_what_is_enclosed_by_none_a_gap() {
        let (gaps, overlaps) = found(&[
            square("1", 120.0, 30.0, 0.01),
            square("2", 120.009, 30.0, 0.01),
        ]);
        assert!(gaps.is_empty());
        assert_eq!(overlaps.len(), 1);
        let strip = 1108.6 * 96.5;
        assert!(
            (overlaps[0].area_m2 - strip).abs() < strip * 0.01,
            "{overlaps:?}"
        );
        let mut holed = square("1", 120.0, 30.0, 0.01);
        holed.area.0[0].interiors_push(
            square("hole", 120.004, 30.004, 0.002).area.0[0]
                .exterior()
                .clone(),
        );
        let (gaps, overlaps) = found(std::slice::from_ref(&holed));
        assert_eq!((gaps.len(), overlaps.len()), (1, 0));
        // An enclave that another region fills is no gap.
        let (gaps, overlaps) = found(&[holed, square("2", 120.004, 30.004, 0.002)]);
        assert_eq!((gaps.len(), overlaps.len()), (0, 0));
    }

    #[test]
    fn a_gap_that_touches_the_outside_in_one_point_is_a_face() {
        let mut notched = square("1", 120.0, 30.0, 0.01);
        // Its eastern edge falls back from the neighbour's between two corners that both share.
        let corner = Coord {
            x: 120.009,
            y: 30.005,
        };
        notched.area.0[0].exterior_mut(|ring| ring.0.insert(2, corner));
        let (gaps, overlaps) = found(&[notched, square("2", 120.01, 30.0, 0.01)]);
        assert_eq!((gaps.len(), overlaps.len()), (1, 0));
    }

    #[test]
    fn a_region_twice_is_an_overlap_of_its_whole_area() {
        let (gaps, overlaps) = found(&[
            square("1", 120.0, 30.0, 0.01),
            square("2", 120.0, 30.0, 0.01),
        ]);
        assert_eq!((gaps.len(), overlaps.len()), (0, 1));
    }
}
