//! No generic term (通名), or nothing before it.
//!
//! # What
//! A name that no known generic term ends, and a name that is a generic term alone.
//!
//! # Law
//! 地名管理条例 (2022) art. 9, opening words: a name is a specific and a generic term.
//!
//! # Example
//! 水岸春天 and 大街 fail; 长乐路 passes.

use crate::{
    domain::FindingCategory,
    rules::{
        Rule,
        subject::{Report, Subject},
    },
    text::{Category, is_numeral, term},
};

/// The rule.
pub(in crate::rules) const RULE: Rule = Rule {
    code: "N0-missing",
    category: FindingCategory::GenericTerm,
    applies_to: &[],
    numbers: &[],
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    if subject.name.is_empty() || term(subject.name).is_some() {
        let said = vec![("name", subject.name.to_owned())];
        report.find("rules.N0-missing.alone", said, Vec::new());
    } else if subject.split.generic.is_empty() && !is_ring(subject) && !is_first_lane(subject) {
        let said = vec![("name", subject.name.to_owned())];
        report.find("rules.N0-missing.found", said, Vec::new());
    }
}

/// 西三环: a ring road by its short name.
fn is_ring(subject: &Subject<'_>) -> bool {
    let may_be_road = subject
        .draft
        .category
        .is_none_or(|told| told == Category::Road);
    let ring = subject.name.strip_suffix('环');
    may_be_road && ring.is_some_and(|before| before.ends_with(is_numeral))
}

/// 东四头条: the first of numbered lanes.
fn is_first_lane(subject: &Subject<'_>) -> bool {
    subject
        .name
        .strip_suffix("头条")
        .is_some_and(|before| before.chars().count() >= 2)
}
