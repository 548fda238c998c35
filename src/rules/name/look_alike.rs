//! Names told apart by one character that looks alike (形近字).
//!
//! # What
//! Other places within the scope whose name differs in one character, of a shape that is easily
//! taken for the other's: 己已, 未末, 茶荼. A note unless the pack raises it.
//!
//! # Law
//! 地名管理条例 (2022) art. 9 (8), in spirit; city rules on similar characters (用字相近).
//!
//! # Example
//! 末央路 beside 未央路 is noted; 中央路 beside it is not.

use super::namesake::{self, is_family};
use crate::{
    domain::{FindingCategory, Namesake},
    rules::{
        Rule,
        subject::{Report, Subject},
    },
};

/// The rule.
pub(in crate::rules) const RULE: Rule = Rule {
    code: "N8-glyph",
    category: FindingCategory::Duplicate,
    applies_to: &[],
    numbers: &[],
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(found) = report.shared_answer(subject.neighbours()) else {
        return;
    };
    let alike = |place: &&Namesake| {
        let table = &subject.pack.tables.lookalikes;
        table.pair(subject.name, &place.name).is_some() && !is_family(subject.name, &place.name)
    };
    let places: Vec<Namesake> = found.places.iter().filter(alike).cloned().collect();
    let most = namesake::most(subject, found);
    let messages = ["rules.N8-glyph.found", "rules.N8-glyph.found"];
    namesake::report(subject, found, places, most, messages, report);
}
