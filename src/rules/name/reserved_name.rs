//! A name that is kept free for somebody else (预留).
//!
//! # What
//! Reservations of exactly this name within the scope that have not expired on the draft's day.
//!
//! # Law
//! City rules on name reservation; 地名管理条例 (2022) art. 9 (8): one name, one place.
//!
//! # Example
//! A name reserved until yesterday passes; one reserved until today is to judge.

use crate::{
    domain::{Evidence, FindingCategory},
    rules::{
        Rule,
        subject::{Report, Subject},
    },
};

/// The rule.
pub(in crate::rules) const RULE: Rule = Rule {
    code: "N17-reserved",
    category: FindingCategory::File,
    applies_to: &[],
    numbers: &[],
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let answer = subject.around.reserved(&subject.asked());
    let Some(reservations) = report.answer(answer) else {
        return;
    };
    let holds = |until: Option<chrono::NaiveDate>| until.is_none_or(|last| subject.on <= last);
    let Some(held) = reservations.iter().find(|held| holds(held.until)) else {
        return;
    };
    let until = held
        .until
        .map_or_else(|| "—".to_owned(), |day| day.to_string());
    let said = vec![("name", held.name.clone()), ("until", until)];
    let evidence = vec![Evidence::Text(held.name.clone())];
    report.find("rules.N17-reserved.found", said, evidence);
}
