//! A generic term that belongs to places of another kind (通名层级混乱).
//!
//! # What
//! Names that end in a term that the pack bars for their category: estates that call themselves a
//! country, a county, a lake or a street.
//!
//! # Law
//! 南昌市 (2013): no 国 邦 郡 州 市 区 镇, nor 岛 洲 湾 海 港 湖 林 山 街 道 门, for estates and buildings;
//! 民发〔2018〕146号, 大: confused levels of generic terms.
//!
//! # Example
//! In Nanchang 东方国 and 梦之湾 are to judge for an estate; 东方花园 passes.

use crate::{
    domain::{Evidence, FindingCategory},
    rules::{
        Rule,
        subject::{Report, Subject},
    },
};

/// The rule.
pub(in crate::rules) const RULE: Rule = Rule {
    code: "N2-borrowed",
    category: FindingCategory::GenericTerm,
    applies_to: &[],
    numbers: &[],
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let barred = subject.pack.barred(subject.category);
    let ends_so = |term: &&String| subject.name.ends_with(term.as_str());
    // The longest: 新区 before 区; and 小区 is no 区.
    let Some(term) = barred
        .iter()
        .filter(ends_so)
        .max_by_key(|term| term.chars().count())
    else {
        return;
    };
    let is_longer_term = subject.split.generic.chars().count() > term.chars().count();
    if is_longer_term {
        return;
    }
    let said = vec![("generic", term.clone())];
    let evidence = vec![Evidence::Text(term.clone())];
    report.find("rules.N2-borrowed.found", said, evidence);
}
