//! Numerals without meaning: 一号, 壹号院, a row of digits.
//!
//! # What
//! In names of other places than roads, a numeral before 号; in names of estates and buildings, a
//! numeral of documents (壹, 贰, 玖) and a phase of building (二期); in any name, a specific term made
//! of numerals alone that is neither a number nor a day of commemoration (三八, 五一). A note in names
//! of roads and villages, unless a zero tells that it is a bare figure (一〇八路).
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
    let found = numbered(subject)
        .or_else(|| bare(subject))
        .or_else(|| dressed_up(subject));
    let Some(text) = found else {
        return;
    };
    let is_figure = text.contains(['〇', '零']) && subject.category == Some(Category::Road);
    let most = if subject.is_settled() || (subject.is_plain() && !is_figure) {
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
    // 一号楼 and 二号幢 are numbers of buildings, 壹号院 is no number of anything.
    let is_door = |at: usize| {
        let next = text.get(at + 1);
        is_numeral(text[at - 1]) && next.is_some_and(|c| "楼栋幢库桥闸井".contains(*c))
    };
    let at =
        (1..text.len()).find(|&at| text[at] == '号' && counts(text[at - 1]) && !is_door(at))?;
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

/// A numeral of documents, or a phase of building, in a name that a developer chooses. 伍, 陆 and 拾
/// are surnames and words of their own.
fn dressed_up(subject: &Subject<'_>) -> Option<String> {
    if !subject.is_developed() {
        return None;
    }
    let text = &subject.standard;
    let at = text.iter().position(|&c| "壹贰叁肆柒捌玖".contains(c));
    let phase = (1..text.len()).find(|&at| text[at] == '期' && is_numeral(text[at - 1]));
    at.map(|at| subject.text(at, at + 1))
        .or_else(|| phase.map(|at| subject.text(at - 1, at + 1)))
}
