//! Names on the list of protected names (地名保护名录).
//!
//! # What
//! A new name that would replace a protected one is to judge; a protected name given again is noted:
//! it belongs to its own site, and comes back there when that is built anew.
//!
//! # Law
//! 地名管理条例 (2022) arts. 10 and 25; 宁波市地名管理条例 arts. 26 to 28.
//!
//! # Example
//! Renaming 鼓楼前 when it is on the list fails; renaming a street that is not passes.

use crate::{
    domain::{Asked, Bearer, Evidence, FindingCategory, ScopeLevel, Severity, Standing},
    rules::{
        Rule,
        subject::{Report, Subject},
    },
    text::{normalise, search_key},
};

/// The rule.
pub(in crate::rules) const RULE: Rule = Rule {
    code: "N16-protected",
    category: FindingCategory::Truth,
    applies_to: &[],
    numbers: &[],
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let replaced = subject.draft.replaces.as_deref().map(normalise);
    let replaced = replaced.filter(|old| !old.is_empty() && old != subject.name);
    let mut names = vec![subject.name.to_owned()];
    names.extend(replaced.clone());
    let asked = Asked {
        scope: subject.scope().max(ScopeLevel::County),
        ..subject.asked()
    };
    let Some(bearers) = report.answer(subject.around.bearers(&asked, &names)) else {
        return;
    };
    let key = |name: &str| search_key(name);
    let on_list = |name: &str| {
        let mut listed = bearers.iter();
        listed
            .find(|bearer| bearer.standing == Standing::Protected && key(&bearer.name) == key(name))
    };
    let evidence = |bearer: &Bearer| match &bearer.place {
        Some(place) => vec![Evidence::Feature(place.clone())],
        None => vec![Evidence::Text(bearer.name.clone())],
    };
    if let Some(bearer) = replaced.as_deref().and_then(on_list) {
        let said = vec![("name", bearer.name.clone())];
        report.find("rules.N16-protected.replaced", said, evidence(bearer));
    }
    if let Some(bearer) = on_list(subject.name) {
        let said = vec![("name", bearer.name.clone())];
        let message = "rules.N16-protected.again";
        report.find_at_most(Severity::Note, message, said, evidence(bearer));
    }
}
