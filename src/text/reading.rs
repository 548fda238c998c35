//! How names are read: place names first, then words, then each character's own commonest reading.
//!
//! A reading is a proposal: every one carries its source, and a reviewer has the last word.
//!
//! # Source
//! 通用规范汉字字典 readings, Unicode kMandarin and open word lists; place names as spoken by the
//! State's lists of easily misread names. See `fixtures/SOURCES.md`.

use std::{collections::HashMap, sync::LazyLock};

use super::{
    Syllable,
    characters::{is_han, standard_form},
    table,
};

/// Where a reading comes from, surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReadingSource {
    /// A reviewer said so.
    Reviewed,
    /// The table of place names.
    PlaceName,
    /// The table of words.
    Phrase,
    /// The character has this one reading.
    Only,
    /// The character has several readings and this is the commonest in names: confirm it.
    Commonest,
    /// No reading is known, or it is no Chinese character.
    None,
}

impl ReadingSource {
    /// The word in answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reviewed => "reviewed",
            Self::PlaceName => "place_name",
            Self::Phrase => "phrase",
            Self::Only => "only",
            Self::Commonest => "commonest",
            Self::None => "none",
        }
    }
}

/// One character and how it is read here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Read {
    /// The character as written.
    pub character: char,
    /// Its syllable; none for figures, letters, signs and unknown characters.
    pub syllable: Option<Syllable>,
    /// Where the reading comes from.
    pub source: ReadingSource,
}

struct Phrase {
    characters: Vec<char>,
    syllables: Vec<Syllable>,
    at_start: bool,
    at_end: bool,
    source: ReadingSource,
}

struct Readings {
    pool: Vec<Syllable>,
    /// Where a character's readings lie in the pool.
    spans: HashMap<char, (u32, u32)>,
    /// By first character, longest first.
    phrases: HashMap<char, Vec<Phrase>>,
    /// How a character is read as a surname, where that differs.
    surnames: HashMap<char, Surname>,
}

/// A surname in the name of a village: 单家庄, 大解村.
#[derive(Clone, Copy)]
struct Surname {
    syllable: Syllable,
    /// Whether it is so common in village names that 庄 or 村 after it is enough; else 家 is needed.
    is_common: bool,
}

static READINGS: LazyLock<Readings> = LazyLock::new(|| {
    let mut readings = Readings {
        pool: Vec::new(),
        spans: HashMap::with_capacity(48_000),
        phrases: HashMap::new(),
        surnames: HashMap::new(),
    };
    readings.add_surnames(&table::text("surnames.txt"));
    readings.add_characters(&table::text("readings.txt"));
    readings.add_characters(&table::text("heteronyms.txt"));
    readings.add_phrases(&table::text("places.txt"), ReadingSource::PlaceName);
    readings.add_phrases(&table::text("phrases.txt"), ReadingSource::Phrase);
    for phrases in readings.phrases.values_mut() {
        phrases.sort_by_key(|phrase| {
            let anchors = usize::from(phrase.at_start) + usize::from(phrase.at_end);
            std::cmp::Reverse((phrase.characters.len(), anchors))
        });
    }
    readings
});

impl Readings {
    /// Lines of readings and the characters that have them; later lines win.
    fn add_characters(&mut self, text: &str) {
        for line in table::lines(text) {
            let start = self.pool.len();
            self.pool.extend(
                line.split(' ')
                    .map_while(|word| word.parse::<Syllable>().ok()),
            );
            let span = (position(start), position(self.pool.len()));
            let characters = line.rsplit(' ').next().unwrap_or_default();
            self.spans.extend(characters.chars().map(|c| (c, span)));
        }
    }

