//! The same sound within the scope of its category.
//!
//! # What
//! Other places that sound the same with tones in any reading of either name (to judge), or without
//! tones (a note). Members of one family (一路 and 二路) are no homophones of each other.
//!
//! # Law
//! 地名管理条例 (2022) art. 9 (7) and (8): names avoid the same sound; 民发〔2018〕146号, 重.
//!
//! # Example
//! 胜州路 beside 嵊州路 fails; 长乐路 beside 昌乐路 is noted; 建设一路 beside 建设二路 passes.

use super::namesake::{self, is_family};
use crate::{
    domain::{FindingCategory, Namesake, Relation, Severity},
    rules::{
        Rule,
        subject::{Report, Subject},
    },
};

/// The rule.
pub(in crate::rules) const RULE: Rule = Rule {
    code: "N8-sound",
    category: FindingCategory::Duplicate,
    applies_to: &[],
    numbers: &[],
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let answer = subject.around.same_sound(&subject.asked());
    let Some(found) = report.answer(answer) else {
        return;
    };
    let of = |relation: Relation| -> Vec<Namesake> {
        let places = found.places.iter();
        places
            .filter(|place| place.relation == relation && !is_family(subject.name, &place.name))
            .cloned()
            .collect()
    };
    let toned = of(Relation::SameSound);
    let messages = ["rules.N8-sound.found", "rules.N8-sound.fallback"];
    // Avoided, not forbidden: the article leaves same sounds to judgement.
    namesake::report(subject, &found, toned, Severity::Judge, messages, report);
    let toneless = of(Relation::SameSoundNoTone);
    let messages = ["rules.N8-sound.toneless", "rules.N8-sound.toneless"];
    namesake::report(subject, &found, toneless, Severity::Note, messages, report);
}
