//! Whether a line runs where its two regions meet.

use geo_types::Coord;

use super::{
    grid::{Spot, lon_lat},
    plane::{Plane, samples},
    segments::Segments,
    track::{Ground, Seat, Track},
    word::metres,
};
use crate::domain::{BoundaryFinding, BoundaryRule};

/// How far apart a line is looked at where it is no edge, in metres.
const STEP_M: f64 = 20.0;
/// The distances within which a border is looked for, in metres.
const LOOKS_M: [f64; 4] = [50.0, 1_000.0, 20_000.0, 400_000.0];

/// A stretch where a line is not on its border, or a border has no line.
#[derive(Clone, Debug)]
pub(super) struct Stray {
    /// The line, by its place.
    pub(super) track: usize,
    /// Positions along it, from where it leaves to where it comes back.
    pub(super) path: Vec<Coord>,
    /// Where it is worst.
    pub(super) worst: Coord,
    /// How far off it is there, in metres.
    pub(super) off_m: f64,
    /// Whether it is the border that strays from the line.
    pub(super) is_border: bool,
}

impl Stray {
    /// Whether it passes within so many metres of a position.
    pub(super) fn passes(&self, at: Coord, metres: f64) -> bool {
        let plane = Plane::at(at);
        let mut pairs = self.path.windows(2);
        pairs.any(|pair| plane.foot(pair[0], pair[1]).metres <= metres)
    }

    /// Whether both are told by one finding: they are of one line, and begin or end together.
    pub(super) fn is_twin(&self, other: &Self, metres: f64) -> bool {
        let ends = [self.path.first(), self.path.last()];
        self.track == other.track
            && ends
                .into_iter()
                .flatten()
                .any(|&end| other.passes(end, metres))
    }

    pub(super) fn length_m(&self) -> f64 {
        super::plane::length_m(&self.path)
    }

    pub(super) fn told(&self, track: &Track<'_>) -> BoundaryFinding {
        let (message, mend) = if self.is_border {
            (
                "boundary.line_off_polygon.missing",
                "boundary.line_off_polygon.add",
            )
        } else {
            (
                "boundary.line_off_polygon.found",
                "boundary.line_off_polygon.mend",
            )
        };
        let sides = track.boundary.sides.iter().flatten().cloned();
        BoundaryFinding::new(
            BoundaryRule::LineOffPolygon,
            lon_lat(self.worst),
            self.off_m,
            message,
            mend,
        )
        .with("line", track.code())
        .with("distance", metres(self.off_m))
        .with("length", metres(self.length_m()))
        .about([track.code()])
        .about(sides)
    }
}

/// The stretches of a line that are further from its border than the tolerance.
pub(super) fn strays(
    ground: &Ground<'_>,
    number: usize,
    track: &Track<'_>,
    seat: Seat,
    tolerance_m: f64,
) -> Vec<Stray> {
    let is_edge = |a: Spot, b: Spot| {
        let sides = ground.beside(a, b);
        seat.iter()
            .flatten()
            .all(|region| sides.contains(&Some(*region)))
            // An edge of one region that another shares is no border with what is not loaded.
            && (seat.iter().all(Option::is_some) || sides.iter().flatten().count() == 1)
    };
    if track.segments().all(|(a, b)| is_edge(a, b)) {
        return Vec::new();
    }
    let border = Segments::of(ground.border(seat));
    let mut found = Vec::new();
    for path in &track.paths {
        let mut stray: Option<Stray> = None;
        let mut last = path[0].coord();
        for pair in path.windows(2) {
            let (a, b) = (pair[0].coord(), pair[1].coord());
            let is_edge = is_edge(pair[0], pair[1]);
            for at in samples(a, b, STEP_M) {
                if is_edge || border.is_near(at, tolerance_m) {
                    if let Some(mut done) = stray.take() {
                        done.path.push(at);
                        found.push(done);
                    }
                    last = at;
                    if is_edge {
                        last = b;
                        break;
                    }
                    continue;
                }
                let off_m = off_m(&border, at);
                let stray = stray.get_or_insert_with(|| Stray {
                    track: number,
                    path: vec![last],
                    worst: at,
                    off_m,
                    is_border: false,
                });
                stray.path.push(at);
                if off_m > stray.off_m {
                    (stray.worst, stray.off_m) = (at, off_m);
                }
            }
        }
        found.extend(stray);
    }
    found
}

/// How far a position is from the nearest of the segments, in metres.
pub(super) fn off_m(segments: &Segments, at: Coord) -> f64 {
    LOOKS_M
        .into_iter()
        .find_map(|look| segments.nearest(at, look, |_| true))
        .map_or(LOOKS_M[3], |(_, foot)| foot.metres)
}