    fn add_phrases(&mut self, text: &str, source: ReadingSource) {
        for line in table::lines(text) {
            let mut words = line.split(' ');
            let written = words.next().unwrap_or_default();
            let syllables: Vec<_> = words.filter_map(|word| word.parse().ok()).collect();
            let characters: Vec<_> = written.chars().filter(|&c| is_han(c)).collect();
            let Some(&first) = characters.first() else {
                continue;
            };
            self.phrases.entry(first).or_default().push(Phrase {
                characters,
                syllables,
                at_start: written.starts_with('^'),
                at_end: written.ends_with('$'),
                source,
            });
        }
    }

    /// Lines of where it holds, the reading and the characters that have it.
    fn add_surnames(&mut self, text: &str) {
        for line in table::lines(text) {
            let mut words = line.split(' ');
            let is_common = words.next() == Some("村");
            let Some(syllable) = words.next().and_then(|word| word.parse().ok()) else {
                continue;
            };
            let surname = Surname {
                syllable,
                is_common,
            };
            let characters = words.next().unwrap_or_default().chars();
            self.surnames.extend(characters.map(|c| (c, surname)));
        }
    }

    /// The reading of a surname that stands here, at the start or after a word of position.
    fn surname(&self, text: &[char], at: usize) -> Option<Syllable> {
        const BEFORE: &str = "大小东西南北中前后左右上下里外老新";
        const SEATS: &str = "庄店村楼集屯营寨沟湾岗坡桥坑塘圩埠坝院郢垸坊";
        let surname = self.surnames.get(text.get(at)?)?;
        let next = *text.get(at + 1)?;
        let follows = match next {
            '家' => text.get(at + 2).is_none_or(|&c| !"园居苑和庭".contains(c)),
            _ => surname.is_common && SEATS.contains(next),
        };
        let leads = text[..at].iter().all(|&c| BEFORE.contains(c));
        (follows && leads && at <= 2).then_some(surname.syllable)
    }

    fn of(&self, c: char) -> &[Syllable] {
        let c = standard_form(c).unwrap_or(c);
        self.spans.get(&c).map_or(&[], |&(start, end)| {
            self.pool
                .get(start as usize..end as usize)
                .unwrap_or_default()
        })
    }

    /// The longest phrase that starts here and breaks no boundary.
    fn phrase(&self, text: &[char], at: usize, boundaries: &[usize]) -> Option<&Phrase> {
        self.phrases.get(text.get(at)?)?.iter().find(|phrase| {
            let end = at + phrase.characters.len();
            text[at..].starts_with(&phrase.characters)
                && (!phrase.at_start || at == 0)
                && (!phrase.at_end || end == text.len() || boundaries.contains(&end))
                && (phrase.source == ReadingSource::PlaceName
                    || text.len() == end && at == 0
                    || !boundaries.iter().any(|&b| at < b && b < end))
        })
    }
}

fn position(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Every modern reading of a character, the commonest in names first; empty when none is known.
#[must_use]
pub fn all_readings(c: char) -> &'static [Syllable] {
    READINGS.of(c)
}

/// Whether the table of place names has exactly these characters.
pub(super) fn is_place(text: &[char]) -> bool {
    READINGS.phrase(text, 0, &[]).is_some_and(|phrase| {
        phrase.source == ReadingSource::PlaceName && phrase.characters == text
    })
}

/// Reads a text character by character, place names and words as wholes.
///
/// For a whole name prefer [`super::romanize()`], which keeps specific and generic term apart.
#[must_use]
pub fn readings(text: &str) -> Vec<Read> {
    readings_within(text, &[])
}

