//! A generic term that the place is too small, or too large, for.
//!
//! # What
//! The generic term's thresholds in the pack: width, length, area, floor area, storeys. One way to
//! deserve the term is enough; what is not told breaks nothing.
//!
//! # Law
//! 地名管理条例 (2022) art. 9 (2) and city rules (西安 2020, 成都 2021, 南昌 2013).
//!
//! # Example
//! In Xi'an a 大道 of 79 m fails and one of 80 m and 8 km passes.

use crate::{
    domain::{Evidence, FindingCategory},
    rules::{
        Rule,
        pack_file::Bounds,
        subject::{Report, Subject},
    },
};

/// The rule.
pub(in crate::rules) const RULE: Rule = Rule {
    code: "N2-threshold",
    category: FindingCategory::GenericTerm,
    applies_to: &[],
    numbers: &[],
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let generic = subject.split.generic;
    let Some(threshold) = subject.pack.threshold(generic) else {
        return;
    };
    let ways: Vec<Vec<String>> = threshold
        .any
        .iter()
        .map(|way| broken(way, subject))
        .collect();
    // Deserved by one way: nothing of it is broken.
    let Some(nearest) = ways.iter().min_by_key(|broken| broken.len()) else {
        return;
    };
    if nearest.is_empty() {
        return;
    }
    let said = vec![
        ("generic", generic.to_owned()),
        ("bounds", nearest.join(", ")),
    ];
    report.find(
        "rules.N2-threshold.found",
        said,
        vec![Evidence::Text(generic.to_owned())],
    );
}

/// The bounds of one way that the place breaks, in figures and units.
fn broken(way: &Bounds, subject: &Subject<'_>) -> Vec<String> {
    let draft = subject.draft;
    let width = draft.width_m;
    let length = draft.length();
    let area = draft.area();
    let floor_area = draft.floor_area_m2;
    let storeys = draft.storeys;
    let least = |value: f64, bound: f64| value >= bound;
    let over = |value: f64, bound: f64| value > bound;
    let below = |value: f64, bound: f64| value < bound;
    type Holds<'a> = &'a dyn Fn(f64, f64) -> bool;
    let bounds: [(Option<f64>, Option<f64>, Holds<'_>, &str, &str); 8] = [
        (width, way.width_min_m, &least, "≥", "m"),
        (width, way.width_below_m, &below, "<", "m"),
        (length, way.length_min_m, &least, "≥", "m"),
        (length, way.length_over_m, &over, ">", "m"),
        (area, way.area_min_m2, &least, "≥", "m²"),
        (floor_area, way.floor_area_min_m2, &least, "≥", "m²"),
        (storeys, way.storeys_min, &least, "≥", "F"),
        (storeys, way.storeys_below, &below, "<", "F"),
    ];
    bounds
        .into_iter()
        .filter_map(|(value, bound, holds, sign, unit)| {
            let (value, bound) = (value?, bound?);
            (!holds(value, bound)).then(|| format!("{value:.0} {unit} ({sign} {bound:.0} {unit})"))
        })
        .collect()
}
