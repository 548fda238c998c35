//! Names one character away, within the scope of the category.
//!
//! # What
//! Other places whose name differs by one character. Members of one family (东路 and 西路) do not
//! count, and characters that look alike have a rule of their own. A note unless the pack raises it.
//!
//! # Law
//! 地名管理条例 (2022) art. 9 (8); city rules on similar characters.
//!
//! # Example
//! 长东路 beside 长乐路 is noted; 长乐东路 beside 长乐西路 passes.

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
    code: "N8-near",
    category: FindingCategory::Duplicate,
    applies_to: &[],
    numbers: &["shown_max"],
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(found) = report.shared_answer(subject.neighbours()) else {
        return;
    };
    let shown = subject.pack.number(RULE.code, "shown_max");
    let mut places: Vec<Namesake> = Vec::new();
    let table = &subject.pack.tables.lookalikes;
    for place in &found.places {
        if f64::from(u32::try_from(places.len()).unwrap_or(u32::MAX)) >= shown {
            break;
        }
        let is_other = place.name != subject.name
            && !is_family(subject.name, &place.name)
            && table.pair(subject.name, &place.name).is_none();
        if is_other {
            places.push(place.clone());
        }
    }
    let most = namesake::most(subject, found);
    let messages = ["rules.N8-near.found", "rules.N8-near.found"];
    namesake::report(subject, found, places, most, messages, report);
}
