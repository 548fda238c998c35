//! Names of persons, living or dead, aliases and characters of literary works.
//!
//! # What
//! The names of the list `person`, which the bureau keeps: the product ships none.
//!
//! # Law
//! 地名管理条例 (2022) art. 9 (4); Order 71 art. 3.
//!
//! # Example
//! With a person on the list, a road named after the person fails; all others pass.

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
    code: "N4-person",
    category: FindingCategory::Form,
    applies_to: &[],
    numbers: &[],
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    report.find_words(subject, List::Person, "rules.N4-person.found");
}
