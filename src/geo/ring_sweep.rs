//! Where rings meet that should not: a sweep from west to east over all their stretches.

use geo::line_intersection::{LineIntersection, line_intersection};
use geo_types::{Coord, Line, LineString};

/// A meeting of two stretches that no valid area has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Meeting {
    pub(crate) at: Coord,
    pub(crate) same_ring: bool,
}

struct Stretch {
    line: Line,
    ring: usize,
    /// Its place in its ring, stretches of no length left out.
    place: usize,
    west: f64,
    east: f64,
}

/// A stretch of a ring that meets another where it may not: in the same ring anywhere but at the
/// vertex that neighbours share, between rings by crossing or by running along each other.
/// Touching another ring at a point is allowed.
///
/// Coordinates are finite and rings closed.
pub(crate) fn first_meeting(rings: &[&LineString]) -> Option<Meeting> {
    let mut stretches = Vec::new();
    let mut lengths = Vec::with_capacity(rings.len());
    for (ring, path) in rings.iter().enumerate() {
        let lines = path.lines().filter(|line| line.start != line.end);
        let before = stretches.len();
        stretches.extend(lines.enumerate().map(|(place, line)| Stretch {
            line,
            ring,
            place,
            west: line.start.x.min(line.end.x),
            east: line.start.x.max(line.end.x),
        }));
        lengths.push(stretches.len() - before);
    }
    stretches.sort_unstable_by(|a, b| a.west.total_cmp(&b.west));
    stretches.iter().enumerate().find_map(|(n, one)| {
        let (low, high) = (
            one.line.start.y.min(one.line.end.y),
            one.line.start.y.max(one.line.end.y),
        );
        stretches[n + 1..]
            .iter()
            .take_while(|other| other.west <= one.east)
            .filter(|other| {
                let (a, b) = (other.line.start.y, other.line.end.y);
                a.min(b) <= high && a.max(b) >= low
            })
            .find_map(|other| meeting(one, other, &lengths))
    })
}

fn meeting(one: &Stretch, other: &Stretch, lengths: &[usize]) -> Option<Meeting> {
    let found = line_intersection(one.line, other.line)?;
    let same_ring = one.ring == other.ring;
    let neighbours = same_ring && {
        let apart = one.place.abs_diff(other.place);
        apart == 1 || apart + 1 == lengths[one.ring]
    };
    match found {
        LineIntersection::Collinear { intersection } => Some(Meeting {
            at: intersection.start,
            same_ring,
        }),
        LineIntersection::SinglePoint {
            intersection,
            is_proper,
        } => {
            let wrong = if same_ring { !neighbours } else { is_proper };
            wrong.then_some(Meeting {
                at: intersection,
                same_ring,
            })
        }
    }
}
