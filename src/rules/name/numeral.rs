//! Numerals without meaning: 一号, 壹号院, a row of digits.
//!
//! # What
//! In names of other places than roads, a numeral before 号; in any name, a specific term made of
//! numerals alone that is neither a number nor a day of commemoration (三八, 五一). A note in names of
//! roads and villages.
//!
//! # Law
//! 民发〔2018〕146号, 怪: pure numerals without meaning, numerals mixed with characters.
//!
//! # Example
//! 公园一号 fails; 一三五路 is noted; 三八路 and 建设三路 pass.

use crate::{
    domain::{Evidence, FindingCategory, Severity},
    rules::{
        Rule,
        subject::{Report, Subject},
        word_list::List,
    },
    text::{Category, is_numeral, number},
};

/// The rule.
pub(in crate::rules) const RULE: Rule = Rule {
    code: "N3-numeral",
    category: FindingCategory::Odd,
    applies_to: &[],
    numbers: &[],
    check,
};

/// Numerals in the forms of documents.
const FORMAL: &str = "零壹贰叁肆伍陆柒捌玖拾佰仟";

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(text) = numbered(subject).or_else(|| bare(subject)) else {
        return;
    };
    let most = if subject.is_plain() {
        Severity::Note
    } else {
        Severity::Stop
    };
    let said = vec![("words", text.clone())];
    let evidence = vec![Evidence::Text(text)];
    report.find_at_most(most, "rules.N3-numeral.found", said, evidence);
}

fn counts(c: char) -> bool {
    is_numeral(c) || FORMAL.contains(c)
}

/// 一号, 壹号, 第八号 in the name of anything but a road.
fn numbered(subject: &Subject<'_>) -> Option<String> {
    if subject.category == Some(Category::Road) {
        return None;
    }
    let text = &subject.standard;
    let at = (1..text.len()).find(|&at| text[at] == '号' && counts(text[at - 1]))?;
    let start = (0..at).rev().take_while(|&i| counts(text[i])).last()?;
    Some(subject.text(start, at + 1))
}

/// A specific term of two numerals or more that count nothing.
fn bare(subject: &Subject<'_>) -> Option<String> {
    let specific = subject.split.specific;
    let is_bare = specific.chars().count() >= 2
        && subject.split.ordinal.is_none()
        && number(specific).is_none()
        && specific.chars().all(counts)
        && subject.words(List::Commemorative).next().is_none();
    is_bare.then(|| specific.to_owned())
}
