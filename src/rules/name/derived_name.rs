//! A derived name must agree with the name it is derived from (派生地名).
//!
//! # What
//! The main name: what the applicant says, or a specific term that is itself the whole name of a
//! road, a bridge, a park or a facility (长乐路小区, 人民公园路). To judge when the name does not begin
//! with it, or when it is a former or cancelled name; a note when nothing bears it within the county.
//!
//! # Law
//! 上海市地名管理条例 art. 7 (7); 地名管理条例 (2022) art. 9 (2): the name fits what it names.
//!
//! # Example
//! 长乐路小区 beside 长乐路 passes; where 长乐路 is called 人民路 now, it fails.

use crate::{
    domain::{Asked, Bearer, Evidence, FindingCategory, ScopeLevel, Severity, Standing},
    rules::{
        Rule,
        subject::{Report, Subject},
    },
    text::split,
};

/// The rule.
pub(in crate::rules) const RULE: Rule = Rule {
    code: "N17-derived",
    category: FindingCategory::Truth,
    applies_to: &[],
    numbers: &[],
    check,
};

/// Generic terms of what other places are called after.
const LEADING: [&str; 21] = [
    "路",
    "大道",
    "大街",
    "街",
    "巷",
    "弄",
    "桥",
    "大桥",
    "公园",
    "水库",
    "机场",
    "火车站",
    "汽车站",
    "码头",
    "寺",
    "庙",
    "塔",
    "医院",
    "大学",
    "中学",
    "小学",
];

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let told = subject.draft.derived_from.as_deref().map(str::trim);
    let Some(main) = told
        .filter(|main| !main.is_empty())
        .or_else(|| main_name(subject))
    else {
        return;
    };
    let said = vec![("main", main.to_owned())];
    if !subject.name.starts_with(split(main, None).specific) {
        let evidence = vec![Evidence::Text(main.to_owned())];
        report.find("rules.N17-derived.differs", said, evidence);
        return;
    }
    let asked = Asked {
        scope: subject.scope().max(ScopeLevel::County),
        ..subject.asked()
    };
    let names = [main.to_owned()];
    let Some(bearers) = report.answer(subject.around.bearers(&asked, &names)) else {
        return;
    };
    let is_in_force = |bearer: &Bearer| bearer.standing <= Standing::Alias;
    if bearers.iter().any(is_in_force) {
        return;
    }
    let was = bearers
        .into_iter()
        .find(|bearer| matches!(bearer.standing, Standing::Former | Standing::Cancelled));
    match was.and_then(|bearer| bearer.place) {
        Some(place) => {
            let evidence = vec![Evidence::Feature(place)];
            report.find("rules.N17-derived.former", said, evidence);
        }
        None => {
            let evidence = vec![Evidence::Text(main.to_owned())];
            report.find_at_most(Severity::Note, "rules.N17-derived.unknown", said, evidence);
        }
    }
}

/// The main name that the name begins with.
fn main_name<'a>(subject: &Subject<'a>) -> Option<&'a str> {
    let specific = subject.split.specific;
    let parts = split(specific, None);
    let is_name = specific.chars().count() >= 3
        && LEADING.contains(&parts.generic)
        && parts.specific.chars().count() >= 2;
    is_name.then_some(specific)
}
