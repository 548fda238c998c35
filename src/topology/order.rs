//! Whether markers are numbered as the rules say: each line is one unit, serials run from 001 from
//! west to east or from north to south, and the number is line, serial and type together.
//!
//! # Source
//! GB/T 17796: Q stands alone, A and B share a serial, C, D and E share one, S stands where three
//! meet.

use std::collections::{BTreeMap, BTreeSet};

use geo_types::Coord;

use super::{
    markers::{BANK_M, Chain, chains},
    plane::Plane,
    word::{Boundaries, Marker, metres},
};
use crate::domain::{BoundaryFinding, BoundaryRule};

/// The types that may share a serial.
const SETS: [&[&str]; 4] = [&["Q"], &["S"], &["A", "B"], &["C", "D", "E"]];

/// Judges the numbers of every line's markers.
pub(super) fn judge(boundaries: &Boundaries, tolerance_m: f64) -> Vec<BoundaryFinding> {
    let mut found = Vec::new();
    let mut lines: BTreeMap<&str, BTreeMap<u32, Vec<&Marker>>> = BTreeMap::new();
    for marker in &boundaries.markers {
        found.extend(number(marker));
        let Ok(serial) = marker.serial.parse::<u32>() else {
            found.push(about(
                marker,
                "boundary.order.no_serial",
                "boundary.order.renumber",
            ));
            continue;
        };
        if let Some(line) = marker.lines.first() {
            let serials = lines.entry(line).or_default();
            serials.entry(serial).or_default().push(marker);
        }
    }
    let chains = chains(&boundaries.lines);
    for (line, serials) in &lines {
        for markers in serials.values() {
            found.extend(types(line, markers));
        }
        found.extend(missing(line, serials));
        if let Some(chain) = chains.get(line) {
            let is_one_part = boundaries
                .lines
                .iter()
                .any(|boundary| boundary.code == *line && boundary.parts.len() == 1);
            if is_one_part {
                found.extend(sequence(line, chain, serials, tolerance_m));
            }
        }
    }
    found
}

fn about(marker: &Marker, message: &'static str, mend: &'static str) -> BoundaryFinding {
    BoundaryFinding::new(BoundaryRule::Order, marker.at, 0.0, message, mend)
        .with("marker", &marker.label)
        .with("serial", &marker.serial)
        .about([&marker.label])
        .about(marker.lines.first())
}

/// A number is one of the lines' codes, the serial and the type.
fn number(marker: &Marker) -> Option<BoundaryFinding> {
    let number = marker.number.as_ref()?;
    let bare = |text: &str| text.replace(['-', ' '], "");
    let written = bare(number);
    let is_right = marker
        .lines
        .iter()
        .any(|line| written == bare(&format!("{line}{}{}", marker.serial, marker.type_code)));
    let line = marker.lines.first()?;
    (!is_right).then(|| {
        about(marker, "boundary.order.number", "boundary.order.write")
            .with("number", number)
            .with(
                "right",
                format!("{line}{}{}", marker.serial, marker.type_code),
            )
    })
}

/// What shares a serial is one of the sets, whole and each once.
fn types(line: &str, markers: &[&Marker]) -> Option<BoundaryFinding> {
    let mut types: Vec<&str> = markers.iter().map(|m| m.type_code.as_str()).collect();
    types.sort_unstable();
    if SETS.contains(&types.as_slice()) {
        return None;
    }
    let mut once = types.clone();
    once.dedup();
    let set = SETS
        .iter()
        .find(|set| once.iter().all(|one| set.contains(one)));
    let (message, mend, missing) = match set {
        _ if once.len() < types.len() => (
            "boundary.order.twice",
            "boundary.order.renumber",
            String::new(),
        ),
        Some(set) => {
            let missing = set.iter().filter(|one| !once.contains(one));
            let missing: Vec<&str> = missing.copied().collect();
            (
                "boundary.order.incomplete",
                "boundary.order.complete",
                missing.join("、"),
            )
        }
        None => (
            "boundary.order.mixed",
            "boundary.order.retype",
            String::new(),
        ),
    };
    let first = markers.first()?;
    let finding = BoundaryFinding::new(BoundaryRule::Order, first.at, 0.0, message, mend)
        .with("line", line)
        .with("serial", &first.serial)
        .with("types", types.join("、"))
        .with("missing", missing);
    Some(
        finding
            .about(markers.iter().map(|marker| &marker.label))
            .about([line]),
    )
}

