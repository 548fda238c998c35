//! A name that contains a division's name must lie there.
//!
//! # What
//! Divisions whose name or specific term stands in the name, when none of them holds the place. Names
//! of roads are noted only: streets are called after far cities everywhere.
//!
//! # Law
//! 浙江省地名管理办法 (2025); elsewhere 地名管理条例 (2022) art. 9 (2), as a note.
//!
//! # Example
//! 嵊州花园 in 新昌县 fails; in 嵊州市 it passes.

use crate::{
    domain::{Evidence, FindingCategory},
    rules::{
        Rule,
        subject::{Report, Subject},
    },
};

/// The rule.
pub(in crate::rules) const RULE: Rule = Rule {
    code: "N13-division",
    category: FindingCategory::Truth,
    applies_to: &[],
    numbers: &[],
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let asked = subject.asked();
    let named = subject.around.divisions_named_in(&asked);
    let Some(named) = report.answer(named) else {
        return;
    };
    let holding = subject.around.containing(&asked);
    let Some(holding) = report.answer(holding) else {
        return;
    };
    // Where nothing is known of the place's position, nothing can be said about it.
    let is_here = |code: &str| holding.iter().any(|division| division.code == code);
    if holding.is_empty() || named.iter().any(|division| is_here(&division.code)) {
        return;
    }
    let Some(first) = named.first() else {
        return;
    };
    let said = vec![("division", first.name.clone())];
    let evidence = vec![Evidence::Text(first.name.clone())];
    report.find("rules.N13-division.found", said, evidence);
}
