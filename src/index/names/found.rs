//! What a search finds, and in which order it is shown.

use std::{cmp::Ordering, collections::HashSet};

use super::{detail, extra::NameRole, whole::NAMED};
use crate::{
    domain::{Kind, region},
    index::{frame::Frame, nearest::distance_to_row},
    snapshot::{RowRef, Snapshot},
};

/// How a feature answers a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Matched {
    /// Its standard name or address holds the text.
    Name,
    /// A former name does.
    FormerName,
    /// An alias does.
    Alias,
    /// Its pinyin begins so.
    Pinyin,
    /// The first letters of its pinyin begin so.
    Initials,
    /// One character is different.
    Fuzzy,
    /// Its official code is this.
    Code,
}

impl Matched {
    /// The word used in answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::FormerName => "former_name",
            Self::Alias => "alias",
            Self::Pinyin => "pinyin",
            Self::Initials => "initials",
            Self::Fuzzy => "fuzzy",
            Self::Code => "code",
        }
    }

    pub(super) const fn of_role(role: NameRole) -> Self {
        match role {
            NameRole::Standard | NameRole::Reserved | NameRole::Protected => Self::Name,
            NameRole::Former => Self::FormerName,
            NameRole::Alias => Self::Alias,
        }
    }
}

/// A feature that a search found.
#[derive(Clone, Debug)]
pub struct SearchHit<'a> {
    /// From 1 for exactly this down; those of one score differ in distance, kind or length.
    pub score: f64,
    /// How it answers.
    pub matched: Matched,
    /// The feature.
    pub row: RowRef<'a>,
    /// Its name, or road and number of a doorplate.
    pub label: String,
    /// The regions it lies in.
    pub detail: String,
    /// Geodesic metres from the position that was given.
    pub distance_m: Option<f64>,
}

/// How well a text is met, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    Exact,
    Prefix,
    Contains,
    Pinyin,
    Initials,
    Fuzzy,
}

impl Class {
    const fn score(self) -> f64 {
        match self {
            Self::Exact => 1.0,
            Self::Prefix => 0.9,
            Self::Contains => 0.8,
            Self::Pinyin => 0.7,
            Self::Initials => 0.6,
            Self::Fuzzy => 0.5,
        }
    }
}

/// A feature that may be shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate<'a> {
    pub(super) class: Class,
    pub(super) matched: Matched,
    pub(super) retired: bool,
    /// Metres, or 0 when nearness does not count.
    pub(super) metres: f64,
    pub(super) rank: u8,
    /// Characters of the name.
    pub(super) length: u32,
    pub(super) row: RowRef<'a>,
}

impl Candidate<'_> {
    fn order(&self, other: &Self) -> Ordering {
        let key = |c: &Self| (c.class, c.retired);
        key(self)
            .cmp(&key(other))
            .then_with(|| self.metres.total_cmp(&other.metres))
            .then_with(|| (self.rank, self.length).cmp(&(other.rank, other.length)))
            .then_with(|| self.row.fid().cmp(&other.row.fid()))
    }
}

/// Where a feature's kind and level stand: higher-level ones first.
pub(super) fn rank(row: RowRef<'_>) -> u8 {
    let kind = NAMED.iter().position(|kind| *kind == row.kind());
    let kind = kind.map_or(9, |at| at * 10 + 10);
    let level = match row.kind() {
        Kind::Region => region::LEVELS
            .iter()
            .position(|level| Some(level.value) == row.text(region::LEVEL_AT))
            .unwrap_or(9),
        _ => 0,
    };
    let kind = if row.kind() == Kind::Doorplate {
        90
    } else {
        kind
    };
    u8::try_from(kind + level).unwrap_or(u8::MAX)
}

/// The best so far, each feature once.
#[derive(Debug)]
pub(super) struct Found<'a> {
    limit: usize,
    best: Vec<Candidate<'a>>,
    /// The last of the best when they were sorted last and were enough: worse ones stay out.
    worst: Option<Candidate<'a>>,
    seen: usize,
}

impl<'a> Found<'a> {
    pub(super) const fn new(limit: usize) -> Self {
        Self {
            limit,
            best: Vec::new(),
            worst: None,
            seen: 0,
        }
    }

    pub(super) fn push(&mut self, candidate: Candidate<'a>) {
        self.seen += 1;
        if self
            .worst
            .as_ref()
            .is_some_and(|worst| candidate.order(worst).is_ge())
        {
            return;
        }
        self.best.push(candidate);
        if self.best.len() >= self.limit * 2 + 16 {
            self.settle();
        }
    }

    /// How many were offered, taken or not.
    pub(super) const fn seen(&self) -> usize {
        self.seen
    }

    /// Whether enough are found that nothing of a worse class can be better.
    pub(super) fn is_full(&mut self) -> bool {
        self.settle();
        self.worst.is_some_and(|worst| !worst.retired)
    }

    /// Whether enough are found that nothing of this class or a worse one can be better which is
    /// at least so far away.
    pub(super) fn is_settled(&mut self, class: Class, metres: f64) -> bool {
        self.settle();
        self.worst.is_some_and(|worst| {
            worst.class < class || worst.class == class && !worst.retired && worst.metres < metres
        })
    }

    /// Sorts, keeps each feature at its best, and no more than the limit.
    fn settle(&mut self) {
        self.best.sort_by(Candidate::order);
        let mut seen = HashSet::with_capacity(self.best.len());
        self.best
            .retain(|c| seen.insert((c.row.kind(), c.row.fid())));
        self.best.truncate(self.limit);
        if self.best.len() == self.limit {
            self.worst = self.best.last().copied();
        }
    }

    /// The answer, with exact distances where a position was given.
    pub(super) fn into_hits(
        mut self,
        snapshot: &Snapshot,
        frame: Option<&Frame>,
    ) -> Vec<SearchHit<'a>> {
        self.settle();
        let mut hits: Vec<(Candidate<'a>, Option<f64>)> = self
            .best
            .into_iter()
            .map(|mut c| {
                let exact = frame.and_then(|frame| distance_to_row(frame, c.row));
                c.metres = exact.unwrap_or(c.metres);
                (c, exact)
            })
            .collect();
        hits.sort_by(|a, b| a.0.order(&b.0));
        hits.into_iter()
            .map(|(c, distance_m)| SearchHit {
                score: c.class.score() - if c.retired { 0.05 } else { 0.0 },
                matched: c.matched,
                row: c.row,
                label: detail::label(c.row),
                detail: detail::detail(snapshot, c.row),
                distance_m,
            })
            .collect()
    }
}
