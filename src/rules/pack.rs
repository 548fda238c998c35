//! The pack in force somewhere on a day: the layers of the country, the province and the city laid
//! over each other.

use std::{collections::BTreeMap, sync::Arc};

use hashbrown::{HashMap, HashSet};

use super::{
    PackError, Rule, Tables,
    dialect::Dialect,
    matcher::Matcher,
    pack_file::{Dated, LimitFile, PackFile, Paper, Threshold, Weight},
};
use crate::{
    domain::{ScopeLevel, Severity},
    messages::Phrase,
    text::Category,
};

/// What the pack says about one rule.
#[derive(Clone, Debug)]
struct Setting {
    weight: Weight,
    article: String,
    by_category: HashMap<Category, Weight>,
    numbers: BTreeMap<String, f64>,
}

/// How many characters a name or its specific term may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Limit {
    pub categories: Vec<Category>,
    pub name_min: Option<usize>,
    pub name_max: Option<usize>,
    pub specific_max: Option<usize>,
}

/// Rule parameters in force: severities, articles, thresholds, scopes, words.
#[derive(Debug)]
pub struct Pack {
    /// The code of its most special layer.
    pub code: String,
    /// That layer's title in Chinese and in English.
    pub title: (String, String),
    /// The codes of its layers, the most general first.
    pub layers: Vec<String>,
    settings: HashMap<String, Setting>,
    limits: Vec<Limit>,
    thresholds: HashMap<String, Threshold>,
    scopes: HashMap<Category, ScopeLevel>,
    allowed: HashSet<char>,
    minority_regions: Vec<String>,
    county_scope: Option<ScopeLevel>,
    barred: HashMap<Category, Vec<String>>,
    papers: Vec<Paper>,
    reservation_months: u32,
    dated: Dated,
    /// What the region's dialect speaks alike, where a layer asks for it.
    pub(super) dialect: Option<Dialect>,
    pub(super) matcher: Arc<Matcher>,
    /// The tables that all packs share.
    pub(super) tables: Arc<Tables>,
}

impl Pack {
    /// Lays the files over each other, the most general first.
    ///
    /// # Errors
    /// [`PackError`] when a rule is left without severity, article or a number that it needs, or a
    /// file sets a rule that does not exist.
    pub(super) fn layered(
        layers: &[&PackFile],
        rules: &[Rule],
        matcher: Arc<Matcher>,
        tables: Arc<Tables>,
    ) -> Result<Self, PackError> {
        let Some(top) = layers.last() else {
            return Err(PackError::new(
                "packs",
                "region",
                Phrase::of("pack.no_nation"),
            ));
        };
        let mut pack = Self {
            code: top.code.clone(),
            title: top.title.clone(),
            layers: layers.iter().map(|layer| layer.code.clone()).collect(),
            settings: HashMap::new(),
            limits: Vec::new(),
            thresholds: HashMap::new(),
            scopes: HashMap::new(),
            allowed: HashSet::new(),
            minority_regions: Vec::new(),
            county_scope: None,
            barred: HashMap::new(),
            papers: Vec::new(),
            reservation_months: 0,
            dated: top.dated,
            dialect: None,
            matcher,
            tables,
        };
        for rule in rules {
            let setting = setting(rule, layers)?;
            pack.settings.insert(rule.code.to_owned(), setting);
        }
        for layer in layers {
            pack.lay(layer);
        }
        for category in Category::ALL {
            if !pack.scopes.contains_key(&category) {
                let key = format!("scopes.{category}");
                return Err(PackError::new(&top.code, key, Phrase::of("pack.no_layer")));
            }
        }
        if pack.reservation_months == 0 {
            let key = "reservation.months";
            return Err(PackError::new(&top.code, key, Phrase::of("pack.no_layer")));
        }
        Ok(pack)
    }

    fn lay(&mut self, layer: &PackFile) {
        let parse = |words: &[String]| words.iter().filter_map(|w| w.parse().ok()).collect();
        if !layer.limits.is_empty() {
            self.limits = layer
                .limits
                .iter()
                .map(|l| limit(l, parse(&l.categories)))
                .collect();
        }
        let thresholds = layer.thresholds.iter();
        self.thresholds
            .extend(thresholds.map(|t| (t.generic.clone(), t.clone())));
        self.scopes
            .extend(layer.scopes.iter().map(|(&c, &l)| (c, l)));
        self.county_scope = layer.county_scope.or(self.county_scope);
        let barred = layer.barred.iter();
        self.barred
            .extend(barred.map(|(&c, terms)| (c, terms.clone())));
        if !layer.papers.is_empty() {
            self.papers.clone_from(&layer.papers);
        }
        self.reservation_months = layer.reservation_months.unwrap_or(self.reservation_months);
        if layer.dialect.is_some() {
            self.dialect.clone_from(&layer.dialect);
        }
        self.allowed.extend(layer.allowed.chars());
        self.minority_regions
            .extend(layer.minority_regions.iter().cloned());
    }

    /// How much a rule's finding weighs for that category; none when the rule is off.
    #[must_use]
    pub fn severity(&self, rule: &str, category: Option<Category>) -> Option<Severity> {
        let setting = self.settings.get(rule)?;
        category
            .and_then(|category| setting.by_category.get(&category))
            .unwrap_or(&setting.weight)
            .severity()
    }

