//! What a character is: its level in the General Standard Character Table (通用规范汉字表), a
//! traditional or variant form of such a character, or no Chinese character at all.
//!
//! # Source
//! 通用规范汉字表, State Council, 2013 (8 105 characters); traditional and variant forms after Open
//! Chinese Convert. See `fixtures/SOURCES.md`.

use std::{borrow::Cow, collections::HashMap, sync::LazyLock};

use super::table;

/// What a character is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CharacterClass {
    /// In the standard table, at this level: 1 common, 2 less common, 3 names and trades.
    Listed(u8),
    /// A Chinese character outside the table and of no known standard form.
    Unlisted,
    /// A traditional form (繁体字) of this standard character.
    Traditional(char),
    /// Another variant form (异体字) of this standard character.
    Variant(char),
    /// A letter of the Latin alphabet, in any width.
    Latin,
    /// An Arabic figure, in any width.
    Digit,
    /// Punctuation, a sign, white space or an unprintable character.
    Symbol,
    /// A letter of another script.
    OtherScript,
}

struct Characters {
    level: HashMap<char, u8>,
    traditional: HashMap<char, char>,
    variant: HashMap<char, char>,
}

static CHARACTERS: LazyLock<Characters> = LazyLock::new(|| {
    let levels = table::text("levels.txt");
    let level = (1..=3)
        .zip(table::lines(&levels))
        .flat_map(|(level, line)| line.chars().map(move |c| (c, level)))
        .collect();
    let variants = table::text("variants.txt");
    let (traditional, variant) = variants.split_once("\n\n").unwrap_or((&variants, ""));
    Characters {
        level,
        traditional: pairs(traditional),
        variant: pairs(variant),
    }
});

fn pairs(text: &str) -> HashMap<char, char> {
    table::lines(text)
        .filter_map(|line| {
            let mut pair = line.chars();
            Some((pair.next()?, pair.next()?))
        })
        .collect()
}

/// Says what a character is.
#[must_use]
pub fn classify(c: char) -> CharacterClass {
    if c.is_ascii_alphabetic() || is_full_width(c, 'a', 'z') || is_full_width(c, 'A', 'Z') {
        CharacterClass::Latin
    } else if c.is_ascii_digit() || is_full_width(c, '0', '9') {
        CharacterClass::Digit
    } else if is_han(c) {
        classify_han(c)
    } else if is_latin_extension(c) {
        CharacterClass::Latin
    } else if c.is_alphabetic() {
        CharacterClass::OtherScript
    } else {
        CharacterClass::Symbol
    }
}

fn classify_han(c: char) -> CharacterClass {
    if c == '〇' {
        return CharacterClass::Listed(1);
    }
    if let Some(level) = level(c) {
        CharacterClass::Listed(level)
    } else if let Some(&standard) = CHARACTERS.traditional.get(&c) {
        CharacterClass::Traditional(standard)
    } else if let Some(&standard) = CHARACTERS.variant.get(&c) {
        CharacterClass::Variant(standard)
    } else {
        CharacterClass::Unlisted
    }
}

/// The character's level in the standard table, 1 to 3.
#[must_use]
pub fn level(c: char) -> Option<u8> {
    CHARACTERS.level.get(&c).copied()
}

/// The standard form of a traditional or variant form; none for a standard character.
#[must_use]
pub fn standard_form(c: char) -> Option<char> {
    if c.is_ascii() || CHARACTERS.level.contains_key(&c) {
        return None;
    }
    CHARACTERS
        .traditional
        .get(&c)
        .or_else(|| CHARACTERS.variant.get(&c))
        .copied()
}

/// The text with traditional and variant forms replaced by their standard forms.
#[must_use]
pub fn to_standard(text: &str) -> Cow<'_, str> {
    if text.chars().any(|c| standard_form(c).is_some()) {
        Cow::Owned(
            text.chars()
                .map(|c| standard_form(c).unwrap_or(c))
                .collect(),
        )
    } else {
        Cow::Borrowed(text)
    }
}

/// Whether it is a Chinese character, standard or not.
#[must_use]
pub fn is_han(c: char) -> bool {
    matches!(c,
        '〇' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{323AF}')
}

fn is_full_width(c: char, first: char, last: char) -> bool {
    let shift = |ascii: char| u32::from(ascii) + 0xFEE0;
    (shift(first)..=shift(last)).contains(&u32::from(c))
}

fn is_latin_extension(c: char) -> bool {
    matches!(c, '\u{00C0}'..='\u{024F}' | '\u{1E00}'..='\u{1EFF}') && c.is_alphabetic()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_its_three_levels() {
        let count = |level| CHARACTERS.level.values().filter(|&&l| l == level).count();
        assert_eq!((count(1), count(2), count(3)), (3500, 3000, 1605));
    }

    #[test]
    fn characters_fall_into_their_classes() {
        use CharacterClass::{
            Digit, Latin, Listed, OtherScript, Symbol, Traditional, Unlisted, Variant,
        };
        for (c, class) in [
            ('一', Listed(1)),
            ('嵊', Listed(2)),
            ('垟', Listed(3)),
            ('〇', Listed(1)),
            ('東', Traditional('东')),
            ('緹', Traditional('缇')),
            ('衞', Variant('卫')),
            ('乾', Listed(1)),
            ('㙟', Unlisted),
            ('B', Latin),
            ('Ｂ', Latin),
            ('é', Latin),
            ('7', Digit),
            ('７', Digit),
            ('·', Symbol),
            ('-', Symbol),
            ('\u{0}', Symbol),
            ('ら', OtherScript),
            ('Д', OtherScript),
        ] {
            let found = classify(c);
            assert_eq!(found, class, "{c}");
        }
    }

    #[test]
    fn every_standard_form_is_itself_standard_or_stable() {
        for (&c, &standard) in CHARACTERS.traditional.iter().chain(&CHARACTERS.variant) {
            assert_ne!(c, standard);
            assert_eq!(standard_form(standard), None, "{c} → {standard}");
        }
    }

    #[test]
    fn standard_text_is_not_copied() {
        assert!(matches!(to_standard("三江街道"), Cow::Borrowed(_)));
        assert_eq!(to_standard("長樂東路"), "长乐东路");
    }
}
