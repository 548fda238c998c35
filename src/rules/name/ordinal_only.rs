//! Nothing but a number before the generic term: 一路, 第二大街.
//!
//! # What
//! Names of roads whose specific term is an ordinal. Ring roads (三环路) are exempt.
//!
//! # Law
//! City rules (西安 2020 and others): no ordinal-only names.
//!
//! # Example
//! 二路 fails; 三环路 and 建设二路 pass.

use crate::{
    domain::{Evidence, FindingCategory},
    rules::{
        Rule,
        subject::{Report, Subject},
    },
    text::Category,
};

/// The rule.
pub(in crate::rules) const RULE: Rule = Rule {
    code: "N18-ordinal",
    category: FindingCategory::Form,
    applies_to: &[Category::Road],
    numbers: &[],
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    if subject.split.is_ordinal_only() && subject.split.generic != "环路" {
        let text = subject.split.specific.to_owned();
        let said = vec![("words", text.clone())];
        report.find("rules.N18-ordinal.found", said, vec![Evidence::Text(text)]);
    }
}
