//! Characters outside the General Standard Character Table (通用规范汉字表).
//!
//! # What
//! Any Chinese character that is in none of the three levels of the table and is no known form of one
//! that is, unless the pack allows it as a local character.
//!
//! # Law
//! 地名管理条例 (2022) art. 9 (3): the common national script, no rare characters.
//!
//! # Example
//! 㙟坑村 fails; 垟头村 passes.

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
    code: "N3-unlisted",
    category: FindingCategory::Odd,
    applies_to: &[],
    numbers: &[],
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let found = characters::offending(subject, |class| matches!(class, CharacterClass::Unlisted));
    characters::report(&found, "rules.N3-unlisted.found", report);
}
