//! Walks over a name's characters that are of a given class: what the five character rules share.

use crate::{
    domain::Evidence,
    rules::subject::{Report, Subject},
    text::{CharacterClass, classify},
};

/// The characters of the name that the rule finds fault with, those at home in the region left out.
pub(super) fn offending(
    subject: &Subject<'_>,
    offends: impl Fn(CharacterClass) -> bool,
) -> Vec<char> {
    let mut found = Vec::new();
    for &c in &subject.chars {
        if offends(classify(c)) && !subject.pack.allows(c) && !found.contains(&c) {
            found.push(c);
        }
    }
    found
}

/// Reports the characters under a message, each as evidence; nothing when there are none.
pub(super) fn report(found: &[char], message: &'static str, report: &mut Report<'_>) {
    if found.is_empty() {
        return;
    }
    let texts: Vec<String> = found.iter().map(char::to_string).collect();
    let said = vec![("words", texts.join("、"))];
    report.find(
        message,
        said,
        texts.into_iter().map(Evidence::Text).collect(),
    );
}
