//! Foreign words written in Chinese characters that no list has: told by their characters.
//!
//! # What
//! The run of characters that is likeliest to be a transliteration, when it is three characters or
//! more and its weight reaches `score_min`, or two characters and `pair_score_min`. Where names from
//! minority languages are at home, or the run lies in a place name of such a language, it is a note;
//! so is a pair in the name of a road, and any run in the name of a village or a natural feature.
//! Names of estates and buildings that begin with the run need `developed_score_min` only: there
//! foreign words are fashion.
//!
//! # Law
//! 地名管理条例 (2022) art. 9 (5); 民发〔2018〕146号, 洋: transliterations.
//!
//! # Example
//! 托斯卡纳小区 fails; 乌鲁木齐路 is noted; 长乐路 passes.

use crate::{
    domain::{Evidence, FindingCategory, Severity},
    rules::{
        Rule,
        subject::{Report, Subject},
        word_list::List,
    },
};

/// The rule.
pub(in crate::rules) const RULE: Rule = Rule {
    code: "N5-transliteration",
    category: FindingCategory::Foreign,
    applies_to: &[],
    numbers: &["score_min", "pair_score_min", "developed_score_min"],
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let [_, _, _, end] = subject.split.positions();
    let end = end.min(subject.standard.len()) - subject.split.generic.chars().count();
    let Some(run) = subject
        .pack
        .tables
        .transliteration
        .likeliest(&subject.standard[..end])
    else {
        return;
    };
    let is_pair = run.end - run.start == 2;
    let needed = match run.end - run.start {
        0 | 1 => return,
        _ if subject.is_developed() && run.start == 0 => "developed_score_min",
        2 => "pair_score_min",
        _ => "score_min",
    };
    if f64::from(run.score) < subject.pack.number(RULE.code, needed) {
        return;
    }
    let overlaps = |start: usize, end: usize| start < run.end && run.start < end;
    let is_known = |list| subject.words(list).any(|hit| overlaps(hit.start, hit.end));
    if [List::Foreign, List::Odd, List::Exempt]
        .into_iter()
        .any(is_known)
    {
        return;
    }
    let is_at_home = subject
        .pack
        .has_minority_languages(subject.draft.region_code.as_deref())
        || is_known(List::Minority);
    let is_light = is_at_home || subject.is_settled() || (is_pair && subject.is_plain());
    let most = if is_light {
        Severity::Note
    } else {
        Severity::Stop
    };
    let text = subject.text(run.start, run.end);
    let said = vec![("words", text.clone())];
    let evidence = vec![Evidence::Text(text)];
    report.find_at_most(most, "rules.N5-transliteration.found", said, evidence);
}
