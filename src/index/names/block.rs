//! The names of one chunk, or the extra names: every distinct name once, found by text, beginning,
//! part, sound, first letters and with one wrong character.
//!
//! The distinct names stand by length, then by text, so that whatever walks them meets the short
//! ones first and may stop early.

use std::{collections::HashMap, ops::Range};

use super::{extra::NameRole, hashes::Hashes, sorted_texts::SortedTexts};
use crate::{
    snapshot::hash_bytes,
    text::{Category, fold_pinyin, initials, pinyin_keys, search_key, sounds, split},
};

/// A name on its way into a block.
pub(super) struct Named<'a> {
    pub(super) text: &'a str,
    /// The romanization that the register holds, which settles the reading.
    pub(super) pinyin: Option<&'a str>,
    pub(super) entry: Entry,
}

/// Who bears a name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// The row of the chunk, or the number of the extra name.
    pub(super) row: u32,
    pub(super) role: NameRole,
    /// The middle of its box, to be near to something; not a number without a place.
    pub(super) at: [f32; 2],
}

/// The names of a chunk.
#[derive(Debug, Default)]
pub(super) struct NameBlock {
    /// The distinct names in the form they are sought by.
    keys: SortedTexts,
    /// Where the names of each length in characters begin.
    lengths: Box<[u32]>,
    entry_ends: Box<[u32]>,
    entries: Box<[Entry]>,
    /// One or two characters that follow each other, and the keys that hold them.
    grams: HashMap<u64, Range<u32>>,
    postings: Box<[u32]>,
    pinyin: Spelled,
    initials: Spelled,
    toned: Hashes,
    toneless: Hashes,
    /// Each key and each key without one of its characters.
    deletions: Hashes,
    /// The specific terms of the names of regions.
    specifics: Hashes,
}

/// Spellings in alphabetical order, each with its key.
#[derive(Debug, Default)]
struct Spelled {
    texts: SortedTexts,
    keys: Box<[u32]>,
}

/// The most readings of a name that are kept for typing.
const READINGS: usize = 4;

