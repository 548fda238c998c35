//! Problems in words: the catalogue's sentences, with the problem's details put in.

use super::Problem;
use crate::messages::{Lang, Phrase, has};

impl Problem {
    /// What is wrong, in words.
    #[must_use]
    pub fn reason(&self, lang: Lang) -> String {
        self.phrase("reason").say(lang)
    }

    /// How to mend it, in words.
    #[must_use]
    pub fn mend(&self, lang: Lang) -> String {
        self.phrase("mend").say(lang)
    }

    /// How to mend it in an import, whose options may help.
    #[must_use]
    pub fn mend_of_import(&self, lang: Lang) -> String {
        let part = "mend_of_import";
        if has(lang, &self.key(part)) {
            self.phrase(part).say(lang)
        } else {
            self.mend(lang)
        }
    }

    fn key(&self, part: &str) -> String {
        format!("problem.{}.{part}", self.code.as_str())
    }

    /// A part of its words, `reason` or `mend`.
    #[must_use]
    pub fn phrase(&self, part: &str) -> Phrase {
        let phrase = self
            .details
            .iter()
            .fold(Phrase::of(self.key(part)), |phrase, (name, value)| {
                phrase.with(name, in_words(value))
            });
        // Last, as they come from outside and may contain braces of their own.
        phrase
            .with("field", &*self.field)
            .with("value", &self.value)
    }
}

/// A detail that names a thing of ours, such as a type, as its message; any other as it is.
fn in_words(detail: &Phrase) -> Phrase {
    if let Phrase::Plain(text) = detail {
        let key = format!("problem.word.{text}");
        if has(Lang::default(), &key) {
            return Phrase::of(key);
        }
    }
    detail.clone()
}
