//! The proof: every part in its order, so that each flaw is told once, where it begins.

use std::collections::BTreeMap;

use super::{
    borders::{self, Flaws},
    course::{self, Stray},
    coverage::Coverage,
    ends::{self, Ends, Loose},
    grid::lon_lat,
    markers,
    neighbours::{self, Drawn},
    order, sides,
    track::{Ground, Seat, Track},
    word::{Boundaries, Options, Territory, metres},
};
use crate::domain::{BoundaryFinding, BoundaryRule};

/// Everything that is wrong with boundaries, the gravest first.
#[must_use]
pub fn check(boundaries: &Boundaries, options: Options) -> Vec<BoundaryFinding> {
    let tolerance_m = options.tolerance_m;
    let coverages = coverages(&boundaries.territories);
    let tracks: Vec<Track<'_>> = boundaries.lines.iter().map(Track::of).collect();
    let flaws: Vec<Flaws> = coverages
        .iter()
        .map(|coverage| borders::prove(coverage, tolerance_m))
        .collect();
    let mut findings: Vec<BoundaryFinding> = flaws
        .iter()
        .flat_map(|flaws| flaws.findings.iter().cloned())
        .collect();
    let drawn = Drawn::of(&tracks);
    let ends = Ends::of(&tracks);
    if !tracks.is_empty() {
        let grounds: Vec<Ground<'_>> = coverages.iter().map(Ground::of).collect();
        let is_seated = |track: &Track<'_>| grounds.iter().any(|g| g.seat(track).is_some());
        let seated: Vec<bool> = tracks.iter().map(is_seated).collect();
        let mut loose = ends::judge(&ends, &seated, &drawn, &flaws, tolerance_m);
        findings.extend(ends::vertices(&ends, &grounds, &flaws, tolerance_m));
        for (ground, flaws) in grounds.iter().zip(&flaws) {
            findings.extend(courses(
                ground,
                flaws,
                &tracks,
                &drawn,
                &mut loose,
                tolerance_m,
            ));
        }
        findings.extend(loose.findings);
        findings.extend(unknown_sides(boundaries, &tracks));
    }
    findings.extend(markers::judge(boundaries, &ends, tolerance_m));
    findings.extend(order::judge(boundaries, tolerance_m));
    sort(&mut findings);
    findings
}

/// A line and its border leave each other where both are looked at, which is this far apart at most,
/// in metres.
const TWIN_M: f64 = 25.0;

/// The regions by level; built-up areas tile nothing.
fn coverages(territories: &[Territory]) -> Vec<Coverage<'_>> {
    let mut levels: BTreeMap<&str, Vec<&Territory>> = BTreeMap::new();
    for territory in territories {
        if territory.level != "built_up_area" {
            levels.entry(&territory.level).or_default().push(territory);
        }
    }
    levels.into_values().map(Coverage::of).collect()
}

/// What is wrong between the lines and the regions of one level.
fn courses(
    ground: &Ground<'_>,
    flaws: &Flaws,
    tracks: &[Track<'_>],
    drawn: &Drawn,
    loose: &mut Loose,
    tolerance_m: f64,
) -> Vec<BoundaryFinding> {
    let mut findings = Vec::new();
    let mut strays: Vec<Stray> = Vec::new();
    let mut is_seated = false;
    for (number, track) in tracks.iter().enumerate() {
        let Some(seat) = ground.seat(track) else {
            continue;
        };
        is_seated = true;
        if let Some(finding) = sides::judge(ground, track, seat) {
            let is_swapped = finding.message == "boundary.sides.swapped";
            findings.push(finding);
            if !is_swapped {
                continue;
            }
        }
        if let Some(finding) = apart(ground, flaws, track, seat) {
            findings.push(finding);
            continue;
        }
        strays.extend(course::strays(ground, number, track, seat, tolerance_m));
    }
    if is_seated {
        let undrawn = neighbours::undrawn(ground, tracks, drawn, tolerance_m);
        findings.extend(undrawn.findings);
        for stray in undrawn.strays {
            let is_told = strays
                .iter()
                .any(|other| stray.is_twin(other, TWIN_M + tolerance_m))
                || stray.length_m() <= 2.0 * tolerance_m
                || is_between_flawed(ground, flaws, &tracks[stray.track]);
            if !is_told {
                strays.push(stray);
            }
        }
    }
    for stray in strays {
        let end = loose
            .spots
            .iter()
            .find(|(spot, _)| stray.passes(spot.coord(), tolerance_m));
        match end {
            // The stretch is what is missing or too much at an end that is told already.
            Some(&(_, at)) => lengthen(&mut loose.findings[at], &stray),
            None => findings.push(stray.told(&tracks[stray.track])),
        }
    }
    findings
}

fn lengthen(finding: &mut BoundaryFinding, stray: &Stray) {
    if finding.rule == BoundaryRule::Dangle {
        finding.size_m = finding.size_m.max(stray.length_m());
    }
}

fn is_between_flawed(ground: &Ground<'_>, flaws: &Flaws, track: &Track<'_>) -> bool {
    matches!(ground.seat(track), Some([Some(one), Some(other)]) if flaws.is_between(one, other))
}

/// A line whose two regions do not touch.
fn apart(
    ground: &Ground<'_>,
    flaws: &Flaws,
    track: &Track<'_>,
    seat: Seat,
) -> Option<BoundaryFinding> {
    let [Some(one), Some(other)] = seat else {
        return None;
    };
    if ground.is_touching(one, other) || flaws.is_between(one, other) {
        return None;
    }
    let codes = [ground.coverage.code(one), ground.coverage.code(other)];
    let finding = BoundaryFinding::new(
        BoundaryRule::Neighbour,
        lon_lat(track.middle()?),
        track.length_m(),
        "boundary.neighbour.apart",
        "boundary.neighbour.mend",
    );
    Some(
        finding
            .with("line", track.code())
            .with("regions", codes.join("、"))
            .with("length", metres(track.length_m()))
            .about([track.code()])
            .about(codes),
    )
}

/// Lines that name a region which there is not, or no region, or the same twice.
fn unknown_sides(boundaries: &Boundaries, tracks: &[Track<'_>]) -> Vec<BoundaryFinding> {
    let known = boundaries.known_codes.as_ref();
    let is_known = |code: &String| known.is_none_or(|known| known.contains(code));
    let judge = |track: &Track<'_>| {
        let sides = track.boundary.sides.as_ref()?;
        let bad = if sides[0] == sides[1] {
            Some(&sides[0])
        } else {
            sides.iter().find(|code| !is_known(code))
        }?;
        let message = if sides[0] == sides[1] {
            "boundary.sides.same"
        } else {
            "boundary.sides.unknown"
        };
        let at = track.middle()?;
        Some(
            BoundaryFinding::new(
                BoundaryRule::Sides,
                lon_lat(at),
                track.length_m(),
                message,
                "boundary.sides.correct",
            )
            .with("line", track.code())
            .with("region", bad.clone())
            .about([track.code(), bad.as_str()]),
        )
    };
    tracks.iter().filter_map(judge).collect()
}

fn sort(findings: &mut [BoundaryFinding]) {
    findings.sort_by(|a, b| {
        b.severity
            .cmp(&a.severity)
            .then(a.rule.cmp(&b.rule))
            .then(b.size_m.total_cmp(&a.size_m))
            .then(a.at.lon.total_cmp(&b.at.lon))
            .then(a.at.lat.total_cmp(&b.at.lat))
            .then_with(|| a.features.cmp(&b.features))
    });
}
