//! Arabic figures.
//!
//! # What
//! Figures 0 to 9 in any width; ordinals of names are written with Chinese numerals.
//!
//! # Law
//! 地名管理条例 (2022) art. 9 (3); 民发〔2018〕146号: figures mixed with characters without approval are odd.
//!
//! # Example
//! 24克拉 and 规划3号路 fail; 建设三路 passes.

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
    code: "N3-figure",
    category: FindingCategory::Odd,
    applies_to: &[],
    numbers: &[],
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let found = characters::offending(subject, |class| matches!(class, CharacterClass::Digit));
    characters::report(&found, "rules.N3-figure.found", report);
}
