//! Texts in one arena, sorted, found by halving.

use std::ops::Range;

/// Sorted texts; one may stand there several times.
#[derive(Debug, Default)]
pub(super) struct SortedTexts {
    ends: Box<[u32]>,
    bytes: Box<str>,
}

impl SortedTexts {
    /// The texts, which come sorted.
    pub(super) fn new<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let (mut ends, mut bytes) = (Vec::new(), String::new());
        for text in texts {
            bytes.push_str(text);
            ends.push(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
        }
        Self {
            ends: ends.into(),
            bytes: bytes.into(),
        }
    }

    pub(super) const fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn get(&self, at: usize) -> &str {
        let from = if at == 0 { 0 } else { self.ends[at - 1] };
        self.bytes
            .get(from as usize..self.ends[at] as usize)
            .unwrap_or_default()
    }

    /// Where a text stands.
    pub(super) fn equal(&self, text: &str) -> Range<usize> {
        let first = self.first(0..self.len(), |other| other >= text);
        let end = self.first(first..self.len(), |other| other > text);
        first..end
    }

    /// Where the texts stand that begin so.
    pub(super) fn prefixed(&self, prefix: &str) -> Range<usize> {
        self.prefixed_within(0..self.len(), prefix)
    }

    /// The same among some that are sorted by themselves.
    pub(super) fn prefixed_within(&self, within: Range<usize>, prefix: &str) -> Range<usize> {
        let end = within.end;
        let first = self.first(within, |other| other >= prefix);
        first..self.first(first..end, |other| !other.starts_with(prefix))
    }

    /// The first place where a condition holds that holds from there on.
    fn first(&self, within: Range<usize>, holds: impl Fn(&str) -> bool) -> usize {
        let (mut low, mut high) = (within.start, within.end);
        while low < high {
            let middle = usize::midpoint(low, high);
            if holds(self.get(middle)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        low
    }

    pub(super) fn memory(&self) -> usize {
        self.ends.len() * 4 + self.bytes.len()
    }
}
