//! Generic terms that are given out sparingly (控制使用): 大道, 大街, 广场, 中心, 城.
//!
//! # What
//! A controlled generic term of a place of which no dimension is told that could justify it.
//!
//! # Law
//! 地名管理条例 (2022) art. 9 (2); city rules (西安 2020).
//!
//! # Example
//! 新安大道 without width and length is noted in Xi'an; 新安路 is not.

use crate::{
    domain::{Evidence, FindingCategory},
    rules::{
        Rule,
        subject::{Report, Subject},
    },
};

/// The rule.
pub(in crate::rules) const RULE: Rule = Rule {
    code: "N2-controlled",
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
    let draft = subject.draft;
    let told = [
        draft.width_m,
        draft.length(),
        draft.area(),
        draft.floor_area_m2,
        draft.storeys,
    ];
    if threshold.controlled && told.iter().all(Option::is_none) {
        let said = vec![("generic", generic.to_owned())];
        let evidence = vec![Evidence::Text(generic.to_owned())];
        report.find("rules.N2-controlled.found", said, evidence);
    }
}
