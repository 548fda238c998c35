//! The name of a province or a city that lies elsewhere.
//!
//! # What
//! Names that begin with the name of a province or city of the list `famous`, outside of it. What the
//! register itself knows is left to the rule on divisions. Streets are called after far cities
//! everywhere: there it is no finding unless the pack says.
//!
//! # Law
//! 浙江省地名管理办法 (2025): a name with a division's name lies there; elsewhere 地名管理条例 (2022)
//! art. 9 (2).
//!
//! # Example
//! 上海花园 in Zhejiang is found; in Shanghai it passes.

use crate::{
    domain::{Answer, Evidence, FindingCategory},
    rules::{
        Rule,
        famous::{Fame, Famous},
        subject::{Report, Subject},
    },
};

/// The rule.
pub(in crate::rules) const RULE: Rule = Rule {
    code: "N13-elsewhere",
    category: FindingCategory::Truth,
    applies_to: &[],
    numbers: &[],
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(region) = subject.region.as_deref() else {
        return;
    };
    let bears = |famous: &&Famous| {
        famous.fame == Fame::Division
            && subject.name.starts_with(famous.name.as_str())
            && subject.name != famous.name
            && !famous.belongs_to(region)
    };
    let famous = subject.pack.tables.famous(subject.name);
    let Some(famous) = famous.iter().find(bears) else {
        return;
    };
    if let Answer::Found(known) = subject.around.divisions_named_in(&subject.asked())
        && known
            .iter()
            .any(|division| division.name.starts_with(&famous.name))
    {
        return;
    }
    let said = vec![("name", famous.name.clone())];
    let evidence = vec![Evidence::Text(famous.name.clone())];
    report.find("rules.N13-elsewhere.found", said, evidence);
}
