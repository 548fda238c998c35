//! Errors planted one at a time into clean land: each is found where it was planted, and nothing else.

use geo_types::{Coord, LineString, polygon};
use proptest::prelude::*;

use super::{
    Boundaries, Options, Territory, check,
    grid::lon_lat,
    plane::distance_m,
    testing::{Dice, Land, aside},
};
use crate::{
    domain::{BoundaryFinding, BoundaryRule},
    messages::Lang,
};

/// What was planted: what is to be found, where, and how near to it.
struct Planted {
    boundaries: Boundaries,
    rule: BoundaryRule,
    at: Coord,
    within_m: f64,
    /// Features that the finding has to name.
    named: Vec<String>,
}

fn findings(boundaries: &Boundaries) -> Vec<BoundaryFinding> {
    check(boundaries, Options::default())
}

fn told(findings: &[BoundaryFinding]) -> String {
    let lines = findings.iter().map(|one| {
        let message = one.message(Lang::En);
        format!("{} {} {:?} {message}", one.rule, one.at, one.features)
    });
    lines.collect::<Vec<_>>().join("\n")
}

impl Planted {
    fn is_found_alone(&self) {
        let found = findings(&self.boundaries);
        assert_eq!(found.len(), 1, "{}\n{}", self.rule, told(&found));
        let one = &found[0];
        assert_eq!(one.rule, self.rule, "{}", told(&found));
        let here = Coord {
            x: one.at.lon,
            y: one.at.lat,
        };
        let off_m = distance_m(here, self.at);
        assert!(off_m <= self.within_m, "{off_m} m off: {}", told(&found));
        for name in &self.named {
            assert!(one.features.contains(name), "{name}: {}", told(&found));
        }
        assert!(one.size_m >= 0.0 && one.at.lon.is_finite());
    }
}

/// An inner vertex of a random line: the line's place, the regions left and right, its course, the
/// vertex.
fn somewhere(land: &Land, dice: &mut Dice) -> (usize, [String; 2], Vec<Coord>, usize) {
    let at = dice.below(land.boundaries.lines.len());
    let (_, sides, course) = land.line(at);
    let vertex = 1 + dice.below(course.len() - 2);
    (at, sides, course, vertex)
}

/// A line of which both ends are corners of three regions.
fn inner_line(land: &Land) -> usize {
    let lines = &land.boundaries.lines;
    let meets = |spot: Coord| {
        let ends = lines.iter().flat_map(|line| {
            let course = &line.parts[0].0;
            [course[0], course[course.len() - 1]]
        });
        ends.filter(|&end| end == spot).count()
    };
    (0..lines.len())
        .find(|&at| {
            let course = &lines[at].parts[0].0;
            meets(course[0]) == 3 && meets(course[course.len() - 1]) == 3
        })
        .unwrap()
}

fn gap(seed: u64, share: f64) -> Planted {
    let (mut land, mut dice) = (Land::new(seed), Dice::new(seed ^ 7));
    let (_, [left, right], course, vertex) = somewhere(&land, &mut dice);
    let to = aside(&course, vertex, 3.0 + 40.0 * share);
    land.move_vertex(&left, course[vertex], to);
    Planted {
        boundaries: land.boundaries,
        rule: BoundaryRule::Gap,
        at: to,
        within_m: 400.0,
        named: vec![left, right],
    }
}

fn overlap(seed: u64, share: f64) -> Planted {
    let (mut land, mut dice) = (Land::new(seed), Dice::new(seed ^ 7));
    let (_, [left, right], course, vertex) = somewhere(&land, &mut dice);
    let to = aside(&course, vertex, -3.0 - 40.0 * share);
    land.move_vertex(&left, course[vertex], to);
    Planted {
        boundaries: land.boundaries,
        rule: BoundaryRule::Overlap,
        at: to,
        within_m: 400.0,
        named: vec![left, right],
    }
}

fn sliver(seed: u64, share: f64) -> Planted {
    let (mut land, mut dice) = (Land::new(seed), Dice::new(seed ^ 7));
    let (_, [left, right], course, vertex) = somewhere(&land, &mut dice);
    let aside_m = 0.06 + 0.9 * share;
    let to = aside(
        &course,
        vertex,
        if seed.is_multiple_of(2) {
            aside_m
        } else {
            -aside_m
        },
    );
    land.move_vertex(&left, course[vertex], to);
    Planted {
        boundaries: land.boundaries,
        rule: BoundaryRule::Sliver,
        at: to,
        within_m: 400.0,
        named: vec![left, right],
    }
}

