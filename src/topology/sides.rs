//! Whether the regions on a line's sides are those it names.

use std::collections::HashMap;

use geo::Intersects as _;
use geo_types::{Coord, Point};

use super::{
    coverage::Coverage,
    grid::{Spot, lon_lat},
    plane::{Plane, distance_m},
    track::{Ground, Seat, Track},
    word::is_within,
};
use crate::domain::{BoundaryFinding, BoundaryRule};

/// How far beside a line the ground is asked where it is no edge, in metres.
const ASIDE_M: f64 = 15.0;
/// How many segments are asked.
const ASKED: usize = 5;

/// The regions that really lie on a line's sides, left first.
type Sides = [Option<u32>; 2];

/// The finding, if the sides are others.
pub(super) fn judge(ground: &Ground<'_>, track: &Track<'_>, seat: Seat) -> Option<BoundaryFinding> {
    let declared = track.boundary.sides.as_ref()?;
    let coverage = ground.coverage;
    let (actual, place) = actual(ground, track, seat)?;
    let fits = |side: usize, region: Option<u32>| match region {
        Some(region) => is_within(coverage.territories[region as usize], &declared[side]),
        // Ground that nobody covers is what was not loaded.
        None => seat[side].is_none(),
    };
    let straight = fits(0, actual[0]) && fits(1, actual[1]);
    let turned = fits(0, actual[1]) && fits(1, actual[0]);
    if straight || (turned && !track.boundary.are_sides_ordered) {
        return None;
    }
    let code = |side: usize| actual[side].map_or("—", |region| coverage.code(region));
    let (message, mend) = if turned {
        ("boundary.sides.swapped", "boundary.sides.swap")
    } else {
        ("boundary.sides.others", "boundary.sides.mend")
    };
    let finding = BoundaryFinding::new(
        BoundaryRule::Sides,
        lon_lat(place),
        track.length_m(),
        message,
        mend,
    );
    Some(
        finding
            .with("line", track.code())
            .with("left", declared[0].clone())
            .with("right", declared[1].clone())
            .with("actual_left", code(0))
            .with("actual_right", code(1))
            .about([track.code()])
            .about(declared.iter().cloned())
            .about(actual.iter().flatten().map(|&region| coverage.code(region))),
    )
}

/// What lies on the two sides along more than half of the line, and a place where it does.
fn actual(ground: &Ground<'_>, track: &Track<'_>, seat: Seat) -> Option<(Sides, Coord)> {
    let mut votes: HashMap<Sides, (f64, f64, (Spot, Spot))> = HashMap::new();
    let mut total = 0.0;
    let mut vote = |sides: Sides, length: f64, segment: (Spot, Spot)| {
        let known = votes.entry(sides).or_insert((0.0, 0.0, segment));
        known.0 += length;
        if length > known.1 {
            (known.1, known.2) = (length, segment);
        }
    };
    let mut others = Vec::new();
    for (a, b) in track.segments() {
        let length = distance_m(a.coord(), b.coord());
        total += length;
        let sides = ground.beside(a, b);
        let known = sides.iter().flatten().count();
        // Ground that nobody covers says nothing while both regions are loaded: it is a gap.
        if known == 2 || (known == 1 && seat.contains(&None)) {
            vote(sides, length, (a, b));
        } else {
            others.push((length, (a, b)));
        }
    }
    let unmatched: f64 = others.iter().map(|(length, _)| length).sum();
    if unmatched > total / 2.0 {
        others.sort_by(|a, b| b.0.total_cmp(&a.0));
        others.truncate(ASKED);
        let share = unmatched / others.len() as f64;
        for (_, segment) in others {
            if let Some(sides) = asked(ground.coverage, segment) {
                vote(sides, share, segment);
            }
        }
    }
    let (sides, (length, _, (a, b))) = votes
        .into_iter()
        .max_by(|(s, a), (t, b)| a.0.total_cmp(&b.0).then(s.cmp(t)))?;
    let place = Coord {
        x: f64::midpoint(a.coord().x, b.coord().x),
        y: f64::midpoint(a.coord().y, b.coord().y),
    };
    (length > total / 2.0).then_some((sides, place))
}

/// What lies beside the middle of a segment; `None` when it is the same on both sides or nothing.
fn asked(coverage: &Coverage<'_>, (a, b): (Spot, Spot)) -> Option<Sides> {
    let (a, b) = (a.coord(), b.coord());
    let middle = Coord {
        x: f64::midpoint(a.x, b.x),
        y: f64::midpoint(a.y, b.y),
    };
    let plane = Plane::at(middle);
    let [east, north] = plane.flat(b);
    let half = east.hypot(north);
    if half <= 0.0 {
        return None;
    }
    let aside = ASIDE_M.min(half * 2.0) / half;
    let sides = [1.0, -1.0].map(|side| {
        let at = plane.out(-north * aside * side, east * aside * side);
        holding(coverage, at)
    });
    (sides[0] != sides[1] && sides.iter().all(Option::is_some)).then_some(sides)
}

/// The region that holds a position.
fn holding(coverage: &Coverage<'_>, at: Coord) -> Option<u32> {
    (0..)
        .zip(&coverage.territories)
        .find(|(_, territory)| territory.area.intersects(&Point(at)))
        .map(|(owner, _)| owner)
}
