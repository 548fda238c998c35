//! Foreign places, persons and styles (崇洋媚外).
//!
//! # What
//! The words of the list `foreign`: countries, capitals, famous places and persons abroad, foreign styles.
//! Commemorative and friendship names are exempt by list. Also words spelled in letters: three letters
//! or more that can be spoken (SOHO, House), not an abbreviation (CBD), which is odd and no word.
//!
//! # Law
//! 地名管理条例 (2022) art. 9 (5); 民发〔2018〕146号, 洋.
//!
//! # Example
//! 加州阳光小区 fails; 白求恩国际和平医院 passes.

use unicode_normalization::UnicodeNormalization as _;

use crate::{
    domain::{Evidence, FindingCategory},
    rules::{
        Rule,
        subject::{Report, Subject},
        word_list::List,
    },
    text::{CharacterClass, classify},
};

/// The rule.
pub(in crate::rules) const RULE: Rule = Rule {
    code: "N5-foreign",
    category: FindingCategory::Foreign,
    applies_to: &[],
    numbers: &[],
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    report.find_words(subject, List::Foreign, "rules.N5-foreign.found");
    if let Some(word) = spelled_word(subject) {
        let said = vec![("words", word.clone())];
        let evidence = vec![Evidence::Text(word)];
        report.find("rules.N5-foreign.spelled", said, evidence);
    }
}

/// The first run of three letters or more with a vowel and a consonant.
fn spelled_word(subject: &Subject<'_>) -> Option<String> {
    let is_letter = |c: &char| classify(*c) == CharacterClass::Latin;
    subject
        .chars
        .split(|c| !is_letter(c))
        .find(|run| {
            let folded: String = run.iter().collect::<String>().nfkc().collect();
            let is_vowel = |c: char| "aeiouyAEIOUY".contains(c);
            run.len() >= 3 && folded.contains(is_vowel) && !folded.chars().all(is_vowel)
        })
        .map(|run| run.iter().collect())
}
