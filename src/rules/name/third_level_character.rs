//! Characters of the third level: names, trades and places use them, few people read them.
//!
//! # What
//! Characters of level three of the table that the pack does not allow as local ones. A note.
//!
//! # Law
//! 地名管理条例 (2022) art. 9 (3); 通用规范汉字表 (2013), level three.
//!
//! # Example
//! 鸂鶒路 is noted; 长乐路 passes.

use super::characters;
use crate::{
    domain::FindingCategory,
    rules::{
        Rule,
        subject::{Report, Subject},
    },
    text::CharacterClass,
};

/// The rule.
pub(in crate::rules) const RULE: Rule = Rule {
    code: "N3-third-level",
    category: FindingCategory::Odd,
    applies_to: &[],
    numbers: &[],
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let found = characters::offending(subject, |class| matches!(class, CharacterClass::Listed(3)));
    characters::report(&found, "rules.N3-third-level.found", report);
}
