//! Writes names in Roman letters by the State's rules for place names of the Chinese language.
//!
//! # Law
//! 中国地名汉语拼音字母拼写规则(汉语地名部分), 84中地字第17号, 1984-12-25; 地名管理条例 art. 15. Names in
//! minority languages have rules of their own; they are spelled here as they sound in Chinese.

use std::fmt::Write as _;

use super::{
    Category, Read, ReadingSource, Split, known_category,
    reading::readings_within,
    split,
    words::{self, Piece},
};

/// A name in Roman letters, and what the spelling rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Romanized<'a> {
    /// With tone marks: `Cháoyángménnèi Dàjiē`.
    pub pinyin: String,
    /// Without tone marks, ü kept: `Chaoyangmennei Dajie`.
    pub plain: String,
    /// As on signs, capitals throughout: `CHAOYANGMENNEI DAJIE`.
    pub sign: String,
    /// The reading of each character.
    pub syllables: Vec<Read>,
    /// The parts of the name.
    pub split: Split<'a>,
    /// The least sure source among the readings: below [`ReadingSource::Only`] they want confirming.
    pub source: ReadingSource,
}

/// Spells a (normalised) name. Without a category the generic term decides: roads and divisions
/// apart, villages in one word; any other term apart when it has two syllables or more.
#[must_use]
pub fn romanize(name: &str, category: Option<Category>) -> Romanized<'_> {
    romanize_as(name, category, &[])
}

/// The same with readings that a reviewer settled: one a character, none where there is nothing to
/// settle.
#[must_use]
pub fn romanize_as<'a>(
    name: &'a str,
    category: Option<Category>,
    reviewed: &[Option<super::Syllable>],
) -> Romanized<'a> {
    let category = category.or_else(|| known_category(name));
    let split = split(name, category);
    let mut syllables = readings_within(name, &boundaries(&split));
    let [_, _, modifiers_end, _] = split.positions();
    for read in &mut syllables[modifiers_end..] {
        // The few readings of generic terms are settled.
        read.source = read.source.min(ReadingSource::Phrase);
    }
    for (read, syllable) in syllables.iter_mut().zip(reviewed) {
        if let Some(syllable) = syllable {
            read.syllable = Some(*syllable);
            read.source = ReadingSource::Reviewed;
        }
    }
    let mut spelling = Spelling::default();
    if is_apart(&split, category) {
        spelling.apart(&split, &syllables);
    } else {
        spelling.word(&syllables);
    }
    let source = syllables
        .iter()
        .filter(|read| super::is_han(read.character))
        .map(|read| read.source)
        .max()
        .unwrap_or(ReadingSource::None);
    Romanized {
        sign: spelling.plain.to_uppercase(),
        pinyin: spelling.pinyin,
        plain: spelling.plain,
        syllables,
        split,
        source,
    }
}

/// Where words may not reach over: the ends of the parts, and of the parts of a road in a section.
fn boundaries(split: &Split<'_>) -> Vec<usize> {
    let mut ends = split.positions().to_vec();
    if split.generic == "段" {
        ends.extend(super::split(split.specific, Some(Category::Road)).positions());
    }
    ends
}

/// Whether specific and generic term are written apart.
fn is_apart(split: &Split<'_>, asked: Option<Category>) -> bool {
    use Category::{Community, Division, Road, Village};
    match (asked, split.category) {
        (_, Some(Division | Community)) => true,
        (_, None | Some(Village)) | (Some(Village), _) => false,
        (_, Some(Road)) => true,
        (Some(asked), Some(found)) if asked == found => true,
        (_, Some(_)) => split.generic.chars().count() + split.position.chars().count() > 1,
    }
}

#[derive(Default)]
struct Spelling {
    pinyin: String,
    plain: String,
}

impl Spelling {
    /// Specific, modifiers and generic term as separate words.
    fn apart(&mut self, split: &Split<'_>, reads: &[Read]) {
        let [specific, position, numeral, _] = split.positions();
        if split.is_ordinal_only() {
            self.ordinal(split.specific, split.ordinal);
        } else {
            self.specific(split, &reads[..specific]);
        }
        if split.numeral.is_empty() {
            // A one-syllable position joins the generic term (rule 2).
            self.generic(split, &reads[specific..]);
        } else {
            self.word(&reads[specific..position]);
            self.ordinal(split.numeral, split.ordinal);
            self.generic(split, &reads[numeral..]);
        }
    }

