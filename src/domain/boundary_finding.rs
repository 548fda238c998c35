//! What the proof of boundaries has to say: one finding a flaw, with its place, its size and a mend.

use std::{fmt, str::FromStr};

use serde::{Serialize, Serializer, ser::SerializeMap};

use super::Severity;
use crate::{
    geo::LonLat,
    messages::{Lang, say},
};

/// The closed list of what can be wrong with boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BoundaryRule {
    /// Ground between regions that belongs to none (缝隙).
    Gap,
    /// Ground that belongs to two regions (重叠).
    Overlap,
    /// A gap or an overlap thinner than the tolerance (碎屑面).
    Sliver,
    /// A line that ends where nothing meets it (悬挂点).
    Dangle,
    /// A vertex of one region on its neighbour's edge, where the neighbour has none (顶点不一致).
    UnsharedVertex,
    /// A line that does not run where its two regions meet (界线偏离).
    LineOffPolygon,
    /// A marker that does not stand on its line (界桩偏离).
    MarkerOffLine,
    /// Markers numbered otherwise than in the order of the line (编号顺序).
    Order,
    /// Three lines or regions that do not meet in the same point (三交点).
    Tripoint,
    /// Regions on the sides of a line that are not those it names (左右政区).
    Sides,
    /// A border without a line, or a line between regions that do not touch (邻接).
    Neighbour,
}

/// A word that names no rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no rule of boundaries")]
pub struct UnknownBoundaryRule(String);

impl BoundaryRule {
    /// Every rule.
    pub const ALL: [Self; 11] = [
        Self::Gap,
        Self::Overlap,
        Self::Sliver,
        Self::Dangle,
        Self::UnsharedVertex,
        Self::LineOffPolygon,
        Self::MarkerOffLine,
        Self::Order,
        Self::Tripoint,
        Self::Sides,
        Self::Neighbour,
    ];

    /// The word in answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Gap => "gap",
            Self::Overlap => "overlap",
            Self::Sliver => "sliver",
            Self::Dangle => "dangle",
            Self::UnsharedVertex => "unshared_vertex",
            Self::LineOffPolygon => "line_off_polygon",
            Self::MarkerOffLine => "marker_off_line",
            Self::Order => "order",
            Self::Tripoint => "tripoint",
            Self::Sides => "sides",
            Self::Neighbour => "neighbour",
        }
    }
}

impl fmt::Display for BoundaryRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for BoundaryRule {
    type Err = UnknownBoundaryRule;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|rule| rule.as_str() == word)
            .ok_or_else(|| UnknownBoundaryRule(word.to_owned()))
    }
}

/// One flaw.
#[derive(Clone, Debug, PartialEq)]
pub struct BoundaryFinding {
    /// What is wrong.
    pub rule: BoundaryRule,
    /// How much it weighs: [`Severity::Judge`] for what somebody has to mend, [`Severity::Note`] for
    /// what is worth knowing.
    pub severity: Severity,
    /// Where: inside an area, at the worst place of a stretch, else the point itself.
    pub at: LonLat,
    /// How large, in metres: the mean width of an area (twice its area by its perimeter), a distance
    /// or the length of a stretch, as the message says.
    pub size_m: f64,
    /// The area of a gap, overlap or sliver, in square metres.
    pub area_m2: Option<f64>,
    /// The codes of the regions and lines and the numbers of the markers that it is about; ids where
    /// there is neither.
    pub features: Vec<String>,
    /// The key of the message.
    pub message: &'static str,
    /// The key of the mend.
    pub mend: &'static str,
    /// What message and mend name.
    pub values: Vec<(&'static str, String)>,
}

impl BoundaryFinding {
    /// A finding for somebody to mend, that names nothing yet.
    #[must_use]
    pub const fn new(
        rule: BoundaryRule,
        at: LonLat,
        size_m: f64,
        message: &'static str,
        mend: &'static str,
    ) -> Self {
        Self {
            rule,
            severity: Severity::Judge,
            at,
            size_m,
            area_m2: None,
            features: Vec::new(),
            message,
            mend,
            values: Vec::new(),
        }
    }

    /// The same, about these features.
    #[must_use]
    pub fn about(mut self, features: impl IntoIterator<Item = impl Into<String>>) -> Self {
        for feature in features {
            let feature = feature.into();
            if !self.features.contains(&feature) {
                self.features.push(feature);
            }
        }
        self
    }

    /// The same, naming a value in its message or mend.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.values.push((name, value.into()));
        self
    }

    /// The same, only worth knowing.
    #[must_use]
    pub const fn noted(mut self) -> Self {
        self.severity = Severity::Note;
        self
    }

    /// What is wrong, in that language.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        self.say(lang, self.message)
    }

    /// How to mend it, in that language.
    #[must_use]
    pub fn mend(&self, lang: Lang) -> String {
        self.say(lang, self.mend)
    }

    fn say(&self, lang: Lang, key: &str) -> String {
        let values: Vec<(&str, &str)> = self
            .values
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        say(lang, key, &values)
    }

    /// The answer in that language, ready to be written as JSON.
    #[must_use]
    pub const fn in_lang(&self, lang: Lang) -> BoundaryFindingInLang<'_> {
        BoundaryFindingInLang {
            finding: self,
            lang,
        }
    }
}

/// A finding whose words are written in one language.
#[derive(Clone, Copy, Debug)]
pub struct BoundaryFindingInLang<'a> {
    finding: &'a BoundaryFinding,
    lang: Lang,
}

impl Serialize for BoundaryFindingInLang<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let finding = self.finding;
        // A millimetre and a nano-degree are finer than any boundary is known.
        let rounded = |value: f64, unit: f64| (value * unit).round() / unit;
        let mut map = to.serialize_map(None)?;
        map.serialize_entry("rule", finding.rule.as_str())?;
        map.serialize_entry("severity", finding.severity.as_str())?;
        map.serialize_entry("lon", &rounded(finding.at.lon, 1e9))?;
        map.serialize_entry("lat", &rounded(finding.at.lat, 1e9))?;
        map.serialize_entry("size_m", &rounded(finding.size_m, 1e3))?;
        map.serialize_entry("area_m2", &finding.area_m2.map(|area| rounded(area, 1e2)))?;
        map.serialize_entry("features", &finding.features)?;
        map.serialize_entry("message", &finding.message(self.lang))?;
        map.serialize_entry("mend", &finding.mend(self.lang))?;
        map.end()
    }
}
