//! The names of famous natural features (著名自然地理实体).
//!
//! # What
//! The features of the list `famous`, away from where they lie: for a natural feature, the same name;
//! for a division, the feature's name as its specific term; for other places, a name that begins with
//! it. Streets are called after far mountains everywhere: there it is no finding unless the pack says.
//!
//! # Law
//! 地名管理条例 (2022) art. 9 (7): the names of famous features are the only ones in the country; art. 9,
//! on divisions: not called after a famous feature that reaches beyond them.
//!
//! # Example
//! A mountain in Zhejiang called 黄山 fails; in 黄山市 it passes.

use crate::{
    domain::{Evidence, FindingCategory},
    rules::{
        Rule,
        famous::{Fame, Famous},
        subject::{Report, Subject},
    },
    text::Category,
};

/// The rule.
pub(in crate::rules) const RULE: Rule = Rule {
    code: "N9-famous",
    category: FindingCategory::Truth,
    applies_to: &[],
    numbers: &[],
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(region) = subject.region.as_deref() else {
        return;
    };
    let whole = [Category::Natural, Category::Division];
    let is_whole = subject
        .category
        .is_some_and(|category| whole.contains(&category));
    let bears = |famous: &&Famous| {
        let name = famous.name.as_str();
        let is_named = if is_whole {
            subject.name == name || subject.split.specific == name
        } else {
            subject.name.starts_with(name) && subject.name != name
        };
        famous.fame == Fame::Feature && is_named && !famous.belongs_to(region)
    };
    let famous = subject.pack.tables.famous(subject.name);
    let Some(famous) = famous.iter().find(bears) else {
        return;
    };
    let said = vec![("name", famous.name.clone())];
    let evidence = vec![Evidence::Text(famous.name.clone())];
    report.find("rules.N9-famous.found", said, evidence);
}
