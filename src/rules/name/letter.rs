//! Letters of Latin and other scripts.
//!
//! # What
//! Any letter that is no Chinese character, in any width.
//!
//! # Law
//! 地名管理条例 (2022) art. 9 (3); 民发〔2018〕146号: letters without meaning are odd.
//!
//! # Example
//! SOHO大厦 fails; 长乐路 passes.

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
    code: "N3-letter",
    category: FindingCategory::Odd,
    applies_to: &[],
    numbers: &[],
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let found = characters::offending(subject, |class| {
        matches!(class, CharacterClass::Latin | CharacterClass::OtherScript)
    });
    characters::report(&found, "rules.N3-letter.found", report);
}
