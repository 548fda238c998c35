//! A name record (名称记录): a name that a feature bears or bore, with its days.

use chrono::NaiveDate;
use serde::Serialize;

/// One name of a feature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NameRecord {
    /// The name.
    pub name: String,
    /// `standard`, `former`, `alias`, `short` or `on_map`.
    pub role: String,
    /// Its spelling, as kept with it.
    pub pinyin: Option<String>,
    /// The reading of each character, where a reviewer settled it: kept in numbered tones (`yue4`),
    /// told with marks.
    pub readings: Option<Vec<String>>,
    /// Whether a reviewer settled the reading.
    pub locked: bool,
    /// Since when it is the name.
    pub valid_from: Option<NaiveDate>,
    /// Until when, this day included; none while it holds.
    pub valid_to: Option<NaiveDate>,
    /// The instrument that gave it.
    pub legal_basis: Option<String>,
}