/// Serials begin with 001 and leave none out.
fn missing(line: &str, serials: &BTreeMap<u32, Vec<&Marker>>) -> Option<BoundaryFinding> {
    /// More are not told one by one.
    const MANY: usize = 8;
    let (&last, _) = serials.last_key_value()?;
    if last as usize == serials.len() && !serials.contains_key(&0) {
        return None;
    }
    let mut left_out = Vec::new();
    let mut before = 0;
    let mut count = 0;
    let mut place = None;
    for (&serial, markers) in serials {
        for one in (before + 1..serial).take(MANY + 1) {
            left_out.push(format!("{one:03}"));
        }
        if serial > before + 1 {
            count += (serial - before - 1) as usize;
            place = place.or(markers.first());
        }
        before = serial;
    }
    left_out.truncate(MANY);
    if count > MANY {
        left_out.push("…".to_owned());
    }
    let marker = place?;
    Some(
        BoundaryFinding::new(
            BoundaryRule::Order,
            marker.at,
            0.0,
            "boundary.order.missing",
            "boundary.order.find",
        )
        .with("line", line)
        .with("count", count.to_string())
        .with("serials", left_out.join("、"))
        .about([line, marker.label.as_str()])
        .noted(),
    )
}

/// The markers of a serial and how far along the line they stand.
struct Stop<'a> {
    serial: u32,
    along_m: f64,
    marker: &'a Marker,
}

/// Serials rise along the line, from west to east or from north to south.
fn sequence(
    line: &str,
    chain: &Chain,
    serials: &BTreeMap<u32, Vec<&Marker>>,
    tolerance_m: f64,
) -> Vec<BoundaryFinding> {
    let stops: Vec<Stop<'_>> = serials
        .iter()
        .filter_map(|(&serial, markers)| {
            let stations: Vec<f64> = markers
                .iter()
                .filter_map(|marker| {
                    chain.station(Coord {
                        x: marker.at.lon,
                        y: marker.at.lat,
                    })
                })
                // What stands elsewhere is told as off its line.
                .filter(|station| station.aside_m.abs() <= BANK_M)
                .map(|station| station.along_m)
                .collect();
            let along_m = stations.iter().sum::<f64>() / stations.len() as f64;
            (!stations.is_empty()).then(|| Stop {
                serial,
                along_m,
                marker: markers[0],
            })
        })
        .collect();
    let (Some(ways), true) = (Ways::of(chain), stops.len() > 1) else {
        return Vec::new();
    };
    let forth: Vec<f64> = stops.iter().map(|stop| stop.along_m).collect();
    let back: Vec<f64> = forth.iter().map(|along| chain.length_m - along).collect();
    let (rising, falling) = (rising(&forth, tolerance_m), rising(&back, tolerance_m));
    // Of two stops one always rises: only three can say that the whole line runs the wrong way.
    let (kept, along) = match (ways.forth, ways.back) {
        (true, true) if falling.len() > rising.len() => (falling, back),
        (true, _) => {
            if falling.len() > rising.len() && falling.len() == stops.len() && stops.len() > 2 {
                return vec![turned(line, &stops)];
            }
            (rising, forth)
        }
        (false, _) => {
            if rising.len() > falling.len() && rising.len() == stops.len() && stops.len() > 2 {
                return vec![turned(line, &stops)];
            }
            (falling, back)
        }
    };
    let kept: BTreeSet<usize> = kept.into_iter().collect();
    (0..stops.len())
        .filter(|at| !kept.contains(at))
        .map(|at| misplaced(line, &stops, &along, &kept, at))
        .collect()
}

