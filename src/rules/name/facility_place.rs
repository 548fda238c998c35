//! Important facilities take the name of the place where they are (使用当地地名).
//!
//! # What
//! Names of facilities in which no specific term of a division that holds the place occurs. A note:
//! the local name may be one that the register does not have as a division.
//!
//! # Law
//! 地名管理条例 (2022) art. 9 (10).
//!
//! # Example
//! 剡湖变电站 in 剡湖街道 passes; 宏图变电站 there is noted.

use crate::{
    domain::{Division, FindingCategory},
    rules::{
        Rule,
        subject::{Report, Subject},
    },
    text::{Category, split},
};

/// The rule.
pub(in crate::rules) const RULE: Rule = Rule {
    code: "N10-facility",
    category: FindingCategory::Truth,
    applies_to: &[Category::Facility],
    numbers: &[],
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(divisions) = report.answer(subject.around.containing(&subject.asked())) else {
        return;
    };
    let is_named = |division: &Division| {
        let name = division.name.as_str();
        let specific = split(name, Some(Category::Division)).specific;
        [name, specific]
            .iter()
            .any(|part| part.chars().count() >= 2 && subject.name.contains(part))
    };
    if divisions.is_empty() || divisions.iter().any(is_named) {
        return;
    }
    let said = vec![("name", subject.name.to_owned())];
    report.find("rules.N10-facility.found", said, Vec::new());
}
