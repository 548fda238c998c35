//! Foreign places, persons and styles (崇洋媚外).
//!
//! # What
//! The words of the list `foreign`: countries, capitals, famous places and persons abroad, foreign styles.
//! Commemorative and friendship names are exempt by list.
//!
//! # Law
//! 地名管理条例 (2022) art. 9 (5); 民发〔2018〕146号, 洋.
//!
//! # Example
//! 加州阳光小区 fails; 白求恩国际和平医院 passes.

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
    code: "N5-foreign",
    category: FindingCategory::Foreign,
    applies_to: &[],
    numbers: &[],
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    report.find_words(subject, List::Foreign, "rules.N5-foreign.found");
}