    fn specific(&mut self, split: &Split<'_>, reads: &[Read]) {
        if split.generic == "段" {
            let road = super::split(split.specific, Some(Category::Road));
            if road.category == Some(Category::Road) && road.generic != "段" {
                return self.apart(&road, reads);
            }
        }
        for piece in words::of_specific(split, split.category) {
            match piece {
                Piece::Word(range) => self.word(&reads[range]),
                Piece::Figures(figures) => self.figures(&figures),
            }
        }
    }

    fn generic(&mut self, split: &Split<'_>, reads: &[Read]) {
        let lengths = split.term.map_or(&[][..], |term| &term.words);
        let modifier = reads.len() - split.generic.chars().count();
        let mut start = 0;
        let mut end = modifier;
        for length in lengths {
            end += length;
            self.word(&reads[start..end]);
            start = end;
        }
        self.word(&reads[start..]);
    }

    /// Ordinals in the names of streets are figures (rule 7): 12, Dì-9.
    fn ordinal(&mut self, written: &str, value: Option<u64>) {
        let figures = value.unwrap_or_default().to_string();
        if written.starts_with('第') {
            self.part();
            let _ = write!(self.pinyin, "Dì-{figures}");
            let _ = write!(self.plain, "Di-{figures}");
        } else {
            self.figures(&figures);
        }
    }

    fn figures(&mut self, figures: &str) {
        self.part();
        self.pinyin.push_str(figures);
        self.plain.push_str(figures);
    }

    /// Parts the next word from what is written.
    fn part(&mut self) {
        for text in [&mut self.pinyin, &mut self.plain] {
            if !text.is_empty() && !text.ends_with(' ') {
                text.push(' ');
            }
        }
    }

    /// One word: syllables joined, the first letter a capital; figures and letters in it apart.
    fn word(&mut self, reads: &[Read]) {
        let mut kind = Kind::Nothing;
        for (at, read) in reads.iter().enumerate() {
            let next = Kind::of(read);
            if next == Kind::Nothing {
                let is_followed = reads
                    .get(at + 1)
                    .is_some_and(|read| Kind::of(read) == Kind::Kept);
                // T.I.T, A&B, Wi-Fi: a mark within foreign letters is part of their word.
                if kind == Kind::Kept && is_followed && ".&-'+".contains(read.character) {
                    self.pinyin.push(read.character);
                    self.plain.push(read.character);
                    continue;
                }
                kind = next;
                continue;
            }
            let is_first = next != kind;
            if is_first {
                self.part();
            }
            kind = next;
            if let Some(syllable) = &read.syllable {
                self.syllable(syllable, is_first);
            } else {
                self.pinyin.push(read.character);
                self.plain.push(read.character);
            }
        }
    }

    fn syllable(&mut self, syllable: &super::Syllable, is_first: bool) {
        let start = (self.pinyin.len(), self.plain.len());
        if !is_first && syllable.base().starts_with(['a', 'o', 'e']) {
            self.pinyin.push('\'');
            self.plain.push('\'');
        }
        syllable.push_toned(&mut self.pinyin);
        self.plain.push_str(syllable.base());
        if is_first {
            capitalise(&mut self.pinyin, start.0);
            capitalise(&mut self.plain, start.1);
        }
    }
}

/// What a character contributes to a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Nothing,
    Spelled,
    Kept,
}

impl Kind {
    fn of(read: &Read) -> Self {
        if read.syllable.is_some() {
            Self::Spelled
        } else if read.character.is_alphanumeric() {
            Self::Kept
        } else {
            Self::Nothing
        }
    }
}

