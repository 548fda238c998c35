//! The same characters the other way round: 山阳 and 阳山.
//!
//! # What
//! Other places of the same type within the scope whose specific term is the name's, read backwards.
//! Members of one family do not count. A note unless the pack raises it.
//!
//! # Law
//! 地名管理条例 (2022) art. 9 (8), in spirit: names that are taken for each other.
//!
//! # Example
//! 阳山路 beside 山阳路 is noted; 山山路 has no other way round.

use crate::{
    domain::{Evidence, FindingCategory, Namesake, Relation, Standing},
    rules::{
        Rule,
        subject::{Report, Subject},
    },
};

/// The rule.
pub(in crate::rules) const RULE: Rule = Rule {
    code: "N8-reversed",
    category: FindingCategory::Duplicate,
    applies_to: &[],
    numbers: &[],
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let split = &subject.split;
    let backwards: String = split.specific.chars().rev().collect();
    let is_worth_asking = (2..=4).contains(&split.specific.chars().count())
        && backwards != split.specific
        && split.ordinal.is_none();
    if !is_worth_asking {
        return;
    }
    let other = format!(
        "{backwards}{}{}{}",
        split.position, split.numeral, split.generic
    );
    let asked = subject.asked();
    let Some(bearers) = report.answer(subject.around.bearers(&asked, &[other])) else {
        return;
    };
    let places: Vec<Namesake> = bearers
        .into_iter()
        .filter(|bearer| bearer.standing == Standing::Current && bearer.is_same_type)
        .filter_map(|bearer| bearer.place)
        .map(|place| Namesake {
            relation: Relation::Near,
            ..place
        })
        .collect();
    let Some(first) = places.first() else {
        return;
    };
    let said = vec![("name", first.name.clone())];
    let evidence = places.into_iter().map(Evidence::Feature).collect();
    report.find("rules.N8-reversed.found", said, evidence);
}
