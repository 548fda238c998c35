//! Odd, vulgar and feudal words (怪异难懂、封建色彩).
//!
//! # What
//! The words of the list `odd` that lie in nothing exempt (王府井, 御河桥).
//!
//! # Law
//! 地名管理条例 (2022) art. 9 (1); 民发〔2018〕146号, 怪.
//!
//! # Example
//! 帝豪花园 fails; 王府井大街 passes.

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
    code: "N1-odd",
    category: FindingCategory::Odd,
    applies_to: &[],
    numbers: &[],
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    report.find_words(subject, List::Odd, "rules.N1-odd.found");
}