fn capitalise(text: &mut String, start: usize) {
    if let Some(first) = text[start..].chars().next() {
        let capital: String = first.to_uppercase().collect();
        text.replace_range(start..start + first.len_utf8(), &capital);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `name,category,pinyin` lines.
    fn check(table: &str) {
        let mut wrong = Vec::new();
        for line in table.lines().skip(1) {
            let columns: Vec<_> = line.split(',').collect();
            let [name, category, expected] = columns[..] else {
                panic!("{line}");
            };
            let spelled = romanize(name, category.parse().ok());
            if spelled.pinyin != expected {
                wrong.push(format!("{name}: {} for {expected}", spelled.pinyin));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn the_examples_of_the_rules_are_spelled_to_the_letter() {
        check(include_str!("../../tests/text/rules.csv"));
    }

    #[test]
    fn easily_misread_places_are_read_right() {
        let table = include_str!("../../tests/text/places.csv");
        let squeeze = |text: &str| -> String {
            text.chars()
                .filter(|c| c.is_alphabetic())
                .flat_map(char::to_lowercase)
                .collect()
        };
        for line in table.lines().skip(1) {
            let (name, expected) = line.split_once(',').unwrap();
            assert_eq!(
                squeeze(&romanize(name, None).pinyin),
                squeeze(expected),
                "{name}"
            );
        }
    }

    #[test]
    fn divisions_roads_villages_and_features_are_spelled_as_on_official_lists() {
        check(include_str!("../../tests/text/official.csv"));
    }

    #[test]
    fn other_names_follow_the_same_rules() {
        check(include_str!("../../tests/text/names.csv"));
    }

    #[test]
    fn all_three_forms_agree() {
        let spelled = romanize("吕梁东路", None);
        assert_eq!(spelled.pinyin, "Lǚliáng Dōnglù");
        assert_eq!(spelled.plain, "Lüliang Donglu");
        assert_eq!(spelled.sign, "LÜLIANG DONGLU");
        assert_eq!(spelled.syllables.len(), 4);
        assert_eq!(spelled.source, ReadingSource::Only);
    }

    #[test]
    fn a_reviewer_has_the_last_word() {
        let said: Vec<_> = ["yuè", "píng", "lù"].map(|s| s.parse().ok()).to_vec();
        let spelled = romanize_as("乐平路", None, &said);
        assert_eq!(spelled.pinyin, "Yuèpíng Lù");
        assert_eq!(spelled.source, ReadingSource::Reviewed);
    }

    #[test]
    fn what_cannot_be_read_stays_as_it_is() {
        assert_eq!(romanize("", None).pinyin, "");
        assert_eq!(romanize("G15高速", None).pinyin, "G15 Gāosù");
        for (name, spelled, sign) in [
            ("SOHO大厦", "SOHO Dàshà", "SOHO DASHA"),
            ("GOLDEN广场", "GOLDEN Guǎngchǎng", "GOLDEN GUANGCHANG"),
            ("现代SOHO", "Xiàndài SOHO", "XIANDAI SOHO"),
            ("Soho中心", "Soho Zhōngxīn", "SOHO ZHONGXIN"),
            ("T.I.T大厦", "T.I.T Dàshà", "T.I.T DASHA"),
            ("A&B公园", "A&B Gōngyuán", "A&B GONGYUAN"),
            ("Wi-Fi路", "Wi-Fi Lù", "WI-FI LU"),
            ("M50广场", "M50 Guǎngchǎng", "M50 GUANGCHANG"),
        ] {
            for category in [None, Some(Category::Building)] {
                let told = romanize(name, category);
                assert_eq!((told.pinyin.as_str(), told.sign.as_str()), (spelled, sign));
            }
        }
        assert_eq!(romanize("·(新)", None).pinyin, "Xīn");
        assert_eq!(romanize("らーめん", None).pinyin, "らーめん");
    }

    proptest::proptest! {
        #[test]
        fn plain_is_pinyin_without_its_marks(
            name in "[一二十第中东山安南长路街巷村省条环道段儿阿A1 ]{0,9}",
            category in 0..11_usize,
        ) {
            use unicode_normalization::UnicodeNormalization;
            let spelled = romanize(&name, Category::ALL.get(category).copied());
            let without: String = spelled.pinyin.nfd()
                .filter(|c| !matches!(c, '\u{300}' | '\u{301}' | '\u{304}' | '\u{30C}'))
                .nfc()
                .collect();
            proptest::prop_assert_eq!(without, spelled.plain);
        }
    }
}