fn unshared_vertex(seed: u64, share: f64) -> Planted {
    let (mut land, mut dice) = (Land::new(seed), Dice::new(seed ^ 7));
    let (_, [left, right], course, vertex) = somewhere(&land, &mut dice);
    let (a, b) = (course[vertex - 1], course[vertex]);
    let middle = Coord {
        x: f64::midpoint(a.x, b.x),
        y: f64::midpoint(a.y, b.y),
    };
    let extra = if seed.is_multiple_of(3) {
        middle
    } else {
        aside(&[a, middle, b], 1, 0.95 * (share - 0.5) * 2.0)
    };
    land.change_ring(&left, |ring| {
        // The region on the left runs along the line.
        let at = ring.iter().position(|&one| one == b).unwrap();
        ring.insert(at, extra);
    });
    Planted {
        boundaries: land.boundaries,
        rule: BoundaryRule::UnsharedVertex,
        at: extra,
        within_m: 0.01,
        named: vec![left, right],
    }
}

fn line_off_polygon(seed: u64, share: f64) -> Planted {
    let (mut land, mut dice) = (Land::new(seed), Dice::new(seed ^ 7));
    let (at, _, course, vertex) = somewhere(&land, &mut dice);
    let off_m = 3.0 + 60.0 * share;
    let to = aside(
        &course,
        vertex,
        if seed.is_multiple_of(2) {
            off_m
        } else {
            -off_m
        },
    );
    let line = &mut land.boundaries.lines[at];
    line.parts[0].0[vertex] = to;
    let code = line.code.clone();
    // Its markers stay on it, those beside the vertex go with it.
    land.boundaries
        .markers
        .retain(|marker| marker.lines[0] != code);
    Planted {
        boundaries: land.boundaries,
        rule: BoundaryRule::LineOffPolygon,
        at: to,
        within_m: 60.0,
        named: vec![code],
    }
}

fn marker_off_line(seed: u64, share: f64) -> Planted {
    let (mut land, mut dice) = (Land::new(seed), Dice::new(seed ^ 7));
    let at = dice.below(land.boundaries.markers.len());
    let marker = &mut land.boundaries.markers[at];
    let here = Coord {
        x: marker.at.lon,
        y: marker.at.lat,
    };
    let line = land
        .boundaries
        .lines
        .iter()
        .find(|line| line.code == marker.lines[0])
        .unwrap();
    let segment = at % 5;
    let ends = &line.parts[0].0[segment..segment + 2];
    let to = aside(&[ends[0], here, ends[1]], 1, 1.5 + 40.0 * share);
    marker.at = lon_lat(to);
    Planted {
        rule: BoundaryRule::MarkerOffLine,
        at: to,
        within_m: 0.01,
        named: vec![marker.label.clone(), marker.lines[0].clone()],
        boundaries: land.boundaries,
    }
}

fn order(seed: u64, _: f64) -> Planted {
    let (mut land, mut dice) = (Land::new(seed), Dice::new(seed ^ 7));
    let line = dice.below(land.boundaries.lines.len());
    let first = line * 5 + dice.below(4);
    let markers = &mut land.boundaries.markers;
    let (a, b) = (markers[first].at, markers[first + 1].at);
    (markers[first].at, markers[first + 1].at) = (b, a);
    Planted {
        rule: BoundaryRule::Order,
        at: Coord {
            x: f64::midpoint(a.lon, b.lon),
            y: f64::midpoint(a.lat, b.lat),
        },
        within_m: 500.0,
        named: vec![land.boundaries.lines[line].code.clone()],
        boundaries: land.boundaries,
    }
}

