//! Names that no column holds: former ones, aliases, reserved ones, from the name records.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::domain::Kind;

/// What a name is to the feature that bears it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NameRole {
    /// The standard name in force; it is in the feature's own columns.
    Standard,
    /// A former standard name (曾用名).
    Former,
    /// An alias, a short name or the name on maps (别名、简称).
    Alias,
    /// Kept free (预留).
    Reserved,
    /// On the list of protected names (地名保护名录); it may be nobody's.
    Protected,
}

/// A name besides the standard one.
#[derive(Clone, Debug, PartialEq)]
pub struct ExtraName {
    /// Whose name it is; a reserved one may be nobody's.
    pub owner: Option<(Kind, Uuid)>,
    /// The name.
    pub text: String,
    /// What it is to its owner.
    pub role: NameRole,
    /// Until when a reserved name is kept, this day included.
    pub until: Option<NaiveDate>,
    /// The smallest region that a reserved name is kept for.
    pub region_code: Option<String>,
    /// Whom a reserved name is kept for.
    pub holder: Option<String>,
    /// The number of the file that a reserved name is kept for.
    pub reference: Option<String>,
}
