//! The same sound in the region's dialect (方言同音).
//!
//! # What
//! Other places within the scope that sound the same once syllables are held together that the
//! dialect does not tell apart. The table stands in the pack of a region whose law asks for it.
//!
//! # Law
//! 宁波市地名管理条例 art. 10 (3): no same sound in the whole city, also not in the local dialect.
//!
//! # Example
//! In Ningbo 王山路 beside 黄山路 is found: the dialect speaks 王 and 黄 alike. In Hangzhou it is not.

use super::namesake::{self, is_family};
use crate::{
    domain::{FindingCategory, Namesake},
    rules::{
        Rule,
        subject::{Report, Subject},
    },
    text::sounds,
};

/// The rule.
pub(in crate::rules) const RULE: Rule = Rule {
    code: "N15-dialect",
    category: FindingCategory::Duplicate,
    applies_to: &[],
    numbers: &[],
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(dialect) = &subject.pack.dialect else {
        return;
    };
    let own = sounds(subject.name, subject.category).toned;
    let mut others: Vec<String> = own.iter().flat_map(|key| dialect.others(key)).collect();
    others.retain(|key| !own.contains(key));
    others.sort();
    others.dedup();
    if others.is_empty() {
        return;
    }
    let answer = subject.around.spoken_like(&subject.asked(), &others);
    let Some(found) = report.answer(answer) else {
        return;
    };
    let places = found.places.iter();
    let places: Vec<Namesake> = places
        .filter(|place| !is_family(subject.name, &place.name))
        .cloned()
        .collect();
    let most = namesake::most(subject, &found);
    let messages = ["rules.N15-dialect.found", "rules.N15-dialect.found"];
    namesake::report(subject, &found, places, most, messages, report);
}
