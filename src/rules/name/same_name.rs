//! The same name again within the scope of its category.
//!
//! # What
//! Other places of the same characters: streets, estates and buildings within the built-up area,
//! communities within the county, natural villages within the township, townships within the
//! province, counties within the nation, unless the pack sets another scope. Where the scope cannot
//! be told, the county is searched, and the finding says so and is no stop.
//!
//! # Law
//! 地名管理条例 (2022) art. 9 (7) and (8); 浙江省 2025; 民发〔2018〕146号, 重.
//!
//! # Example
//! A second 长乐路 in the same built-up area fails; one in another built-up area passes.

use super::namesake;
use crate::{
    domain::FindingCategory,
    rules::{
        Rule,
        subject::{Report, Subject},
    },
};

/// The rule.
pub(in crate::rules) const RULE: Rule = Rule {
    code: "N8-same",
    category: FindingCategory::Duplicate,
    applies_to: &[],
    numbers: &[],
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let answer = subject.around.same_text(&subject.asked());
    let Some(found) = report.answer(answer) else {
        return;
    };
    let places = found.places.clone();
    let most = namesake::most(subject, &found);
    let messages = ["rules.N8-same.found", "rules.N8-same.fallback"];
    namesake::report(subject, &found, places, most, messages, report);
}
