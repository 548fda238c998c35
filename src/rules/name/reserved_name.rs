//! A name that is kept free for somebody else (预留).
//!
//! # What
//! Reservations of exactly this name within the scope that have not expired on the draft's day. One
//! that is kept for the applicant, or for the file that asks, is a note.
//!
//! # Law
//! City rules on name reservation; 地名管理条例 (2022) art. 9 (8): one name, one place.
//!
//! # Example
//! A name reserved until yesterday passes; one reserved until today is to judge, and for its own
//! holder a note.

use crate::{
    domain::{Evidence, FindingCategory, Reservation, Severity},
    rules::{
        Rule,
        subject::{Report, Subject},
    },
    text::normalise,
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
    let held: Vec<&Reservation> = reservations.iter().filter(|one| holds(one.until)).collect();
    let others = held.iter().find(|one| !is_own(subject, one));
    let Some(held) = others.or(held.first()) else {
        return;
    };
    let until = held
        .until
        .map_or_else(|| "—".to_owned(), |day| day.to_string());
    let said = vec![("name", held.name.clone()), ("until", until)];
    let evidence = vec![Evidence::Text(held.name.clone())];
    if others.is_some() {
        report.find("rules.N17-reserved.found", said, evidence);
    } else {
        report.find_at_most(Severity::Note, "rules.N17-reserved.own", said, evidence);
    }
}

/// Whether it is kept for whoever asks: the applicant, or the file. Told to the office alone, else
/// anybody could try names of holders until one fits.
fn is_own(subject: &Subject<'_>, held: &Reservation) -> bool {
    let is_same = |told: Option<&str>, kept: Option<&str>| {
        let told = told.map(normalise).filter(|told| !told.is_empty());
        told.is_some_and(|told| kept.is_some_and(|kept| normalise(kept) == told))
    };
    let draft = subject.draft;
    draft.is_of_office
        && (is_same(draft.applicant.as_deref(), held.holder.as_deref())
            || is_same(draft.reference.as_deref(), held.reference.as_deref()))
}
