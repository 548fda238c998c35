//! Tells a foreign word written in Chinese characters by the characters it is written with.
//!
//! Each character has a weight: how much likelier it is in a transliterated name than in the name
//! of a Chinese town or village, in tenths of the natural logarithm. The run of characters with the
//! largest sum is the likeliest transliteration.
//!
//! # Source
//! `fixtures/words/transliteration.csv`; see `fixtures/SOURCES.md`.

use hashbrown::HashMap;

use super::PackError;
use crate::messages::Phrase;

/// The weight of a character that no transliterated name uses.
const STRANGER: i32 = -20;

/// The weights.
#[derive(Debug)]
pub(super) struct Transliteration {
    weights: HashMap<char, i32>,
}

/// The likeliest transliteration in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// Its sum of weights, in tenths.
    pub score: i32,
    /// Where it starts, in characters.
    pub start: usize,
    /// Where it ends, in characters.
    pub end: usize,
}

impl Transliteration {
    /// Reads lines of a weight and the characters that have it.
    pub(super) fn parse(file: &str, text: &str) -> Result<Self, PackError> {
        let mut weights = HashMap::new();
        for (at, line) in text.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let wrong = || {
                PackError::new(
                    file,
                    format!("line {}", at + 1),
                    Phrase::of("pack.columns").with("columns", "weight,characters"),
                )
            };
            let (weight, characters) = line.split_once(',').ok_or_else(wrong)?;
            let weight: i32 = weight.parse().map_err(|_| wrong())?;
            weights.extend(characters.chars().map(|c| (c, weight)));
        }
        if weights.is_empty() {
            return Err(PackError::new(
                file,
                "weight",
                Phrase::of("pack.empty_list"),
            ));
        }
        Ok(Self { weights })
    }

    /// The run with the largest sum; none when no character weighs anything.
    pub(super) fn likeliest(&self, text: &[char]) -> Option<Run> {
        let mut best: Option<Run> = None;
        let (mut sum, mut start) = (0, 0);
        for (at, c) in text.iter().enumerate() {
            if sum <= 0 {
                (sum, start) = (0, at);
            }
            sum += self.weights.get(c).copied().unwrap_or(STRANGER);
            if sum > best.map_or(0, |run| run.score) {
                best = Some(Run {
                    score: sum,
                    start,
                    end: at + 1,
                });
            }
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_run_with_the_largest_sum_is_found() {
        let weights = Transliteration::parse("t.csv", "# x\n40,斯卡\n30,托纳\n-10,长\n").unwrap();
        let run = |text: &str| weights.likeliest(&text.chars().collect::<Vec<_>>());
        assert_eq!(run("长乐"), None);
        let found = run("长托斯卡纳路").unwrap();
        assert_eq!((found.score, found.start, found.end), (140, 1, 5));
    }

    #[test]
    fn a_broken_or_empty_table_is_an_error() {
        assert!(Transliteration::parse("t.csv", "").is_err());
        let error = Transliteration::parse("t.csv", "x,斯\n").unwrap_err();
        assert_eq!(error.key, "line 1");
    }
}
