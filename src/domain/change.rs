//! A change of the register, as the log tells it.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Feature, Kind};
use crate::geo::Bounds;

/// A place in the change log. Positions rise; they need not be consecutive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position(pub i64);

/// What was done to a feature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Registered.
    Insert,
    /// Changed.
    Update,
    /// Taken out of use; nothing is ever erased.
    Retire,
    /// Put back into use.
    Restore,
}

impl Operation {
    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Insert => "insert",
            Self::Update => "update",
            Self::Retire => "retire",
            Self::Restore => "restore",
        }
    }

    /// The operation that a stored word names.
    #[must_use]
    pub fn from_stored(word: &str) -> Option<Self> {
        [Self::Insert, Self::Update, Self::Retire, Self::Restore]
            .into_iter()
            .find(|operation| operation.as_str() == word)
    }
}

/// One change of one feature.
#[derive(Clone, Debug)]
pub struct Change {
    /// Where it stands in the log.
    pub position: Position,
    /// The feature's kind.
    pub kind: Kind,
    /// The feature.
    pub id: Uuid,
    /// The version it made.
    pub version: i32,
    /// What was done.
    pub operation: Operation,
    /// When.
    pub at: DateTime<Utc>,
    /// The box before; `None` when the feature had no geometry or was not there.
    pub bounds_before: Option<Bounds>,
    /// The box after.
    pub bounds_after: Option<Bounds>,
    /// The feature as it is now, for a follower that applies it.
    pub feature: Option<Feature>,
}
