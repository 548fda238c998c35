//! A pack as it stands in its file: one law, decree or city's table, with where and when it holds.
//!
//! A file says only what it changes. The pack in force somewhere on a day is the layers of the
//! country, the province and the city of that day, the more special over the more general.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;

use super::{
    PackError,
    dialect::Dialect,
    word_list::{List, Word, parse_word},
};
use crate::{
    domain::{ScopeLevel, Severity, road},
    messages::{Phrase, structure},
    text::Category,
};

/// A severity, or that a rule is not applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Weight {
    Off,
    Note,
    Judge,
    Stop,
}

impl Weight {
    /// The severity; none when the rule is off.
    pub(super) const fn severity(self) -> Option<Severity> {
        match self {
            Self::Off => None,
            Self::Note => Some(Severity::Note),
            Self::Judge => Some(Severity::Judge),
            Self::Stop => Some(Severity::Stop),
        }
    }
}

/// What a pack says about one rule.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleSetting {
    pub severity: Option<Weight>,
    pub article: Option<String>,
    #[serde(default)]
    pub by_category: BTreeMap<String, Weight>,
    #[serde(default)]
    pub numbers: BTreeMap<String, f64>,
}

/// How many characters a name or its specific term may have.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LimitFile {
    /// The categories it holds for; every one when empty.
    #[serde(default)]
    pub categories: Vec<String>,
    pub name_min: Option<usize>,
    pub name_max: Option<usize>,
    pub specific_max: Option<usize>,
}

/// One way to deserve a generic term. Every bound of it has to hold.
///
/// # Boundary
/// `…_min…` holds on the edge, `…_over…` and `…_below…` do not.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Bounds {
    pub width_min_m: Option<f64>,
    pub width_below_m: Option<f64>,
    pub length_min_m: Option<f64>,
    pub length_over_m: Option<f64>,
    pub area_min_m2: Option<f64>,
    pub floor_area_min_m2: Option<f64>,
    pub storeys_min: Option<f64>,
    pub storeys_below: Option<f64>,
    pub green_min_percent: Option<f64>,
    pub open_space_min_m2: Option<f64>,
    pub open_space_min_percent: Option<f64>,
    /// The classes of roads that may bear the term.
    pub road_classes: Vec<String>,
}

/// A paper that an application brings with it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Paper {
    /// What it is called (征求意见报告).
    pub name: String,
    /// The categories it is asked for; every one when empty.
    #[serde(default)]
    pub categories: Vec<String>,
}

/// What the day on which a pack begins is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Dated {
    /// The day the instrument came into force.
    #[default]
    InForce,
    /// The day it was published or numbered; the day it came into force is not known here.
    Published,
    /// A day that stands for one that is not known here.
    Assumed,
}

/// What a generic term asks of the place.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Threshold {
    /// The generic term.
    pub generic: String,
    /// The ways to deserve it: one is enough.
    #[serde(default)]
    pub any: Vec<Bounds>,
    /// Whether the term is given out sparingly (控制使用): a note when nothing is measured.
    #[serde(default)]
    pub controlled: bool,
    /// How a width is measured: `red_line` or `kerb`.
    pub width_basis: Option<String>,
    /// The article, when it differs from the rule's.
    pub article: Option<String>,
}

