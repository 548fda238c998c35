//! Punctuation and signs.
//!
//! # What
//! Anything that is neither a character, a letter nor a figure: the dot, the hyphen, brackets, spaces within.
//!
//! # Law
//! 民发〔2018〕146号: names with signs such as · and - are odd.
//!
//! # Example
//! 名仕·公馆 fails; 名仕小区 does not for this.

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
    code: "N3-symbol",
    category: FindingCategory::Odd,
    applies_to: &[],
    numbers: &[],
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let found = characters::offending(subject, |class| matches!(class, CharacterClass::Symbol));
    characters::report(&found, "rules.N3-symbol.found", report);
}
