//! Problems in words: the catalogue's sentences, with the problem's details put in.

use super::Problem;
use crate::messages::{Lang, has, say};

impl Problem {
    /// What is wrong, in words.
    #[must_use]
    pub fn reason(&self, lang: Lang) -> String {
        self.sentence(lang, "reason")
    }

    /// How to mend it, in words.
    #[must_use]
    pub fn mend(&self, lang: Lang) -> String {
        self.sentence(lang, "mend")
    }

    fn sentence(&self, lang: Lang, part: &str) -> String {
        let key = format!("problem.{}.{part}", self.code.as_str());
        let details: Vec<(&str, String)> = self
            .details
            .iter()
            .map(|(name, value)| (*name, in_words(lang, value)))
            .collect();
        let mut marks: Vec<(&str, &str)> = details
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        // Last, as they come from outside and may contain braces of their own.
        marks.push(("field", &self.field));
        marks.push(("value", &self.value));
        say(lang, &key, &marks)
    }
}

/// A detail that names a thing of ours, such as a type, in the language; any other as it is.
fn in_words(lang: Lang, detail: &str) -> String {
    let key = format!("problem.word.{detail}");
    if has(lang, &key) {
        say(lang, &key, &[])
    } else {
        detail.to_owned()
    }
}