fn dangle(seed: u64, share: f64) -> Planted {
    let mut land = Land::new(seed);
    let at = inner_line(&land);
    let line = &mut land.boundaries.lines[at];
    let code = line.code.clone();
    let course = &mut line.parts[0].0;
    let end = course.pop().unwrap();
    let last = course[course.len() - 1];
    // Cut off in its last segment, further from its end than ends that were meant to meet.
    let cut = 0.1 + 0.6 * share;
    course.push(Coord {
        x: last.x + (end.x - last.x) * cut,
        y: last.y + (end.y - last.y) * cut,
    });
    let cut_at = course[course.len() - 1];
    land.boundaries
        .markers
        .retain(|marker| marker.label != format!("{code}005Q"));
    Planted {
        boundaries: land.boundaries,
        rule: BoundaryRule::Dangle,
        at: cut_at,
        within_m: 0.01,
        named: vec![code],
    }
}

fn tripoint(seed: u64, share: f64) -> Planted {
    let mut land = Land::new(seed);
    let at = inner_line(&land);
    let line = &mut land.boundaries.lines[at];
    let code = line.code.clone();
    let course = &mut line.parts[0].0;
    let away = super::plane::Plane::at(course[0]).out(2.0 + 18.0 * share, 1.0);
    let joint = std::mem::replace(&mut course[0], away);
    land.boundaries
        .markers
        .retain(|marker| marker.label != format!("{code}001Q"));
    // The serial that is gone with its marker is no matter here.
    for marker in &mut land.boundaries.markers {
        if marker.lines[0] == code {
            let serial = marker.serial.parse::<u32>().unwrap() - 1;
            marker.serial = format!("{serial:03}");
            marker.label = format!("{code}{serial:03}Q");
            marker.number = Some(marker.label.clone());
        }
    }
    Planted {
        boundaries: land.boundaries,
        rule: BoundaryRule::Tripoint,
        at: joint,
        within_m: 25.0,
        named: vec![code],
    }
}

fn sides(seed: u64, _: f64) -> Planted {
    let (mut land, mut dice) = (Land::new(seed), Dice::new(seed ^ 7));
    let (at, [left, right], course, _) = somewhere(&land, &mut dice);
    let line = &mut land.boundaries.lines[at];
    line.sides = Some([right.clone(), left.clone()]);
    Planted {
        rule: BoundaryRule::Sides,
        at: course[course.len() / 2],
        within_m: 2_000.0,
        named: vec![line.code.clone(), left, right],
        boundaries: land.boundaries,
    }
}

fn neighbour(seed: u64, _: f64) -> Planted {
    let mut land = Land::new(seed);
    let at = inner_line(&land);
    let line = land.boundaries.lines.remove(at);
    land.boundaries
        .markers
        .retain(|marker| marker.lines[0] != line.code);
    let course = &line.parts[0].0;
    Planted {
        boundaries: land.boundaries,
        rule: BoundaryRule::Neighbour,
        at: course[course.len() / 2],
        within_m: 1_000.0,
        named: line.sides.unwrap().to_vec(),
    }
}

/// Plants an error by a seed and a share of its size.
type Plant = fn(u64, f64) -> Planted;

/// Every kind of error there is, by the rule that finds it.
const PLANTS: [(&str, Plant); 11] = [
    ("gap", gap),
    ("overlap", overlap),
    ("sliver", sliver),
    ("unshared_vertex", unshared_vertex),
    ("line_off_polygon", line_off_polygon),
    ("marker_off_line", marker_off_line),
    ("order", order),
    ("dangle", dangle),
    ("tripoint", tripoint),
    ("sides", sides),
    ("neighbour", neighbour),
];

