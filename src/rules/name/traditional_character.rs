//! Traditional and variant forms (繁体字、异体字).
//!
//! # What
//! Characters whose standard form is another character.
//!
//! # Law
//! 地名管理条例 (2022) art. 9 (3); 国家通用语言文字法 art. 17; 民发〔2018〕146号.
//!
//! # Example
//! 香緹花园 fails; 香提花园 does not for this.

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
    code: "N3-traditional",
    category: FindingCategory::Odd,
    applies_to: &[],
    numbers: &[],
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let found = characters::offending(subject, |class| {
        matches!(
            class,
            CharacterClass::Traditional(_) | CharacterClass::Variant(_)
        )
    });
    characters::report(&found, "rules.N3-traditional.found", report);
}
