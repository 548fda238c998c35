//! The names that a register knows, for the longest match.

use std::collections::HashMap;

use super::{normal::normalise, text::Text};

/// What a known name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sort {
    /// A province.
    Province,
    /// A city.
    City,
    /// A county.
    County,
    /// A town.
    Town,
    /// A village or community.
    Village,
    /// A road.
    Road,
    /// A lane: a road whose name ends so.
    Lane,
    /// A settlement that is no administrative unit.
    Settlement,
}

/// Known names.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    names: HashMap<String, Vec<Sort>>,
    longest: usize,
}

impl Lexicon {
    /// Learns a name. Regions are known by their short name too: 嵊州 for 嵊州市.
    pub fn learn(&mut self, name: &str, sort: Sort) {
        let name = normalise(name);
        if let Some(short) = short_of(&name, sort) {
            self.put(short.to_owned(), sort);
        }
        self.put(name, sort);
    }

    fn put(&mut self, name: String, sort: Sort) {
        let length = name.chars().count();
        if length < 2 {
            return;
        }
        self.longest = self.longest.max(length);
        let sorts = self.names.entry(name).or_default();
        if !sorts.contains(&sort) {
            sorts.push(sort);
        }
    }

    /// Whether it knows a name as something.
    #[must_use]
    pub fn knows(&self, name: &str, sort: Sort) -> bool {
        self.names
            .get(name)
            .is_some_and(|sorts| sorts.contains(&sort))
    }

    /// The longest known name at a place, of a sort that is wanted; where it ends.
    pub(super) fn longest(
        &self,
        text: &Text,
        at: usize,
        wanted: impl Fn(Sort) -> bool,
    ) -> Option<(Sort, usize)> {
        let most = self.longest.min(text.len().saturating_sub(at));
        (2..=most).rev().find_map(|length| {
            let sorts = self.names.get(text.part(at, at + length))?;
            let sort = sorts.iter().copied().filter(|sort| wanted(*sort)).min()?;
            Some((sort, at + length))
        })
    }
}

/// Towns and villages are rarely called by their short names, and those are often names of roads.
fn short_of(name: &str, sort: Sort) -> Option<&str> {
    let tails: &[&str] = match sort {
        Sort::Province => &["省", "自治区"],
        Sort::City => &["市", "地区"],
        Sort::County => &["市", "县", "区"],
        Sort::Town => &["街道", "镇"],
        Sort::Village | Sort::Road | Sort::Lane | Sort::Settlement => return None,
    };
    tails
        .iter()
        .find_map(|tail| name.strip_suffix(tail))
        .filter(|short| short.chars().count() >= 2)
}