/// The ways that numbers may run along a line: from its first vertex, to it, or, for a line that
/// runs as far north as east, perhaps both.
struct Ways {
    forth: bool,
    back: bool,
}

impl Ways {
    fn of(chain: &Chain) -> Option<Self> {
        let [first, last] = chain.ends()?;
        if first == last {
            return None;
        }
        let [east, north] = Plane::at(first).flat(last);
        let is_level = east.abs() > 2.0 * north.abs();
        let is_steep = north.abs() > 2.0 * east.abs();
        let (by_east, by_north) = (east > 0.0, north < 0.0);
        Some(Self {
            forth: (by_east && !is_steep) || (by_north && !is_level),
            back: (!by_east && !is_steep) || (!by_north && !is_level),
        })
    }
}

/// The places of a longest run of values that do not fall by more than the slack.
fn rising(values: &[f64], slack: f64) -> Vec<usize> {
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(values.len());
    for (at, &value) in values.iter().enumerate() {
        let before = (0..at)
            .filter(|&before| values[before] <= value + slack)
            .max_by_key(|&before| (best[before].0, before));
        let length = before.map_or(1, |before| best[before].0 + 1);
        best.push((length, before));
    }
    let mut at = (0..values.len()).max_by_key(|&at| best[at].0);
    let mut run = Vec::new();
    while let Some(one) = at {
        run.push(one);
        at = best[one].1;
    }
    run.reverse();
    run
}

fn turned(line: &str, stops: &[Stop<'_>]) -> BoundaryFinding {
    let (first, last) = (&stops[0], &stops[stops.len() - 1]);
    let size = (last.along_m - first.along_m).abs();
    BoundaryFinding::new(
        BoundaryRule::Order,
        first.marker.at,
        size,
        "boundary.order.turned",
        "boundary.order.turn",
    )
    .with("line", line)
    .about([line])
    .about(stops.iter().map(|stop| &stop.marker.label))
}

fn misplaced(
    line: &str,
    stops: &[Stop<'_>],
    along: &[f64],
    kept: &BTreeSet<usize>,
    at: usize,
) -> BoundaryFinding {
    let stop = &stops[at];
    let before = kept.range(..at).next_back();
    let after = kept.range(at + 1..).next();
    // How far it would have to move to stand between its neighbours in number.
    let short = before.map_or(0.0, |&before| along[before] - along[at]);
    let over = after.map_or(0.0, |&after| along[at] - along[after]);
    let size = short.max(over).max(0.0);
    // Where it really stands.
    let stands = |is_wanted: &dyn Fn(f64) -> bool, nearest_last: bool| {
        let mut stops_there: Vec<&usize> =
            kept.iter().filter(|&&one| is_wanted(along[one])).collect();
        stops_there.sort_by(|a, b| along[**a].total_cmp(&along[**b]));
        let one = if nearest_last {
            stops_there.last()
        } else {
            stops_there.first()
        };
        one.map_or_else(
            || "—".to_owned(),
            |&&one| format!("{:03}", stops[one].serial),
        )
    };
    BoundaryFinding::new(
        BoundaryRule::Order,
        stop.marker.at,
        size,
        "boundary.order.misplaced",
        "boundary.order.reorder",
    )
    .with("marker", &stop.marker.label)
    .with("line", line)
    .with("serial", format!("{:03}", stop.serial))
    .with("before", stands(&|one| one <= along[at], true))
    .with("after", stands(&|one| one > along[at], false))
    .with("distance", metres(size))
    .about([stop.marker.label.as_str(), line])
}

#[cfg(test)]
mod tests {
    use super::rising;

    #[test]
    fn a_longest_rising_run_leaves_out_what_is_out_of_order() {
        assert_eq!(rising(&[1.0, 2.0, 3.0], 0.0), [0, 1, 2]);
        assert_eq!(rising(&[1.0, 9.0, 3.0, 4.0], 0.0), [0, 2, 3]);
        assert_eq!(rising(&[1.0, 0.5, 3.0], 1.0), [0, 1, 2]);
        assert_eq!(rising(&[], 0.0), [0_usize; 0]);
    }
}
