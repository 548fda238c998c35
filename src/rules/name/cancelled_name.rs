//! A name that another place of the type bore before (已注销的名称).
//!
//! # What
//! Places of the same type within the scope that bore exactly this name and are cancelled, or are
//! called otherwise now.
//!
//! # Law
//! 上海市地名管理条例 art. 21: a cancelled name is generally not given to another place of the type.
//!
//! # Example
//! 长乐路 where a cancelled road bore the name is found; where no road did, it passes.

use crate::{
    domain::{Evidence, FindingCategory, Namesake, Standing},
    rules::{
        Rule,
        subject::{Report, Subject},
    },
};

/// The rule.
pub(in crate::rules) const RULE: Rule = Rule {
    code: "N17-cancelled",
    category: FindingCategory::Form,
    applies_to: &[],
    numbers: &[],
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let names = [subject.name.to_owned()];
    let Some(bearers) = report.answer(subject.around.bearers(&subject.asked(), &names)) else {
        return;
    };
    let places: Vec<Namesake> = bearers
        .into_iter()
        .filter(|bearer| matches!(bearer.standing, Standing::Former | Standing::Cancelled))
        .filter(|bearer| bearer.is_same_type)
        .filter_map(|bearer| bearer.place)
        .collect();
    if places.is_empty() {
        return;
    }
    let said = vec![
        ("name", subject.name.to_owned()),
        ("count", places.len().to_string()),
    ];
    let evidence = places.into_iter().map(Evidence::Feature).collect();
    report.find("rules.N17-cancelled.found", said, evidence);
}
