//! Finds the words of all lists in a name at once: a trie over characters.

use hashbrown::{HashMap, HashSet};

use super::word_list::{At, List, Plain, Word};

/// A word found in a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    /// The list that has it.
    pub list: List,
    /// Where it starts, in characters.
    pub start: usize,
    /// Where it ends, in characters.
    pub end: usize,
    /// How it weighs in names of roads, villages, divisions and natural features.
    pub plain: Plain,
    /// Where it has to stand.
    pub at: At,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    list: List,
    at: At,
    plain: Plain,
}

/// The words of a pack.
#[derive(Debug, Default)]
pub(super) struct Matcher {
    /// From a node by a character to the next; the root is 0.
    steps: HashMap<(u32, char), u32>,
    /// What ends at a node: a slice of `entries`.
    ends: Vec<(u32, u32)>,
    entries: Vec<Entry>,
    /// The lists that have any word.
    lists: HashSet<List>,
}

impl Matcher {
    /// Prepares the words.
    pub(super) fn new<'a>(words: impl Iterator<Item = &'a Word>) -> Self {
        let mut steps: HashMap<(u32, char), u32> = HashMap::new();
        let mut at_node: Vec<Vec<Entry>> = vec![Vec::new()];
        let mut lists = HashSet::new();
        for word in words {
            lists.insert(word.list);
            let mut node = 0;
            for c in word.text.chars() {
                let next = u32::try_from(at_node.len()).unwrap_or(u32::MAX);
                node = *steps.entry((node, c)).or_insert(next);
                if node == next {
                    at_node.push(Vec::new());
                }
            }
            if let Some(entries) = at_node.get_mut(node as usize) {
                entries.push(Entry {
                    list: word.list,
                    at: word.at,
                    plain: word.plain,
                });
            }
        }
        let mut matcher = Self {
            steps,
            lists,
            ..Self::default()
        };
        for entries in at_node {
            let start = u32::try_from(matcher.entries.len()).unwrap_or(u32::MAX);
            matcher.entries.extend(entries);
            let end = u32::try_from(matcher.entries.len()).unwrap_or(u32::MAX);
            matcher.ends.push((start, end));
        }
        matcher
    }

    /// Whether a list has any word.
    pub(super) fn knows(&self, list: List) -> bool {
        self.lists.contains(&list)
    }

    /// Every word in the text, wherever it stands, in order of its start.
    pub(super) fn find(&self, text: &[char]) -> Vec<Hit> {
        let mut hits = Vec::new();
        for start in 0..text.len() {
            let mut node = 0;
            for (end, &c) in text.iter().enumerate().skip(start) {
                let Some(&next) = self.steps.get(&(node, c)) else {
                    break;
                };
                node = next;
                let (first, last) = self.ends[node as usize];
                for entry in &self.entries[first as usize..last as usize] {
                    hits.push(Hit {
                        list: entry.list,
                        start,
                        end: end + 1,
                        plain: entry.plain,
                        at: entry.at,
                    });
                }
            }
        }
        hits
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn word(text: &str) -> Word {
        Word {
            text: text.to_owned(),
            list: List::Grand,
            at: At::Any,
            plain: Plain::Same,
        }
    }

    proptest! {
        #[test]
        fn the_trie_finds_what_a_naive_search_finds(
            words in proptest::collection::btree_set("[甲乙丙]{1,3}", 0..9),
            text in "[甲乙丙丁]{0,12}",
        ) {
            let list: Vec<Word> = words.iter().map(|w| word(w)).collect();
            let text: Vec<char> = text.chars().collect();
            let found: Vec<(usize, usize)> =
                Matcher::new(list.iter()).find(&text).iter().map(|h| (h.start, h.end)).collect();
            let mut naive = Vec::new();
            for start in 0..text.len() {
                for end in start + 1..=text.len() {
                    if words.contains(&text[start..end].iter().collect::<String>()) {
                        naive.push((start, end));
                    }
                }
            }
            prop_assert_eq!(found, naive);
        }
    }
}
