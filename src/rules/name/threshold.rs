//! A generic term that the place is too small, or too large, for.
//!
//! # What
//! The generic term's thresholds in the pack: width, length, the road's class, area, floor area,
//! storeys, green and open space. One way to deserve the term is enough; what is not told breaks
//! nothing.
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

/// A bound: what was measured, what is asked, whether it holds, and how it is written.
type Bound = (
    Option<f64>,
    Option<f64>,
    fn(&f64, &f64) -> bool,
    &'static str,
);

/// The bounds of one way that the place breaks, in figures and units.
fn broken(way: &Bounds, subject: &Subject<'_>) -> Vec<String> {
    let draft = subject.draft;
    let (width, length, area) = (draft.width_m, draft.length(), draft.area());
    let (floor_area, storeys) = (draft.floor_area_m2, draft.storeys);
    let open_percent = draft.open_space_m2.zip(area.filter(|&area| area > 0.0));
    let open_percent = open_percent.map(|(open, area)| open / area * 100.0);
    let bounds: [Bound; 11] = [
        (width, way.width_min_m, f64::ge, "≥ m"),
        (width, way.width_below_m, f64::lt, "< m"),
        (length, way.length_min_m, f64::ge, "≥ m"),
        (length, way.length_over_m, f64::gt, "> m"),
        (area, way.area_min_m2, f64::ge, "≥ m²"),
        (floor_area, way.floor_area_min_m2, f64::ge, "≥ m²"),
        (storeys, way.storeys_min, f64::ge, "≥ F"),
        (storeys, way.storeys_below, f64::lt, "< F"),
        (draft.green_percent, way.green_min_percent, f64::ge, "≥ %"),
        (draft.open_space_m2, way.open_space_min_m2, f64::ge, "≥ m²"),
        (open_percent, way.open_space_min_percent, f64::ge, "≥ %"),
    ];
    let class = draft.road_class.as_deref();
    let wrong_class = class
        .filter(|class| {
            !way.road_classes.is_empty() && !way.road_classes.iter().any(|c| c == class)
        })
        .map(|class| format!("{class} ({})", way.road_classes.join("/")));
    bounds
        .into_iter()
        .filter_map(|(value, bound, holds, written)| {
            let (value, bound) = (value?, bound?);
            let (sign, unit) = written.split_once(' ').unwrap_or((written, ""));
            (!holds(&value, &bound))
                .then(|| format!("{value:.0} {unit} ({sign} {bound:.0} {unit})"))
        })
        .chain(wrong_class)
        .collect()
}
