//! How many characters a name and its specific term have.
//!
//! # What
//! The limits of the pack for the category.
//!
//! # Law
//! City and provincial rules: 2 to 6 characters, at most 8 (南昌 2013); a specific term of at most
//! four (江苏 2024).
//!
//! # Example
//! With at most eight characters, a name of nine fails and one of eight passes.

use crate::{
    domain::FindingCategory,
    rules::{
        Rule,
        subject::{Report, Subject},
    },
};

/// The rule.
pub(in crate::rules) const RULE: Rule = Rule {
    code: "N0-length",
    category: FindingCategory::Form,
    applies_to: &[],
    numbers: &[],
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let name = subject.chars.len();
    let [specific, ..] = subject.split.positions();
    for limit in subject.pack.limits(subject.category) {
        let broken = [
            (
                limit.name_min.filter(|&min| name < min),
                "rules.N0-length.short",
                name,
            ),
            (
                limit.name_max.filter(|&max| name > max),
                "rules.N0-length.long",
                name,
            ),
            (
                limit.specific_max.filter(|&max| specific > max),
                "rules.N0-length.specific",
                specific,
            ),
        ];
        for (bound, message, count) in broken {
            if let Some(bound) = bound {
                let said = vec![("count", count.to_string()), ("limit", bound.to_string())];
                report.find(message, said, Vec::new());
            }
        }
    }
}