/// How names are kept free.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReservationFile {
    /// How long, when nobody says until when.
    months: Option<u32>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct CharactersFile {
    allowed: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WordsFile {
    add: Vec<String>,
    drop: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TitleFile {
    zh: String,
    en: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    region: String,
    from: String,
    to: Option<String>,
    #[serde(default)]
    dated: Dated,
    title: TitleFile,
    /// The instruments, for whoever reads the file.
    #[serde(rename = "basis")]
    _basis: String,
    #[serde(default)]
    minority_regions: Vec<String>,
    #[serde(default)]
    rules: BTreeMap<String, RuleSetting>,
    #[serde(default)]
    limit: Vec<LimitFile>,
    #[serde(default)]
    threshold: Vec<Threshold>,
    #[serde(default)]
    scopes: BTreeMap<String, String>,
    /// How far the names of counties and of what stands above them must be the only ones.
    county_scope: Option<String>,
    #[serde(default)]
    barred: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    paper: Vec<Paper>,
    dialect: Option<Dialect>,
    #[serde(default)]
    reservation: ReservationFile,
    #[serde(default)]
    characters: CharactersFile,
    #[serde(default)]
    words: BTreeMap<String, WordsFile>,
}

/// No name is kept free longer without saying until when.
const MOST_MONTHS: u32 = 120;

/// A pack file, read and understood.
#[derive(Clone, Debug)]
pub(super) struct PackFile {
    /// The file's name without its ending.
    pub code: String,
    /// The administrative code it holds for with everything below; empty for the country.
    pub region: String,
    pub from: NaiveDate,
    /// The last day; none while in force.
    pub to: Option<NaiveDate>,
    pub dated: Dated,
    /// In Chinese and in English.
    pub title: (String, String),
    /// Codes of the regions where names from minority languages are at home.
    pub minority_regions: Vec<String>,
    pub rules: BTreeMap<String, RuleSetting>,
    pub limits: Vec<LimitFile>,
    pub thresholds: Vec<Threshold>,
    pub scopes: BTreeMap<Category, ScopeLevel>,
    pub county_scope: Option<ScopeLevel>,
    /// Terms that names of a category may not end in.
    pub barred: BTreeMap<Category, Vec<String>>,
    pub papers: Vec<Paper>,
    pub dialect: Option<Dialect>,
    /// How many months a name is kept free.
    pub reservation_months: Option<u32>,
    pub allowed: String,
    pub words_added: Vec<Word>,
    pub words_dropped: Vec<(List, String)>,
}

impl PackFile {
    /// Reads a pack, naming the key of whatever is wrong.
    pub(super) fn parse(file: &str, text: &str) -> Result<Self, PackError> {
        let raw: File = toml::from_str(text).map_err(|error| {
            let line = error
                .span()
                .map_or(1, |span| text[..span.start].matches('\n').count() + 1);
            PackError::new(file, format!("line {line}"), structure(error.message()))
        })?;
        let date = |key: &str, value: &str| {
            value.parse::<NaiveDate>().map_err(|_| {
                PackError::new(
                    file,
                    key,
                    Phrase::of("pack.wrong_date").with("value", value),
                )
            })
        };
        let from = date("from", &raw.from)?;
        let to = raw.to.as_deref().map(|to| date("to", to)).transpose()?;
        if to.is_some_and(|to| to < from) {
            return Err(PackError::new(file, "to", Phrase::of("pack.ends_early")));
        }
        if !raw.region.bytes().all(|b| b.is_ascii_digit()) || !raw.region.len().is_multiple_of(2) {
            return Err(PackError::new(file, "region", Phrase::of("pack.no_region")));
        }
        let months = raw.reservation.months;
        if let Some(months) = months.filter(|months| !(1..=MOST_MONTHS).contains(months)) {
            let reason = Phrase::of("pack.between")
                .with("value", months.to_string())
                .with("from", "1")
                .with("to", MOST_MONTHS.to_string());
            return Err(PackError::new(file, "reservation.months", reason));
        }
        let mut pack = Self {
            code: code_of(file).to_owned(),
            region: raw.region,
            from,
            to,
            dated: raw.dated,
            title: (raw.title.zh, raw.title.en),
            minority_regions: raw.minority_regions,
            rules: raw.rules,
            limits: raw.limit,
            thresholds: raw.threshold,
            scopes: BTreeMap::new(),
            county_scope: None,
            barred: BTreeMap::new(),
            papers: raw.paper,
            dialect: raw.dialect,
            reservation_months: months,
            allowed: raw.characters.allowed,
            words_added: Vec::new(),
            words_dropped: Vec::new(),
        };
        pack.read_scopes(file, &raw.scopes)?;
        pack.read_county_scope(file, raw.county_scope.as_deref())?;
        pack.read_barred(file, raw.barred)?;
        pack.read_words(file, &raw.words)?;
        pack.check_words_of_categories(file)?;
        Ok(pack)
    }

    fn read_scopes(
        &mut self,
        file: &str,
        scopes: &BTreeMap<String, String>,
    ) -> Result<(), PackError> {
        for (word, level) in scopes {
            let key = format!("scopes.{word}");
            let category: Category = word
                .parse()
                .map_err(|_| PackError::new(file, &*key, no_category(word)))?;
            let level = ScopeLevel::from_word(level)
                .ok_or_else(|| PackError::new(file, &*key, no_scope(level)))?;
            self.scopes.insert(category, level);
        }
        Ok(())
    }

    fn read_county_scope(&mut self, file: &str, level: Option<&str>) -> Result<(), PackError> {
        let Some(level) = level else {
            return Ok(());
        };
        let known = ScopeLevel::from_word(level);
        let wrong = || PackError::new(file, "county_scope", no_scope(level));
        self.county_scope = Some(known.ok_or_else(wrong)?);
        Ok(())
    }

    fn read_barred(
        &mut self,
        file: &str,
        barred: BTreeMap<String, Vec<String>>,
    ) -> Result<(), PackError> {
        for (word, terms) in barred {
            let key = format!("barred.{word}");
            let category: Category = word
                .parse()
                .map_err(|_| PackError::new(file, &*key, no_category(&word)))?;
            if terms.iter().any(String::is_empty) {
                return Err(PackError::new(file, key, Phrase::of("pack.empty_term")));
            }
            self.barred.insert(category, terms);
        }
        Ok(())
    }

    fn read_words(
        &mut self,
        file: &str,
        words: &BTreeMap<String, WordsFile>,
    ) -> Result<(), PackError> {
        for (name, change) in words {
            let list = List::ALL
                .into_iter()
                .find(|list| list.as_str() == name)
                .ok_or_else(|| {
                    PackError::new(
                        file,
                        format!("words.{name}"),
                        Phrase::of("pack.no_such_list"),
                    )
                })?;
            for line in &change.add {
                let word = parse_word(list, line)
                    .map_err(|reason| PackError::new(file, format!("words.{name}.add"), reason))?;
                self.words_added.push(word);
            }
            let dropped = change.drop.iter().map(|word| (list, word.clone()));
            self.words_dropped.extend(dropped);
        }
        Ok(())
    }

    fn check_words_of_categories(&self, file: &str) -> Result<(), PackError> {
        let check = |key: String, word: &String| {
            word.parse::<Category>()
                .map(|_| ())
                .map_err(|_| PackError::new(file, key, no_category(word)))
        };
        for (code, setting) in &self.rules {
            for word in setting.by_category.keys() {
                check(format!("rules.{code}.by_category"), word)?;
            }
        }
        for word in self.limits.iter().flat_map(|limit| &limit.categories) {
            check("limit.categories".to_owned(), word)?;
        }
        for word in self.papers.iter().flat_map(|paper| &paper.categories) {
            check("paper.categories".to_owned(), word)?;
        }
        if let Some(fault) = self.dialect.as_ref().and_then(Dialect::fault) {
            return Err(PackError::new(file, "dialect", fault));
        }
        let is_class = |word: &&String| road::CLASSES.iter().any(|class| class.value == **word);
        for threshold in &self.thresholds {
            let mut classes = threshold.any.iter().flat_map(|way| &way.road_classes);
            if let Some(word) = classes.find(|word| !is_class(word)) {
                let key = format!("threshold.{}.road_classes", threshold.generic);
                let reason = Phrase::of("pack.no_class").with("value", word);
                return Err(PackError::new(file, key, reason));
            }
            let empty = threshold.any.iter().any(|way| *way == Bounds::default());
            if empty || (threshold.any.is_empty() && !threshold.controlled) {
                let key = format!("threshold.{}.any", threshold.generic);
                return Err(PackError::new(file, key, Phrase::of("pack.says_nothing")));
            }
        }
        Ok(())
    }

    /// Whether the pack holds on that day.
    pub(super) fn holds_on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

fn no_category(word: &str) -> Phrase {
    Phrase::of("pack.no_category").with("value", word)
}

fn no_scope(level: &str) -> Phrase {
    Phrase::of("pack.no_scope").with("value", level)
}

/// A pack is known by its file's name.
fn code_of(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.strip_suffix(".toml").unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "region = \"33\"\nfrom = \"2025-06-01\"\nbasis = \"x\"\n\
                        title = { zh = \"浙江\", en = \"Zhejiang\" }\n";

    fn problem(rest: &str) -> String {
        PackFile::parse("p.toml", &format!("{HEAD}{rest}"))
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn what_is_wrong_is_named_with_file_and_key() {
        for (rest, wanted) in [
            ("to = \"2025-05-31\"", "p.toml: to: ends before"),
            (
                "colour = 1",
                "p.toml: line 5: there is no colour; there are region, ",
            ),
            (
                "[scopes]\nroad = \"galaxy\"",
                "p.toml: scopes.road: `galaxy`",
            ),
            ("[scopes]\nstreet = \"county\"", "p.toml: scopes.street: "),
            (
                "[words.bad]\nadd = [\"x\"]",
                "p.toml: words.bad: there is no such list",
            ),
            (
                "[words.odd]\nadd = [\"x,up\"]",
                "p.toml: words.odd.add: `up`",
            ),
            (
                "[[threshold]]\ngeneric = \"大道\"",
                "p.toml: threshold.大道.any: says nothing",
            ),
            (
                "[reservation]\nmonths = 0",
                "p.toml: reservation.months: `0`: 1 to 120",
            ),
            ("county_scope = \"moon\"", "p.toml: county_scope: `moon`"),
            ("[barred]\nstreet = [\"国\"]", "p.toml: barred.street: "),
            ("[dialect]\nname = \"x\"", "p.toml: dialect: says nothing"),
            (
                "[[threshold]]\ngeneric = \"大道\"\nany = [{ road_classes = [\"wide\"] }]",
                "p.toml: threshold.大道.road_classes: `wide`",
            ),
            (
                "[[paper]]\nname = \"申请书\"\ncategories = [\"street\"]",
                "p.toml: paper.categories: ",
            ),
            (
                "[rules.N1]\nseverity = \"hard\"",
                "p.toml: line 6: `hard` is not taken",
            ),
        ] {
            assert!(problem(rest).starts_with(wanted), "{}", problem(rest));
        }
    }

    #[test]
    fn a_pack_holds_from_its_first_to_its_last_day() {
        let pack = PackFile::parse("p.toml", &format!("{HEAD}to = \"2026-01-31\"")).unwrap();
        let on = |day: &str| pack.holds_on(day.parse().unwrap());
        assert_eq!(
            [
                on("2025-05-31"),
                on("2025-06-01"),
                on("2026-01-31"),
                on("2026-02-01")
            ],
            [false, true, true, false]
        );
    }
}
