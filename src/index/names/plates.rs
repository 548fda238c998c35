//! The doorplates of one chunk by road and number, and by number alone.

use std::{collections::HashMap, ops::Range};

use super::sorted_texts::SortedTexts;
use crate::{
    domain::doorplate,
    snapshot::{Chunk, RowRef},
    text::search_key,
};

/// The doorplates of a chunk: four bytes each besides the distinct texts.
#[derive(Debug, Default)]
pub(super) struct Plates {
    /// The roads, or what stands before the number in the address of a plate without a road.
    roads: SortedTexts,
    road_ends: Box<[u32]>,
    /// By road, then number as it counts.
    by_road: Box<[u16]>,
    numbers: SortedTexts,
    number_ends: Box<[u32]>,
    by_number: Box<[u16]>,
}

impl Plates {
    pub(super) fn over(chunk: &Chunk) -> Self {
        let mut known = Folded::default();
        let mut roads: Vec<(u32, u64, u16)> = Vec::with_capacity(chunk.len());
        let mut numbers: Vec<(u32, u16)> = Vec::with_capacity(chunk.len());
        let mut road_texts = Distinct::default();
        let mut number_texts = Distinct::default();
        for row in chunk.rows() {
            let Ok(at) = u16::try_from(row.row()) else {
                continue;
            };
            let number = known.fold(row.text(doorplate::NUMBER_AT).unwrap_or_default());
            let number = match row.text(doorplate::SUFFIX_AT) {
                Some(suffix) => search_key(&format!("{number}{suffix}")),
                None => number.to_owned(),
            };
            let road = known.fold(before_number(row));
            roads.push((road_texts.of(road), counts(&number), at));
            numbers.push((number_texts.of(&number), at));
        }
        let (road_texts, road_order) = road_texts.sorted();
        let (number_texts, number_order) = number_texts.sorted();
        for road in &mut roads {
            road.0 = road_order[road.0 as usize];
        }
        for number in &mut numbers {
            number.0 = number_order[number.0 as usize];
        }
        roads.sort_unstable();
        numbers.sort_unstable();
        Self {
            road_ends: ends(road_texts.len(), roads.iter().map(|road| road.0)),
            by_road: roads.into_iter().map(|road| road.2).collect(),
            roads: road_texts,
            number_ends: ends(number_texts.len(), numbers.iter().map(|number| number.0)),
            by_number: numbers.into_iter().map(|number| number.1).collect(),
            numbers: number_texts,
        }
    }

    /// The plates of a road, by number as it counts.
    pub(super) fn on_road(&self, road: &str) -> &[u16] {
        &self.by_road[span(&self.road_ends, self.roads.equal(road))]
    }

    /// The plates of the roads whose name begins so.
    pub(super) fn on_roads(&self, beginning: &str) -> &[u16] {
        &self.by_road[span(&self.road_ends, self.roads.prefixed(beginning))]
    }

    /// The plates of exactly this number.
    pub(super) fn numbered(&self, number: &str) -> &[u16] {
        &self.by_number[span(&self.number_ends, self.numbers.equal(number))]
    }

    /// The plates whose number begins so.
    pub(super) fn numbered_from(&self, beginning: &str) -> &[u16] {
        &self.by_number[span(&self.number_ends, self.numbers.prefixed(beginning))]
    }

    pub(super) fn memory(&self) -> usize {
        self.roads.memory()
            + self.numbers.memory()
            + (self.road_ends.len() + self.number_ends.len()) * 4
            + (self.by_road.len() + self.by_number.len()) * 2
    }
}

/// The number of a plate with its suffix, in the form it is sought by.
pub(super) fn number_key(row: RowRef<'_>) -> String {
    let number = row.text(doorplate::NUMBER_AT).unwrap_or_default();
    match row.text(doorplate::SUFFIX_AT) {
        Some(suffix) => search_key(&format!("{number}{suffix}")),
        None => search_key(number),
    }
}

/// What stands before the number: the road, or else the address without its number.
pub(super) fn before_number(row: RowRef<'_>) -> &str {
    row.text(doorplate::ROAD_NAME_AT).unwrap_or_else(|| {
        let address = row.text(doorplate::ADDRESS_AT).unwrap_or_default();
        let number = row.text(doorplate::NUMBER_AT).unwrap_or_default();
        address
            .rsplit_once(number)
            .map_or(address, |(before, _)| before)
    })
}

/// The figure that a number begins with: 12 before 120.
fn counts(number: &str) -> u64 {
    let end = number
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(number.len());
    number[..end].parse().unwrap_or(u64::MAX)
}

/// Texts as they are sought, folded once each.
#[derive(Default)]
struct Folded<'a>(HashMap<&'a str, String>);

impl<'a> Folded<'a> {
    fn fold(&mut self, text: &'a str) -> &str {
        self.0.entry(text).or_insert_with(|| search_key(text))
    }
}

/// Distinct texts in the order they come.
#[derive(Default)]
struct Distinct(HashMap<String, u32>);

impl Distinct {
    fn of(&mut self, text: &str) -> u32 {
        if let Some(known) = self.0.get(text) {
            return *known;
        }
        let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        self.0.insert(text.to_owned(), next);
        next
    }

    /// The texts sorted, and where each one now stands.
    fn sorted(self) -> (SortedTexts, Vec<u32>) {
        let mut all: Vec<(String, u32)> = self.0.into_iter().collect();
        all.sort_unstable();
        let mut order = vec![0; all.len()];
        for (at, (_, before)) in (0_u32..).zip(&all) {
            order[*before as usize] = at;
        }
        let texts = SortedTexts::new(all.iter().map(|(text, _)| text.as_str()));
        (texts, order)
    }
}

/// Where each group ends in a sorted list of groups.
fn ends(count: usize, groups: impl Iterator<Item = u32>) -> Box<[u32]> {
    let mut ends = vec![0; count];
    for group in groups {
        ends[group as usize] += 1;
    }
    let mut sum = 0;
    for end in &mut ends {
        sum += *end;
        *end = sum;
    }
    ends.into()
}

fn span(ends: &[u32], groups: Range<usize>) -> Range<usize> {
    let at = |group: usize| {
        group
            .checked_sub(1)
            .map_or(0, |before| ends[before] as usize)
    };
    at(groups.start)..at(groups.end)
}
