//! Whether markers stand on their lines, and those of tri-points where the lines meet.

use std::collections::{BTreeMap, HashMap};

use geo_types::Coord;

use super::{
    ends::Ends,
    grid::{Spot, lon_lat},
    plane::{Plane, distance_m},
    word::{Boundaries, Boundary, Marker, metres, place},
};
use crate::domain::{BoundaryFinding, BoundaryRule};

/// How far from the line the markers of a pair or a triple may stand, in metres: they are put on the
/// banks of a river or the sides of a road that the line runs in.
pub(super) const BANK_M: f64 = 200.0;

/// Where a position lies along a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Station {
    /// Metres along the line to the nearest point of it.
    pub(super) along_m: f64,
    /// Metres from there to the position, positive on the left.
    pub(super) aside_m: f64,
    /// The nearest point.
    pub(super) foot: Coord,
}

/// A line's course with the length to every vertex; parts follow each other.
#[derive(Debug)]
pub(super) struct Chain {
    segments: Vec<(Coord, Coord, f64)>,
    pub(super) length_m: f64,
}

impl Chain {
    pub(super) fn of(boundary: &Boundary) -> Self {
        let mut length_m = 0.0;
        let mut segments = Vec::new();
        for line in &boundary.parts {
            for pair in line.0.windows(2) {
                segments.push((pair[0], pair[1], length_m));
                length_m += distance_m(pair[0], pair[1]);
            }
        }
        Self { segments, length_m }
    }

    pub(super) fn ends(&self) -> Option<[Coord; 2]> {
        Some([self.segments.first()?.0, self.segments.last()?.1])
    }

    pub(super) fn station(&self, at: Coord) -> Option<Station> {
        let plane = Plane::at(at);
        let (foot, (a, b, before)) = self
            .segments
            .iter()
            .map(|&(a, b, before)| (plane.foot(a, b), (a, b, before)))
            .min_by(|(p, _), (q, _)| p.metres.total_cmp(&q.metres))?;
        let (p, q) = (plane.flat(a), plane.flat(b));
        // The position is the plane's origin.
        let left = (q[0] - p[0]) * -p[1] - (q[1] - p[1]) * -p[0];
        Some(Station {
            along_m: before + distance_m(a, b) * foot.share,
            aside_m: foot.metres * if left < 0.0 { -1.0 } else { 1.0 },
            foot: foot.at,
        })
    }
}

/// The lines by their codes, with their chains.
pub(super) fn chains(lines: &[Boundary]) -> HashMap<&str, Chain> {
    lines
        .iter()
        .map(|line| (line.code.as_str(), Chain::of(line)))
        .collect()
}

/// Judges where every marker stands.
pub(super) fn judge(
    boundaries: &Boundaries,
    ends: &Ends<'_>,
    tolerance_m: f64,
) -> Vec<BoundaryFinding> {
    if boundaries.lines.is_empty() {
        return Vec::new();
    }
    let chains = chains(&boundaries.lines);
    let mut found = Vec::new();
    for marker in &boundaries.markers {
        let own: Vec<(&str, &Chain)> = marker
            .lines
            .iter()
            .filter_map(|code| chains.get_key_value(code.as_str()))
            .map(|(&code, chain)| (code, chain))
            .collect();
        for code in &marker.lines {
            if !chains.contains_key(code.as_str()) {
                found.push(no_line(marker, code));
            }
        }
        let junction = (own.len() > 1).then(|| junction(&own, ends)).flatten();
        match junction {
            Some(junction) => found.extend(off_junction(marker, junction, tolerance_m)),
            None => found.extend(
                own.iter()
                    .filter_map(|(code, chain)| off_line(marker, code, chain, tolerance_m)),
            ),
        }
    }
    found.extend(same_bank(boundaries, &chains, tolerance_m));
    found.extend(crowded(boundaries, tolerance_m));
    found
}

fn at(marker: &Marker) -> Coord {
    Coord {
        x: marker.at.lon,
        y: marker.at.lat,
    }
}

fn no_line(marker: &Marker, code: &str) -> BoundaryFinding {
    BoundaryFinding::new(
        BoundaryRule::Order,
        marker.at,
        0.0,
        "boundary.order.no_line",
        "boundary.order.name_line",
    )
    .with("marker", &marker.label)
    .with("line", code)
    .about([&marker.label])
}

/// Where all of these lines end.
fn junction(lines: &[(&str, &Chain)], ends: &Ends<'_>) -> Option<Spot> {
    let [first, last] = lines[0].1.ends()?;
    [first, last].into_iter().map(Spot::of).find(|&spot| {
        let there = ends.codes_at(spot);
        lines.iter().all(|(code, _)| there.contains(code))
    })
}