#[test]
fn every_rule_has_an_error_that_only_it_finds() {
    for ((name, plant), rule) in PLANTS.into_iter().zip(BoundaryRule::ALL) {
        let planted = plant(11, 0.5);
        assert_eq!(planted.rule.as_str(), name);
        planted.is_found_alone();
        assert!(PLANTS.iter().any(|(name, _)| *name == rule.as_str()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn clean_land_is_clean(seed in any::<u64>()) {
        let found = findings(&Land::new(seed).boundaries);
        prop_assert!(found.is_empty(), "{}", told(&found));
    }

    #[test]
    fn a_planted_error_is_found_alone_and_in_its_place(
        seed in any::<u64>(), share in 0.0f64..1.0, which in 0..PLANTS.len(),
    ) {
        PLANTS[which].1(seed, share).is_found_alone();
    }

    #[test]
    fn what_is_within_the_tolerance_is_nothing(seed in any::<u64>(), share in 0.0f64..1.0) {
        let (mut land, mut dice) = (Land::new(seed), Dice::new(seed ^ 7));
        // A line and a marker off by less than the tolerance, a region by less than rounding.
        let (at, _, course, vertex) = somewhere(&land, &mut dice);
        land.boundaries.lines[at].parts[0].0[vertex] = aside(&course, vertex, 0.9 * share);
        let code = land.boundaries.lines[at].code.clone();
        land.boundaries.markers.retain(|marker| marker.lines[0] != code);
        let which = dice.below(land.boundaries.markers.len());
        let marker = &mut land.boundaries.markers[which];
        let plane = super::plane::Plane::at(Coord { x: marker.at.lon, y: marker.at.lat });
        marker.at = lon_lat(plane.out(0.6 * share, 0.6 * share));
        let (_, [left, _], course, vertex) = somewhere(&land, &mut dice);
        if course.contains(&course[vertex]) && !land.boundaries.lines[at].parts[0].0.contains(&course[vertex]) {
            land.move_vertex(&left, course[vertex], aside(&course, vertex, 0.008 * share));
        }
        let found = findings(&land.boundaries);
        prop_assert!(found.is_empty(), "{}", told(&found));
    }
}

fn rectangle(code: &str, west: f64, east: f64) -> Territory {
    Territory {
        code: code.to_owned(),
        level: "county".to_owned(),
        parent: None,
        area: vec![polygon![
            (x: west, y: 30.0), (x: east, y: 30.0), (x: east, y: 30.02), (x: west, y: 30.02)
        ]]
        .into(),
    }
}

fn of_regions(territories: Vec<Territory>) -> Vec<BoundaryFinding> {
    findings(&Boundaries {
        territories,
        ..Boundaries::default()
    })
}

#[test]
fn a_gap_that_is_open_at_both_ends_is_found() {
    let found = of_regions(vec![
        rectangle("330601", 120.0, 120.02),
        rectangle("330602", 120.0201, 120.04),
    ]);
    assert_eq!(found.len(), 1, "{}", told(&found));
    assert_eq!(found[0].rule, BoundaryRule::Gap);
    assert!((found[0].size_m - 9.6).abs() < 0.3, "{}", found[0].size_m);
    let area = found[0].area_m2.unwrap();
    assert!((area - 9.64 * 2217.4).abs() < 400.0, "{area}");
}

#[test]
fn a_sliver_that_is_open_at_both_ends_is_found() {
    let found = of_regions(vec![
        rectangle("330601", 120.0, 120.02),
        rectangle("330602", 120.020_005, 120.04),
    ]);
    assert_eq!(found.len(), 1, "{}", told(&found));
    assert_eq!(found[0].rule, BoundaryRule::Sliver);
}

#[test]
fn regions_far_from_each_other_have_nothing_between_them() {
    let found = of_regions(vec![
        rectangle("330601", 120.0, 120.02),
        rectangle("330602", 120.03, 120.05),
    ]);
    assert!(found.is_empty(), "{}", told(&found));
}

#[test]
fn a_region_of_another_level_lies_over_those_below_it() {
    let mut whole = rectangle("3306", 120.0, 120.04);
    whole.level = "city".to_owned();
    let found = of_regions(vec![
        whole,
        rectangle("330601", 120.0, 120.02),
        rectangle("330602", 120.02, 120.04),
    ]);
    assert!(found.is_empty(), "{}", told(&found));
}

#[test]
fn a_bay_of_ground_that_was_not_loaded_is_no_gap() {
    let slice = |code: &str, ring: Vec<(f64, f64)>| Territory {
        code: code.to_owned(),
        level: "county".to_owned(),
        parent: None,
        area: vec![geo_types::Polygon::new(LineString::from(ring), Vec::new())].into(),
    };
    // Two regions meet at 120,30 and part northward with an angle of 17 degrees between them.
    let found = of_regions(vec![
        slice(
            "330601",
            vec![
                (119.98, 29.98),
                (120.0, 29.98),
                (120.0, 30.0),
                (119.997, 30.02),
                (119.98, 30.02),
            ],
        ),
        slice(
            "330602",
            vec![
                (120.0, 29.98),
                (120.02, 29.98),
                (120.02, 30.02),
                (120.003, 30.02),
                (120.0, 30.0),
            ],
        ),
    ]);
    assert!(found.is_empty(), "{}", told(&found));
}
