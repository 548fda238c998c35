//! A name that contains a road's name must lie along that road.
//!
//! # What
//! Names of other places than roads that begin with a road's name: the road has to pass within
//! `distance_max_m` of the place. Without a position, or where no such road is registered, nothing is
//! said: the rule on derived names tells of a main name that is not there.
//!
//! # Law
//! 浙江省地名管理办法 (2025): a name with a road's name lies along it; elsewhere 地名管理条例 (2022) art.
//! 9 (2), as a note.
//!
//! # Example
//! 长乐路小区 two kilometres from 长乐路 fails; beside it, it passes.

use crate::{
    domain::{Asked, Evidence, FindingCategory, Kind, ScopeLevel, Standing},
    rules::{
        Rule,
        subject::{Report, Subject},
    },
    text::Category,
};

/// The rule.
pub(in crate::rules) const RULE: Rule = Rule {
    code: "N13-road",
    category: FindingCategory::Truth,
    applies_to: &[],
    numbers: &["distance_max_m"],
    check,
};

/// Generic terms of the roads that are looked for.
const TERMS: [&str; 6] = ["路", "街", "大道", "大街", "巷", "弄"];

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    if subject.category == Some(Category::Road) {
        return;
    }
    let names = roads_in(subject.name);
    if names.is_empty() {
        return;
    }
    let asked = Asked {
        scope: subject.scope().max(ScopeLevel::County),
        ..subject.asked()
    };
    let Some(bearers) = report.answer(subject.around.bearers(&asked, &names)) else {
        return;
    };
    let roads = bearers
        .into_iter()
        .filter(|bearer| bearer.standing == Standing::Current)
        .filter_map(|bearer| bearer.place)
        .filter(|place| place.kind == Kind::Road);
    let nearest = roads
        .filter_map(|place| Some((place.distance_m?, place)))
        .min_by(|a, b| a.0.total_cmp(&b.0));
    let Some((metres, place)) = nearest else {
        return;
    };
    if metres <= subject.pack.number(RULE.code, "distance_max_m") {
        return;
    }
    let said = vec![
        ("name", place.name.clone()),
        ("distance", format!("{metres:.0}")),
    ];
    report.find("rules.N13-road.found", said, vec![Evidence::Feature(place)]);
}

/// The beginnings of a name that are a road's name of three characters or more.
fn roads_in(name: &str) -> Vec<String> {
    let ends = name.char_indices().map(|(at, _)| at).skip(3);
    ends.map(|at| &name[..at])
        .filter(|part| TERMS.iter().any(|term| part.ends_with(term)))
        .map(str::to_owned)
        .collect()
}
