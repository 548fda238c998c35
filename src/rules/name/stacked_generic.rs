//! Generic terms stacked on each other: 广场花园, 花园大厦, 路大道.
//!
//! # What
//! A specific term that ends in another generic term of two characters or more of an estate
//! (花园大厦), or in the generic term of a road where the name is one (人民路大道). What is a place of
//! its own may bear a second term: 解放路口 is none, 人民公园路 is led by a park.
//!
//! # Law
//! 地名管理条例 (2022) art. 9, opening words; city rules forbid stacking (南昌 2013).
//!
//! # Example
//! 花园大厦 and 人民路大道 fail; 人民公园路 passes.

use crate::{
    domain::{Evidence, FindingCategory},
    rules::{
        Rule,
        subject::{Report, Subject},
    },
    text::{Category, term},
};

/// The rule.
pub(in crate::rules) const RULE: Rule = Rule {
    code: "N0-stacked",
    category: FindingCategory::GenericTerm,
    applies_to: &[
        Category::Road,
        Category::Residential,
        Category::Building,
        Category::Other,
    ],
    numbers: &[],
    check,
};

/// Generic terms of estates that count when another follows.
const OF_ESTATES: [&str; 15] = [
    "花园", "广场", "中心", "大厦", "大楼", "公寓", "小区", "家园", "花苑", "别墅", "山庄", "新村",
    "新城", "公馆", "商城",
];

/// Generic terms of roads that count when another follows.
const OF_ROADS: [&str; 3] = ["路", "大道", "大街"];

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let (specific, generic) = (subject.split.specific, subject.split.generic);
    let is_road = subject.category == Some(Category::Road);
    let terms: &[&str] = if is_road { &OF_ROADS } else { &OF_ESTATES };
    // 解放路小街, 人民路一弄, 广场一号: short terms part a place that has its own name.
    let parts_a_road = is_road && !OF_ROADS.contains(&generic);
    let stands_apart =
        !subject.split.position.is_empty() || !subject.split.numeral.is_empty() || parts_a_road;
    if stands_apart || generic.chars().count() < 2 && !is_road {
        return;
    }
    let Some(first) = terms.iter().find(|first| specific.ends_with(**first)) else {
        return;
    };
    // 花园大厦 alone, or 金色花园大厦; 铁路大道 and 马路大街 are no stacks.
    let is_word = [
        "铁路", "公路", "丝路", "水路", "陆路", "马路", "一路", "大路", "思路",
    ]
    .iter()
    .any(|word| specific.ends_with(word));
    if (is_road && is_word) || term(generic).is_none() {
        return;
    }
    let both = format!("{first}{generic}");
    let said = vec![("words", both.clone())];
    report.find("rules.N0-stacked.found", said, vec![Evidence::Text(both)]);
}
