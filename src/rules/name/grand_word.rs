//! Words far larger than the place (刻意夸大).
//!
//! # What
//! The words of the list `grand` that lie in nothing exempt. Names of roads, villages and divisions keep
//! words in old use (中华路, 江苏路): the list says which.
//!
//! # Law
//! 地名管理条例 (2022) art. 9 (2); 民发〔2018〕146号, 大: exaggerated names.
//!
//! # Example
//! 环球中心 fails; 中华路 passes.

use crate::{
    domain::FindingCategory,
    rules::{
        Rule,
        subject::{Report, Subject},
        word_list::List,
    },
};

/// The rule.
pub(in crate::rules) const RULE: Rule = Rule {
    code: "N2-grand",
    category: FindingCategory::Grand,
    applies_to: &[],
    numbers: &[],
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    report.find_words(subject, List::Grand, "rules.N2-grand.found");
}
