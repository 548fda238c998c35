//! Great words before a trade or a service (名称与功能是否相符).
//!
//! # What
//! The words of the list `function` that lie in nothing exempt: 国际 before what the place is for, a market,
//! a hotel, an office, a congress. There it may be true, and whoever applies has to show it; before a mere
//! generic term or alone (国际花园, 御景国际) it is an exaggeration. Names of roads and villages that are
//! called after such a place pass.
//!
//! # Law
//! 地名管理条例 (2022) art. 9 (2): the name fits the extent, scale and nature; 民发〔2018〕146号, 大: far
//! beyond the real status, scale and function.
//!
//! # Example
//! 国际商贸城 is to be judged; 国际商贸大道 passes.

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
    code: "N2-function",
    category: FindingCategory::Truth,
    applies_to: &[],
    numbers: &[],
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    report.find_words(subject, List::Function, "rules.N2-function.found");
}
