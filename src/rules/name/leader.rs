//! Names of leaders of party and State.
//!
//! # What
//! The names of the list `leader`, which the bureau keeps: the product ships none. Always a stop.
//!
//! # Law
//! 地名管理条例 (2022) art. 9 (4).
//!
//! # Example
//! With a leader on the list, a road named after the leader is stopped; all others pass.

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
    code: "N4-leader",
    category: FindingCategory::Form,
    applies_to: &[],
    numbers: &[],
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    report.find_words(subject, List::Leader, "rules.N4-leader.found");
}
