//! One syllable of Hanyu Pinyin: its letters and its tone.

use std::{fmt, str::FromStr};

use unicode_normalization::UnicodeNormalization;

/// The most bytes that the letters of a syllable take (`zhuangr`).
const CAPACITY: usize = 8;

/// A syllable of Hanyu Pinyin (汉语拼音): `lǚ` is `lü` in the third tone.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Syllable {
    letters: [u8; CAPACITY],
    tone: u8,
}

/// What is no syllable.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no syllable of Hanyu Pinyin")]
pub struct NoSyllable(String);

/// Combining marks of the tones one to four.
const MARKS: [char; 4] = ['\u{304}', '\u{301}', '\u{30C}', '\u{300}'];

impl Syllable {
    /// The r that colours the syllable before it (儿化).
    pub const R: Self = Self {
        letters: [b'r', 0, 0, 0, 0, 0, 0, 0],
        tone: 5,
    };

    /// The letters without tone mark, in lower case, ü kept.
    #[must_use]
    pub fn base(&self) -> &str {
        let end = self
            .letters
            .iter()
            .position(|&b| b == 0)
            .unwrap_or(CAPACITY);
        std::str::from_utf8(&self.letters[..end]).unwrap_or_default()
    }

    /// The tone, 1 to 4, or 5 for a syllable without tone.
    #[must_use]
    pub const fn tone(&self) -> u8 {
        self.tone
    }

    /// The letters with the tone mark on the right vowel, in lower case.
    #[must_use]
    pub fn toned(&self) -> String {
        let mut out = String::with_capacity(CAPACITY);
        self.push_toned(&mut out);
        out
    }

    /// Writes the letters with the tone mark on the right vowel.
    pub(super) fn push_toned(&self, out: &mut String) {
        let base = self.base();
        let marked = marked_letter(base);
        for (at, c) in base.char_indices() {
            if Some(at) == marked && (1..=4).contains(&self.tone) {
                push_marked(c, self.tone, out);
            } else {
                out.push(c);
            }
        }
    }

    /// The first letter.
    #[must_use]
    pub fn initial(&self) -> char {
        self.base().chars().next().unwrap_or('?')
    }
}

/// Where the mark goes: on a, else e, else the o of ou, else the last vowel, else the first letter.
fn marked_letter(base: &str) -> Option<usize> {
    base.find('a')
        .or_else(|| base.find('e'))
        .or_else(|| base.find("ou"))
        .or_else(|| base.rfind(['i', 'o', 'u', 'ü', 'ê']))
        .or_else(|| base.find(['m', 'n']))
}

fn push_marked(c: char, tone: u8, out: &mut String) {
    const VOWELS: [(char, [char; 4]); 6] = [
        ('a', ['ā', 'á', 'ǎ', 'à']),
        ('e', ['ē', 'é', 'ě', 'è']),
        ('i', ['ī', 'í', 'ǐ', 'ì']),
        ('o', ['ō', 'ó', 'ǒ', 'ò']),
        ('u', ['ū', 'ú', 'ǔ', 'ù']),
        ('ü', ['ǖ', 'ǘ', 'ǚ', 'ǜ']),
    ];
    let at = usize::from(tone) - 1;
    if let Some((_, marked)) = VOWELS.iter().find(|(vowel, _)| *vowel == c) {
        out.push(marked[at]);
    } else {
        out.extend([c, MARKS[at]].into_iter().nfc());
    }
}

impl FromStr for Syllable {
    type Err = NoSyllable;

    fn from_str(text: &str) -> Result<Self, NoSyllable> {
        let mut tone = 5;
        let mut base = String::with_capacity(CAPACITY);
        for c in text.nfd() {
            if let Some(mark) = MARKS.iter().position(|&mark| mark == c) {
                tone = u8::try_from(mark + 1).unwrap_or(5);
            } else {
                base.push(c);
            }
        }
        let base: String = base.nfc().collect();
        let is_letter = |c: char| c.is_ascii_lowercase() || c == 'ü' || c == 'ê';
        if base.is_empty() || base.len() > CAPACITY || !base.chars().all(is_letter) {
            return Err(NoSyllable(text.to_owned()));
        }
        let mut letters = [0; CAPACITY];
        letters[..base.len()].copy_from_slice(base.as_bytes());
        Ok(Self { letters, tone })
    }
}

impl fmt::Display for Syllable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.toned())
    }
}

impl fmt::Debug for Syllable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.base(), self.tone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tone_marks_stand_on_the_right_letter() {
        for (toned, base, tone) in [
            ("lǚ", "lü", 3),
            ("liú", "liu", 2),
            ("guì", "gui", 4),
            ("hǎo", "hao", 3),
            ("xué", "xue", 2),
            ("zhōu", "zhou", 1),
            ("nüè", "nüe", 4),
            ("xiōng", "xiong", 1),
            ("lànr", "lanr", 4),
            ("ňg", "ng", 3),
            ("r", "r", 5),
            ("ér", "er", 2),
        ] {
            let syllable: Syllable = toned.parse().unwrap();
            assert_eq!((syllable.base(), syllable.tone()), (base, tone));
            assert_eq!(syllable.toned(), toned);
        }
    }

    #[test]
    fn what_is_no_syllable_is_refused() {
        for text in ["", "Lu", "zhuangzhuang", "路", "a b"] {
            assert!(text.parse::<Syllable>().is_err(), "{text}");
        }
    }
}
