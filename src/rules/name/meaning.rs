//! The application says what the name means and where it comes from.
//!
//! # What
//! With a file, an empty meaning (含义) or origin (由来). A name that is only tried out has no file.
//!
//! # Law
//! 地名管理条例 (2022) art. 11: the plan and its reasons.
//!
//! # Example
//! A file without an origin is to judge; one with both passes.

use crate::{
    domain::FindingCategory,
    rules::{
        Rule,
        subject::{Report, Subject},
    },
};

/// The rule.
pub(in crate::rules) const RULE: Rule = Rule {
    code: "N19-meaning",
    category: FindingCategory::File,
    applies_to: &[],
    numbers: &[],
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(file) = &subject.draft.file else {
        return;
    };
    if file.meaning.trim().is_empty() {
        report.find("rules.N19-meaning.meaning", Vec::new(), Vec::new());
    }
    if file.origin.trim().is_empty() {
        report.find("rules.N19-meaning.origin", Vec::new(), Vec::new());
    }
}
