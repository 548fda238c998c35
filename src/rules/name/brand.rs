//! Companies, brands and trademarks.
//!
//! # What
//! The words of the list `brand`; the bureau adds its own. Without a link to the company the words may stay.
//!
//! # Law
//! 地名管理条例 (2022) art. 9 (6); Order 71 art. 4.
//!
//! # Example
//! 万科花园 fails; 万福花园 passes.

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
    code: "N6-brand",
    category: FindingCategory::Form,
    applies_to: &[],
    numbers: &[],
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    report.find_words(subject, List::Brand, "rules.N6-brand.found");
}