fn off_junction(marker: &Marker, junction: Spot, tolerance_m: f64) -> Option<BoundaryFinding> {
    let distance = distance_m(at(marker), junction.coord());
    (distance > tolerance_m).then(|| {
        BoundaryFinding::new(
            BoundaryRule::Tripoint,
            marker.at,
            distance,
            "boundary.tripoint.marker",
            "boundary.tripoint.move",
        )
        .with("marker", &marker.label)
        .with("distance", metres(distance))
        .with("place", place(junction.coord()))
        .about([&marker.label])
        .about(&marker.lines)
    })
}

fn off_line(
    marker: &Marker,
    code: &str,
    chain: &Chain,
    tolerance_m: f64,
) -> Option<BoundaryFinding> {
    let station = chain.station(at(marker))?;
    let distance = station.aside_m.abs();
    let allowed = if is_on_bank(marker) {
        BANK_M.max(tolerance_m)
    } else {
        tolerance_m
    };
    (distance > allowed).then(|| {
        BoundaryFinding::new(
            BoundaryRule::MarkerOffLine,
            marker.at,
            distance,
            "boundary.marker_off_line.found",
            "boundary.marker_off_line.mend",
        )
        .with("marker", &marker.label)
        .with("line", code)
        .with("distance", metres(distance))
        .with("allowed", metres(allowed))
        .with("place", place(station.foot))
        .about([marker.label.as_str(), code])
    })
}

fn is_on_bank(marker: &Marker) -> bool {
    matches!(marker.type_code.as_str(), "A" | "B" | "C" | "D" | "E")
}

/// A and B of a serial, each with where it lies along the line.
type Pair<'a> = [Option<(&'a Marker, Station)>; 2];

/// The markers of a pair stand on two banks, not on one.
fn same_bank(
    boundaries: &Boundaries,
    chains: &HashMap<&str, Chain>,
    tolerance_m: f64,
) -> Vec<BoundaryFinding> {
    let mut pairs: BTreeMap<(&str, &str), Pair<'_>> = BTreeMap::new();
    for marker in &boundaries.markers {
        let side = match marker.type_code.as_str() {
            "A" => 0,
            "B" => 1,
            _ => continue,
        };
        if let Some(line) = marker.lines.first()
            && let Some(chain) = chains.get(line.as_str())
            && let Some(station) = chain.station(at(marker))
        {
            let pair = pairs.entry((line, marker.serial.as_str())).or_default();
            pair[side] = Some((marker, station));
        }
    }
    let mut found = Vec::new();
    for ((line, _), pair) in pairs {
        let [Some((a, of_a)), Some((b, of_b))] = pair else {
            continue;
        };
        let is_aside = |station: Station| station.aside_m.abs() > tolerance_m;
        if is_aside(of_a) && is_aside(of_b) && (of_a.aside_m > 0.0) == (of_b.aside_m > 0.0) {
            let (nearer, station) = if of_a.aside_m.abs() < of_b.aside_m.abs() {
                (a, of_a)
            } else {
                (b, of_b)
            };
            let distance = station.aside_m.abs();
            found.push(
                BoundaryFinding::new(
                    BoundaryRule::MarkerOffLine,
                    nearer.at,
                    distance,
                    "boundary.marker_off_line.same_bank",
                    "boundary.marker_off_line.resurvey",
                )
                .with("marker", &a.label)
                .with("other", &b.label)
                .with("line", line)
                .with("distance", metres(distance))
                .about([a.label.as_str(), b.label.as_str(), line]),
            );
        }
    }
    found
}

/// A tri-point has one marker, which its lines share.
fn crowded(boundaries: &Boundaries, tolerance_m: f64) -> Vec<BoundaryFinding> {
    let mut junctions: Vec<&Marker> = boundaries
        .markers
        .iter()
        .filter(|marker| marker.type_code == "S")
        .collect();
    junctions.sort_by(|a, b| a.at.lon.total_cmp(&b.at.lon));
    let mut found = Vec::new();
    for (nth, marker) in junctions.iter().enumerate() {
        let shares = |other: &&&Marker| other.lines.iter().any(|code| marker.lines.contains(code));
        // A hundredth of a degree is further than markers of one point ever stand apart.
        let near = junctions[nth + 1..]
            .iter()
            .take_while(|other| other.at.lon - marker.at.lon < 0.01)
            .filter(shares)
            .find(|other| distance_m(at(marker), at(other)) <= tolerance_m);
        if let Some(other) = near {
            found.push(
                BoundaryFinding::new(
                    BoundaryRule::Tripoint,
                    lon_lat(at(marker)),
                    distance_m(at(marker), at(other)),
                    "boundary.tripoint.crowded",
                    "boundary.tripoint.share",
                )
                .with("marker", &marker.label)
                .with("other", &other.label)
                .about([&marker.label, &other.label]),
            );
        }
    }
    found
}
