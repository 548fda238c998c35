//! What a naming rule may ask about the place where a name shall stand: one trait, answered by the
//! index, or by [`NoRegister`], which was not asked and makes the rule report itself skipped.

use uuid::Uuid;

use super::Kind;
use crate::{geo::LonLat, text::Category};

/// How far a name must be the only one of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ScopeLevel {
    /// The township or subdistrict (乡镇、街道).
    Township,
    /// The built-up area (建成区).
    BuiltUpArea,
    /// The county or urban district.
    County,
    /// The prefecture-level city.
    City,
    /// The province.
    Province,
    /// The whole country.
    Nation,
}

impl ScopeLevel {
    /// The word used in packs and message keys.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Township => "township",
            Self::BuiltUpArea => "built_up_area",
            Self::County => "county",
            Self::City => "city",
            Self::Province => "province",
            Self::Nation => "nation",
        }
    }

    /// The level of that word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [
            Self::Township,
            Self::BuiltUpArea,
            Self::County,
            Self::City,
            Self::Province,
            Self::Nation,
        ]
        .into_iter()
        .find(|level| level.as_str() == word)
    }
}

/// What is asked about a name.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The name, normalised.
    pub name: &'a str,
    /// Its naming category; namesakes are sought within the category when it is told.
    pub category: Option<Category>,
    /// The scope that the law sets.
    pub scope: ScopeLevel,
    /// A region that holds the place: the county or below it.
    pub region_code: Option<&'a str>,
    /// Where the place lies. Without it no built-up area and no township can be found.
    pub position: Option<LonLat>,
}

/// An answer, or that nobody could be asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer<T> {
    /// There is no register here, or it knows nothing of the region.
    NotAsked,
    /// The register's answer.
    Found(T),
}

/// How one name resembles another, closest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// The same characters.
    Same,
    /// The same syllables with the same tones, in at least one reading.
    SameSound,
    /// The same syllables with other tones.
    SameSoundNoTone,
    /// One character differs, or the characters look alike.
    Near,
}

/// Another place whose name is the same, sounds the same or is near.
#[derive(Clone, Debug, PartialEq)]
pub struct Namesake {
    /// Its kind.
    pub kind: Kind,
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// How the names resemble each other.
    pub relation: Relation,
    /// Geodesic metres from the asked position; none when either has no position.
    pub distance_m: Option<f64>,
    /// The smallest region that holds it.
    pub region_code: Option<String>,
}

/// Where namesakes were in fact sought.
///
/// It is narrower or wider than the legal scope when that could not be told: without a position,
/// or where no built-up area is loaded, the county.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Searched {
    /// The level that was searched.
    pub level: ScopeLevel,
    /// The code of the region that was searched.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// The namesakes within a scope, closest relation first, then by distance.
#[derive(Clone, Debug, PartialEq)]
pub struct Namesakes {
    /// Where they were sought.
    pub searched: Searched,
    /// Who was found.
    pub places: Vec<Namesake>,
}

/// An administrative division.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Division {
    /// Its code.
    pub code: String,
    /// Its name with the generic term.
    pub name: String,
    /// Its id; none for a division that is known by name and code only.
    pub id: Option<Uuid>,
}

/// A name kept free for somebody (预留).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reservation {
    /// The reserved name.
    pub name: String,
    /// Until when, this day included; none without end.
    pub until: Option<chrono::NaiveDate>,
    /// The smallest region that it is reserved for.
    pub region_code: Option<String>,
    /// Whom it is reserved for; never shown with a finding.
    pub holder: Option<String>,
    /// The number of the file that asks for it; never shown with a finding.
    pub reference: Option<String>,
}

/// What a name is to whoever bears it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Standing {
    /// The standard name in force.
    Current,
    /// An alias or short name in use (别名、简称).
    Alias,
    /// A former standard name of a place that bears another one now (曾用名).
    Former,
    /// The name of a place that is no longer in use (销名).
    Cancelled,
    /// A name on the list of protected names (地名保护名录).
    Protected,
}

/// Who bears a name, or bore it.
#[derive(Clone, Debug, PartialEq)]
pub struct Bearer {
    /// The name as its bearer has it.
    pub name: String,
    /// What it is to its bearer.
    pub standing: Standing,
    /// The place; none for a protected name that nothing bears.
    pub place: Option<Namesake>,
    /// Whether the place is of the kinds that the asked category is sought among.
    pub is_same_type: bool,
}

/// What stands around a name.
pub trait Surroundings {
    /// Places of exactly this name within the scope.
    fn same_text(&self, asked: &Asked<'_>) -> Answer<Namesakes>;

    /// Places whose name sounds the same in at least one reading of either, with or without tones,
    /// within the scope; those of the same text are not among them.
    fn same_sound(&self, asked: &Asked<'_>) -> Answer<Namesakes>;

    /// Places whose name differs by one character within the scope.
    fn neighbours(&self, asked: &Asked<'_>) -> Answer<Namesakes>;

    /// The divisions that hold the position, or else the region and those above it, province first.
    fn containing(&self, asked: &Asked<'_>) -> Answer<Vec<Division>>;

    /// The divisions of township level and above whose name, or its specific term of two
    /// characters or more, occurs in the asked name.
    fn divisions_named_in(&self, asked: &Asked<'_>) -> Answer<Vec<Division>>;

    /// Reservations of exactly this name within the scope, expired ones included.
    fn reserved(&self, asked: &Asked<'_>) -> Answer<Vec<Reservation>>;

    /// Places of any kind that bear or bore exactly one of these names within the scope, those in
    /// force first, then by distance.
    fn bearers(&self, asked: &Asked<'_>, names: &[String]) -> Answer<Vec<Bearer>>;

    /// Places within the scope that can be spoken like one of these keys with tones
    /// (`chang2 le4 lu4`); those of the asked name's own text are not among them.
    fn spoken_like(&self, asked: &Asked<'_>, toned: &[String]) -> Answer<Namesakes>;
}

/// No register at hand: every question stays unasked.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoRegister;

impl Surroundings for NoRegister {
    fn same_text(&self, _: &Asked<'_>) -> Answer<Namesakes> {
        Answer::NotAsked
    }

    fn same_sound(&self, _: &Asked<'_>) -> Answer<Namesakes> {
        Answer::NotAsked
    }

    fn neighbours(&self, _: &Asked<'_>) -> Answer<Namesakes> {
        Answer::NotAsked
    }

    fn containing(&self, _: &Asked<'_>) -> Answer<Vec<Division>> {
        Answer::NotAsked
    }

    fn divisions_named_in(&self, _: &Asked<'_>) -> Answer<Vec<Division>> {
        Answer::NotAsked
    }

    fn reserved(&self, _: &Asked<'_>) -> Answer<Vec<Reservation>> {
        Answer::NotAsked
    }

    fn bearers(&self, _: &Asked<'_>, _: &[String]) -> Answer<Vec<Bearer>> {
        Answer::NotAsked
    }

    fn spoken_like(&self, _: &Asked<'_>, _: &[String]) -> Answer<Namesakes> {
        Answer::NotAsked
    }
}