impl NameBlock {
    pub(super) fn over(named: &[Named<'_>]) -> Self {
        let mut list: Vec<(usize, String, &Named<'_>)> = named
            .iter()
            .map(|named| (named, search_key(named.text)))
            .filter(|(_, key)| !key.is_empty())
            .map(|(named, key)| (key.chars().count(), key, named))
            .collect();
        list.sort_by(|a, b| (a.0, &a.1, a.2.entry.row).cmp(&(b.0, &b.1, b.2.entry.row)));
        let mut lengths = Vec::new();
        let (mut keys, mut entry_ends) = (Vec::<&str>::new(), Vec::new());
        let mut spoken: Vec<(&str, Option<&str>)> = Vec::new();
        for (at, (length, key, named)) in list.iter().enumerate() {
            if keys.last() != Some(&key.as_str()) {
                lengths.resize((*length + 1).max(lengths.len()), number(keys.len()));
                keys.push(key);
                spoken.push((named.text, named.pinyin));
                entry_ends.push(0);
            }
            if let Some(end) = entry_ends.last_mut() {
                *end = number(at + 1);
            }
        }
        lengths.push(number(keys.len()));
        let (grams, postings) = grams(&keys);
        let mut block = Self {
            keys: SortedTexts::new(keys.iter().copied()),
            lengths: lengths.into(),
            entry_ends: entry_ends.into(),
            entries: list.iter().map(|(_, _, named)| named.entry).collect(),
            grams,
            postings,
            deletions: Hashes::new(keys.iter().map(|key| deletions(key))),
            ..Self::default()
        };
        block.speak(&spoken);
        block
    }

    /// The same with the specific terms of its names, for regions.
    pub(super) fn with_specifics(mut self) -> Self {
        let of = |key| {
            let name = self.key(number(key));
            vec![hash(split(name, Some(Category::Division)).specific)]
        };
        self.specifics = Hashes::new((0..self.keys.len()).map(of));
        self
    }

    fn speak(&mut self, spoken: &[(&str, Option<&str>)]) {
        let typed = |names: fn(&str) -> Vec<String>| {
            move |(text, _): &(&str, Option<&str>)| {
                let mut keys = names(text);
                keys.truncate(READINGS);
                keys
            }
        };
        let pinyin = |name: &(&str, Option<&str>)| {
            let mut keys = typed(pinyin_keys)(name);
            let own = name.1.map(fold_pinyin).unwrap_or_default();
            if !own.is_empty() && !keys.contains(&own) {
                keys.push(own);
            }
            keys
        };
        self.pinyin = Spelled::new(spoken.iter().map(pinyin));
        self.initials = Spelled::new(spoken.iter().map(typed(initials)));
        let all: Vec<_> = spoken.iter().map(|(text, _)| sounds(text, None)).collect();
        self.toned = Hashes::new(all.iter().map(|sounds| hashed(&sounds.toned)));
        self.toneless = Hashes::new(all.iter().map(|sounds| hashed(&sounds.toneless)));
    }

    pub(super) fn key(&self, key: u32) -> &str {
        self.keys.get(key as usize)
    }

    pub(super) fn entries(&self, key: u32) -> &[Entry] {
        let at = key as usize;
        let from = if at == 0 { 0 } else { self.entry_ends[at - 1] };
        &self.entries[from as usize..self.entry_ends[at] as usize]
    }

    /// The keys of one length.
    fn of_length(&self, length: usize) -> Range<usize> {
        let at = |length: usize| {
            let last = self.lengths.len() - 1;
            self.lengths
                .get(length.min(last))
                .map_or(0, |key| *key as usize)
        };
        if self.lengths.is_empty() {
            return 0..0;
        }
        at(length)..at(length + 1)
    }

    /// The key that is this text.
    pub(super) fn exact(&self, text: &str) -> Option<u32> {
        // The hash of a whole key stands among those of keys with a character less.
        self.deletions
            .find(hash(text))
            .find(|key| self.key(*key) == text)
    }

    /// The keys that begin so, shortest first.
    pub(super) fn prefixed<'a>(&'a self, text: &'a str) -> impl Iterator<Item = u32> + 'a {
        (0..self.lengths.len().saturating_sub(1)).flat_map(move |length| {
            self.keys
                .prefixed_within(self.of_length(length), text)
                .map(number)
        })
    }

    /// How many characters a key has.
    pub(super) fn length(&self, key: u32) -> u32 {
        number(
            self.lengths
                .partition_point(|first| *first <= key)
                .saturating_sub(1),
        )
    }

    /// The keys that hold a text somewhere, shortest first.
    pub(super) fn containing<'a>(&'a self, text: &'a str) -> impl Iterator<Item = u32> + 'a {
        let characters: Vec<char> = text.chars().collect();
        let grams = match characters.as_slice() {
            [one] => vec![gram(*one, None)],
            several => several
                .windows(2)
                .map(|pair| gram(pair[0], Some(pair[1])))
                .collect(),
        };
        let rarest = grams
            .iter()
            .map(|gram| self.grams.get(gram).cloned().unwrap_or(0..0))
            .min_by_key(ExactSizeIterator::len)
            .unwrap_or(0..0);
        let settled = characters.len() <= 2;
        self.postings[rarest.start as usize..rarest.end as usize]
            .iter()
            .copied()
            .filter(move |key| settled || self.key(*key).contains(text))
    }

    /// The keys whose pinyin begins so.
    pub(super) fn spelled(&self, typed: &str) -> &[u32] {
        self.pinyin.prefixed(typed)
    }

    /// The keys whose first letters begin so.
    pub(super) fn lettered(&self, typed: &str) -> &[u32] {
        self.initials.prefixed(typed)
    }

    /// The keys that share a sound with tones, by its hash.
    pub(super) fn same_toned<'a>(&'a self, sounds: &'a [u64]) -> impl Iterator<Item = u32> + 'a {
        sounds.iter().flat_map(|hash| self.toned.find(*hash))
    }

    /// The keys that share a sound without tones, by its hash.
    pub(super) fn same_toneless<'a>(&'a self, sounds: &'a [u64]) -> impl Iterator<Item = u32> + 'a {
        sounds.iter().flat_map(|hash| self.toneless.find(*hash))
    }

    /// The keys that one inserted, deleted or replaced character parts from a text, which is not
    /// among them; `hashes` are the text's [`deletions`].
    pub(super) fn one_character(&self, text: &str, hashes: &[u64]) -> Vec<u32> {
        let mut found: Vec<u32> = hashes
            .iter()
            .flat_map(|hash| self.deletions.find(*hash))
            .collect();
        found.sort_unstable();
        found.dedup();
        found.retain(|key| is_one_apart(self.key(*key), text));
        found
    }

    /// The keys that begin with this specific term and have nothing but a generic term besides; told
    /// of the names of regions only.
    pub(super) fn of_specific<'a>(&'a self, specific: &'a str) -> impl Iterator<Item = u32> + 'a {
        let found = self.specifics.find(hash(specific));
        found.filter(move |key| self.key(*key).starts_with(specific))
    }

    pub(super) fn memory(&self) -> usize {
        self.keys.memory()
            + self.entries.len() * size_of::<Entry>()
            + (self.entry_ends.len() + self.lengths.len() + self.postings.len()) * 4
            + self.grams.len() * 20
            + self.pinyin.memory()
            + self.initials.memory()
            + [
                &self.toned,
                &self.toneless,
                &self.deletions,
                &self.specifics,
            ]
            .map(Hashes::memory)
            .iter()
            .sum::<usize>()
    }
}

impl Spelled {
    fn new(of_keys: impl Iterator<Item = Vec<String>>) -> Self {
        let mut all: Vec<(String, u32)> = of_keys
            .enumerate()
            .flat_map(|(key, texts)| texts.into_iter().map(move |text| (text, number(key))))
            .collect();
        all.sort_unstable();
        Self {
            texts: SortedTexts::new(all.iter().map(|(text, _)| text.as_str())),
            keys: all.iter().map(|(_, key)| *key).collect(),
        }
    }

    fn prefixed(&self, typed: &str) -> &[u32] {
        &self.keys[self.texts.prefixed(typed)]
    }

    fn memory(&self) -> usize {
        self.texts.memory() + self.keys.len() * 4
    }
}

/// Every text that is left when one character is taken away, and the text itself.
pub(super) fn deletions(text: &str) -> Vec<u64> {
    let mut hashes = vec![hash(text)];
    let mut without = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        without.clear();
        without.push_str(&text[..at]);
        without.push_str(&text[at + character.len_utf8()..]);
        hashes.push(hash(&without));
    }
    hashes
}

/// Whether exactly one character has to be inserted, deleted or replaced.
pub(super) fn is_one_apart(a: &str, b: &str) -> bool {
    let mut from_start = a.chars().zip(b.chars());
    let same = |(x, y): &(char, char)| x == y;
    let start: usize = from_start
        .by_ref()
        .take_while(same)
        .map(|(x, _)| x.len_utf8())
        .sum();
    let (a, b) = (&a[start..], &b[start..]);
    let after_first = |text: &str| text.chars().next().map_or(0, char::len_utf8);
    let (a_rest, b_rest) = (&a[after_first(a)..], &b[after_first(b)..]);
    (!a.is_empty() || !b.is_empty()) && (a_rest == b_rest || a_rest == b || a == b_rest)
}

/// The hashes of texts.
pub(super) fn hashed(texts: &[String]) -> Vec<u64> {
    texts.iter().map(|text| hash(text)).collect()
}

fn grams(keys: &[&str]) -> (HashMap<u64, Range<u32>>, Box<[u32]>) {
    let mut pairs: Vec<(u64, u32)> = Vec::new();
    for (key, text) in keys.iter().enumerate() {
        let mut characters = text.chars().peekable();
        while let Some(character) = characters.next() {
            pairs.push((gram(character, None), number(key)));
            if let Some(next) = characters.peek() {
                pairs.push((gram(character, Some(*next)), number(key)));
            }
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    let mut ranges: HashMap<u64, Range<u32>> = HashMap::new();
    for (at, (gram, _)) in pairs.iter().enumerate() {
        let at = number(at);
        ranges.entry(*gram).or_insert(at..at).end = at + 1;
    }
    let postings = pairs.into_iter().map(|(_, key)| key).collect();
    (ranges, postings)
}

fn gram(first: char, second: Option<char>) -> u64 {
    u64::from(u32::from(first)) << 32 | second.map_or(0, |c| u64::from(u32::from(c)))
}

fn hash(text: &str) -> u64 {
    hash_bytes(text.as_bytes())
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn block(names: &[String]) -> NameBlock {
        let list: Vec<Named<'_>> = (0..)
            .zip(names)
            .map(|(row, text)| Named {
                text,
                pinyin: None,
                entry: Entry {
                    row,
                    role: NameRole::Standard,
                    at: [0.0; 2],
                },
            })
            .collect();
        NameBlock::over(&list)
    }

    fn rows(block: &NameBlock, keys: impl IntoIterator<Item = u32>) -> Vec<u32> {
        let mut rows: Vec<u32> = keys
            .into_iter()
            .flat_map(|key| block.entries(key))
            .map(|entry| entry.row)
            .collect();
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    fn distance(a: &str, b: &str) -> usize {
        let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
        let mut row: Vec<usize> = (0..=b.len()).collect();
        for (i, x) in a.iter().enumerate() {
            let mut corner = row[0];
            row[0] = i + 1;
            for (j, y) in b.iter().enumerate() {
                let replaced = corner + usize::from(x != y);
                corner = row[j + 1];
                row[j + 1] = replaced.min(row[j] + 1).min(corner + 1);
            }
        }
        row[b.len()]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn every_look_up_finds_what_looking_at_every_name_gives(
            names in prop::collection::vec("[东西中山路街长乐a]{1,6}", 0..60),
            asked in "[东西中山路街长乐a]{1,6}",
        ) {
            let block = block(&names);
            let matching = |test: &dyn Fn(&str) -> bool| -> Vec<u32> {
                (0..).zip(&names).filter(|(_, name)| test(name)).map(|(row, _)| row).collect()
            };
            prop_assert_eq!(rows(&block, block.exact(&asked)), matching(&|name| name == asked));
            prop_assert_eq!(
                rows(&block, block.prefixed(&asked)),
                matching(&|name| name.starts_with(&asked))
            );
            for key in 0..u32::try_from(block.keys.len()).unwrap() {
                prop_assert_eq!(block.length(key) as usize, block.key(key).chars().count());
            }
            prop_assert_eq!(
                rows(&block, block.containing(&asked)),
                matching(&|name| name.contains(&asked))
            );
            prop_assert_eq!(
                rows(&block, block.one_character(&asked, &deletions(&asked))),
                matching(&|name| distance(name, &asked) == 1)
            );
            let own = sounds(&asked, None);
            let shares = |a: &[String], b: &[String]| a.iter().any(|key| b.contains(key));
            prop_assert_eq!(
                rows(&block, block.same_toned(&hashed(&own.toned))),
                matching(&|name| shares(&own.toned, &sounds(name, None).toned))
            );
            prop_assert_eq!(
                rows(&block, block.same_toneless(&hashed(&own.toneless))),
                matching(&|name| shares(&own.toneless, &sounds(name, None).toneless))
            );
            let typed: String = pinyin_keys(&asked)[0].chars().take(3).collect();
            prop_assert_eq!(
                rows(&block, block.spelled(&typed).iter().copied()),
                matching(&|name| pinyin_keys(name).iter().take(READINGS).any(|key| key.starts_with(&typed)))
            );
        }
    }
}
