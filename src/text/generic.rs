//! Generic terms (通名): which words end a name, and what category of place they mean.

use std::{collections::HashMap, fmt, str::FromStr, sync::LazyLock};

use super::table;

/// A naming category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Category {
    /// Roads, streets and lanes (街路巷).
    Road,
    /// Residential areas (住宅区).
    Residential,
    /// Buildings (楼宇).
    Building,
    /// Villages and other settlements (自然村等聚落).
    Village,
    /// Seats of communities and village committees (社区、村居).
    Community,
    /// Administrative divisions (行政区划).
    Division,
    /// Natural features (自然地理实体).
    Natural,
    /// Parks and nature reserves (公园、自然保护地).
    Park,
    /// Facilities of traffic, water, power and the like (设施).
    Facility,
    /// Anything else.
    Other,
}

/// A word that names no category.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no naming category; they are road, residential, building, village, community, division, natural, park, facility, other"
)]
pub struct UnknownCategory(String);

impl Category {
    /// Every category.
    pub const ALL: [Self; 10] = [
        Self::Road,
        Self::Residential,
        Self::Building,
        Self::Village,
        Self::Community,
        Self::Division,
        Self::Natural,
        Self::Park,
        Self::Facility,
        Self::Other,
    ];

    /// The word used in files and requests.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Road => "road",
            Self::Residential => "residential",
            Self::Building => "building",
            Self::Village => "village",
            Self::Community => "community",
            Self::Division => "division",
            Self::Natural => "natural",
            Self::Park => "park",
            Self::Facility => "facility",
            Self::Other => "other",
        }
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Category {
    type Err = UnknownCategory;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|category| category.as_str() == word)
            .ok_or_else(|| UnknownCategory(word.to_owned()))
    }
}

/// A generic term (通名).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The word.
    pub word: String,
    /// The categories that use it, the commonest first.
    pub categories: Vec<Category>,
    /// How many syllables each written word takes (高速公路: 2 2); one word when empty.
    pub words: Vec<usize>,
}

struct Terms {
    terms: HashMap<String, Term>,
    known: HashMap<String, Category>,
}

static TERMS: LazyLock<Terms> = LazyLock::new(|| Terms {
    terms: table::lines(&table::text("generics.csv"))
        .filter_map(parse_term)
        .map(|term| (term.word.clone(), term))
        .collect(),
    known: table::lines(&table::text("known.csv"))
        .filter_map(|line| {
            let (name, category) = line.split_once(',')?;
            Some((name.to_owned(), category.parse().ok()?))
        })
        .collect(),
});

fn parse_term(line: &str) -> Option<Term> {
    let mut columns = line.split(',');
    let word = columns.next()?.to_owned();
    let categories: Result<Vec<_>, _> = columns.next()?.split(' ').map(str::parse).collect();
    let words = columns
        .next()?
        .split(' ')
        .filter_map(|count| count.parse().ok())
        .collect();
    Some(Term {
        word,
        categories: categories.ok()?,
        words,
    })
}

/// The generic term of this exact spelling.
#[must_use]
pub fn term(word: &str) -> Option<&'static Term> {
    TERMS.terms.get(word)
}

/// Every generic term, in no order.
pub fn terms() -> impl Iterator<Item = &'static Term> {
    TERMS.terms.values()
}

/// The category of a name that is known without being told.
#[must_use]
pub fn known_category(name: &str) -> Option<Category> {
    TERMS.known.get(name).copied()
}

/// The generic terms that end the name, longest first, each leaving something before it.
pub(super) fn endings(name: &str) -> impl Iterator<Item = &'static Term> {
    const LONGEST: usize = 9;
    let mut starts: Vec<usize> = name
        .char_indices()
        .rev()
        .take(LONGEST)
        .map(|(at, _)| at)
        .filter(|&at| at > 0)
        .collect();
    starts.reverse();
    starts.into_iter().filter_map(|at| term(&name[at..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_a_term() {
        let text = table::text("generics.csv");
        let lines = table::lines(&text).count();
        assert_eq!(TERMS.terms.len(), lines - 1, "one is the header");
        assert!(terms().count() > 150);
        for term in terms() {
            let syllables: usize = term.words.iter().sum();
            assert!(syllables == 0 || syllables == term.word.chars().count());
        }
    }

    #[test]
    fn endings_come_longest_first_and_leave_a_rest() {
        let words = |name| endings(name).map(|t| t.word.as_str()).collect::<Vec<_>>();
        assert_eq!(words("三江街道"), ["街道", "道"]);
        assert_eq!(words("大街"), ["街"]);
        assert_eq!(words("路"), [""; 0]);
    }

    #[test]
    fn categories_read_back_what_they_write() {
        for category in Category::ALL {
            assert_eq!(category.as_str().parse(), Ok(category));
        }
        assert!("street".parse::<Category>().is_err());
    }
}
