//! A text with a place in it: what the parser moves through.

/// A normalised text, by characters.
#[derive(Clone, Debug)]
pub(super) struct Text {
    whole: String,
    chars: Vec<char>,
    /// Where each character begins, and the end.
    starts: Vec<usize>,
}

impl Text {
    pub(super) fn new(whole: String) -> Self {
        let chars = whole.chars().collect();
        let mut starts: Vec<usize> = whole.char_indices().map(|(at, _)| at).collect();
        starts.push(whole.len());
        Self {
            whole,
            chars,
            starts,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.chars.len()
    }

    pub(super) fn char(&self, at: usize) -> Option<char> {
        self.chars.get(at).copied()
    }

    /// The part between two places.
    pub(super) fn part(&self, from: usize, to: usize) -> &str {
        let (from, to) = (from.min(self.len()), to.min(self.len()));
        &self.whole[self.starts[from]..self.starts[to.max(from)]]
    }

    /// Whether a word stands at a place.
    pub(super) fn has(&self, at: usize, word: &str) -> bool {
        at <= self.len() && self.whole[self.starts[at]..].starts_with(word)
    }

    /// The first of some words that stands at a place; where it ends.
    pub(super) fn any(&self, at: usize, words: &[&'static str]) -> Option<(&'static str, usize)> {
        words
            .iter()
            .find(|word| self.has(at, word))
            .map(|word| (*word, at + word.chars().count()))
    }

    /// Where a run of characters ends.
    pub(super) fn while_at(&self, from: usize, holds: impl Fn(char) -> bool) -> usize {
        let mut at = from;
        while self.char(at).is_some_and(&holds) {
            at += 1;
        }
        at
    }

    /// Where Arabic figures end, if some stand here: at most six of them.
    pub(super) fn figures(&self, from: usize) -> Option<usize> {
        let end = self.while_at(from, |c| c.is_ascii_digit());
        (end > from && end - from <= 6).then_some(end)
    }
}

/// Signs that part an address without being part of it.
pub(super) const fn is_separator(c: char) -> bool {
    matches!(
        c,
        ',' | ';'
            | '/'
            | '|'
            | '.'
            | ':'
            | '、'
            | '，'
            | '；'
            | '。'
            | '：'
            | '·'
            | '・'
            | '"'
            | '\''
            | '>'
            | '*'
    )
}