    /// The instrument and article behind a rule.
    #[must_use]
    pub fn article(&self, rule: &str) -> &str {
        self.settings
            .get(rule)
            .map_or("", |setting| setting.article.as_str())
    }

    /// A number that a rule declares; the opening of the book made sure of it.
    pub(super) fn number(&self, rule: &str, name: &str) -> f64 {
        self.settings
            .get(rule)
            .and_then(|setting| setting.numbers.get(name))
            .copied()
            .unwrap_or(f64::NAN)
    }

    /// The numbers of a rule.
    pub(super) fn numbers(&self, rule: &str) -> impl Iterator<Item = (&str, f64)> {
        self.settings
            .get(rule)
            .into_iter()
            .flat_map(|setting| setting.numbers.iter().map(|(name, &n)| (name.as_str(), n)))
    }

    /// The limits of length for that category.
    pub(super) fn limits(&self, category: Option<Category>) -> impl Iterator<Item = &Limit> {
        self.limits.iter().filter(move |limit| {
            limit.categories.is_empty()
                || category.is_some_and(|category| limit.categories.contains(&category))
        })
    }

    /// What a generic term asks for.
    pub(super) fn threshold(&self, generic: &str) -> Option<&Threshold> {
        self.thresholds.get(generic)
    }

    /// Every threshold, by generic term.
    pub(super) fn thresholds(&self) -> Vec<&Threshold> {
        let mut all: Vec<_> = self.thresholds.values().collect();
        all.sort_by(|a, b| a.generic.cmp(&b.generic));
        all
    }

    /// How far a name of that category must be the only one.
    #[must_use]
    pub fn scope(&self, category: Option<Category>) -> ScopeLevel {
        self.scopes
            .get(&category.unwrap_or(Category::Other))
            .copied()
            .unwrap_or(ScopeLevel::County)
    }

    /// The same for a county and what stands above it, where the law sets one of its own.
    pub(super) fn county_scope(&self) -> Option<ScopeLevel> {
        self.county_scope
    }

    /// Terms that names of that category may not end in, as they are those of another.
    pub(super) fn barred(&self, category: Option<Category>) -> &[String] {
        category
            .and_then(|category| self.barred.get(&category))
            .map_or(&[], Vec::as_slice)
    }

    /// How many months a name is kept free when nobody says until when.
    #[must_use]
    pub const fn reservation_months(&self) -> u32 {
        self.reservation_months
    }

    /// The papers that an application for a name of that category brings with it.
    pub(super) fn papers(&self, category: Option<Category>) -> impl Iterator<Item = &str> {
        self.papers
            .iter()
            .filter(move |paper| {
                let mut of = paper.categories.iter();
                paper.categories.is_empty()
                    || category.is_some_and(|category| of.any(|word| word == category.as_str()))
            })
            .map(|paper| paper.name.as_str())
    }

    /// What the first day of the most special layer is.
    pub(super) const fn dated(&self) -> Dated {
        self.dated
    }

    /// Whether a character outside the common ones is at home here (垟, 岙, 漾 …).
    pub(super) fn allows(&self, c: char) -> bool {
        self.allowed.contains(&c)
    }

    /// Whether names from minority languages are at home in that region.
    pub(super) fn has_minority_languages(&self, region_code: Option<&str>) -> bool {
        let mut regions = self.minority_regions.iter();
        region_code.is_some_and(|code| regions.any(|region| code.starts_with(region)))
    }

    /// The characters allowed here, sorted.
    pub(super) fn allowed(&self) -> String {
        let mut all: Vec<char> = self.allowed.iter().copied().collect();
        all.sort_unstable();
        all.into_iter().collect()
    }
}

fn limit(file: &LimitFile, categories: Vec<Category>) -> Limit {
    Limit {
        categories,
        name_min: file.name_min,
        name_max: file.name_max,
        specific_max: file.specific_max,
    }
}

/// What the layers together say about a rule.
fn setting(rule: &Rule, layers: &[&PackFile]) -> Result<Setting, PackError> {
    let mut weight = None;
    let mut article = None;
    let mut by_category = HashMap::new();
    let mut numbers = BTreeMap::new();
    for layer in layers {
        let Some(file) = layer.rules.get(rule.code) else {
            continue;
        };
        if file.severity.is_some() {
            // A layer that sets the severity anew sets it for every category.
            by_category.clear();
        }
        weight = file.severity.or(weight);
        article = file.article.as_ref().or(article);
        let weights = file.by_category.iter();
        by_category.extend(weights.filter_map(|(word, &w)| Some((word.parse().ok()?, w))));
        numbers.extend(file.numbers.iter().map(|(name, &n)| (name.clone(), n)));
    }
    let file = layers.first().map_or("packs", |layer| &layer.code);
    let missing = |what: &str| {
        let key = format!("rules.{}.{what}", rule.code);
        PackError::new(&format!("{file}.toml"), key, Phrase::of("pack.no_layer"))
    };
    for &name in rule.numbers {
        if !numbers.contains_key(name) {
            return Err(missing(&format!("numbers.{name}")));
        }
    }
    Ok(Setting {
        weight: weight.ok_or_else(|| missing("severity"))?,
        article: article.ok_or_else(|| missing("article"))?.clone(),
        by_category,
        numbers,
    })
}