/// As [`readings`], where no word may reach over the given positions (in characters).
pub(super) fn readings_within(text: &str, boundaries: &[usize]) -> Vec<Read> {
    let written: Vec<char> = text.chars().collect();
    let standard: Vec<char> = written
        .iter()
        .map(|&c| standard_form(c).unwrap_or(c))
        .collect();
    let mut reads = Vec::with_capacity(written.len());
    while let Some(&character) = written.get(reads.len()) {
        let at = reads.len();
        let phrase = READINGS.phrase(&standard, at, boundaries);
        let is_place = phrase.is_some_and(|phrase| phrase.source == ReadingSource::PlaceName);
        let surname = READINGS.surname(&standard, at).filter(|_| !is_place);
        if let Some(syllable) = surname {
            reads.push(Read {
                character,
                syllable: Some(syllable),
                source: ReadingSource::Phrase,
            });
        } else if let Some(phrase) = phrase {
            reads.extend(written[at..].iter().zip(&phrase.syllables).map(
                |(&character, &syllable)| Read {
                    character,
                    syllable: Some(syllable),
                    source: phrase.source,
                },
            ));
        } else if is_r_colouring(&standard, at, boundaries) {
            reads.push(Read {
                character,
                syllable: Some(Syllable::R),
                source: ReadingSource::Commonest,
            });
        } else {
            reads.push(read_alone(character));
        }
    }
    reads
}

fn read_alone(character: char) -> Read {
    let known = all_readings(character);
    Read {
        character,
        syllable: known.first().copied(),
        source: match known.len() {
            0 => ReadingSource::None,
            1 => ReadingSource::Only,
            _ => ReadingSource::Commonest,
        },
    }
}

/// Whether 儿 only colours the syllable before it: at the end of a specific or a name, unless the
/// word means a child.
fn is_r_colouring(text: &[char], at: usize, boundaries: &[usize]) -> bool {
    const CHILD: &str = "女幼婴育孤男健少胎宠小乳雨普洱";
    text[at] == '儿'
        && at > 0
        && (at + 1 == text.len() || boundaries.contains(&(at + 1)))
        && !CHILD.contains(text[at - 1])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spoken(text: &str) -> String {
        let syllables: Vec<_> = readings(text)
            .iter()
            .map(|read| read.syllable.map_or("?".to_owned(), |s| s.toned()))
            .collect();
        syllables.join(" ")
    }

    #[test]
    fn every_phrase_has_a_syllable_a_character() {
        for phrase in READINGS.phrases.values().flatten() {
            assert_eq!(
                phrase.characters.len(),
                phrase.syllables.len(),
                "{:?}",
                phrase.characters
            );
        }
    }

    #[test]
    fn every_listed_character_has_a_reading() {
        let levels = table::text("levels.txt");
        for c in table::lines(&levels).flat_map(str::chars) {
            assert!(!all_readings(c).is_empty(), "{c}");
        }
    }

    #[test]
    fn context_decides_between_readings() {
        for (text, expected) in [
            ("十里堡", "shí lǐ pù"),
            ("吴堡", "wú bǔ"),
            ("大黄堡", "dà huáng bǎo"),
            ("莘庄", "xīn zhuāng"),
            ("莘县", "shēn xiàn"),
            ("金华", "jīn huá"),
            ("华阴", "huà yīn"),
            ("崆峒", "kōng tóng"),
            ("浒墅关", "xǔ shù guān"),
            ("浒山", "hǔ shān"),
            ("長樂", "cháng lè"),
            ("盆儿", "pén r"),
            ("女儿", "nǚ ér"),
            ("单家庄", "shàn jiā zhuāng"),
            ("大解村", "dà xiè cūn"),
            ("朴家", "piáo jiā"),
            ("安乐家园", "ān lè jiā yuán"),
            ("华家池", "huá jiā chí"),
            ("A座", "? zuò"),
        ] {
            assert_eq!(spoken(text), expected, "{text}");
        }
    }

    #[test]
    fn a_reading_says_where_it_comes_from() {
        let sources: Vec<_> = readings("台州乐浙A")
            .iter()
            .map(|read| read.source)
            .collect();
        assert_eq!(
            sources,
            [
                ReadingSource::PlaceName,
                ReadingSource::PlaceName,
                ReadingSource::Commonest,
                ReadingSource::Only,
                ReadingSource::None
            ]
        );
    }
}
