//! What the proof of the log says.

use uuid::Uuid;

use crate::domain::Kind;

/// Something that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditFinding {
    /// A stable word.
    pub code: &'static str,
    /// The commit it lies in.
    pub commit: Option<Uuid>,
    /// The last position of that commit, or the number in the journal.
    pub position: Option<i64>,
    /// The feature's kind.
    pub kind: Option<Kind>,
    /// The feature.
    pub feature: Option<Uuid>,
    /// Which version of it.
    pub version: Option<i32>,
    /// The fields that differ; `geometry` when it is none of the others.
    pub fields: Vec<String>,
}

/// How much was looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AuditTotals {
    /// Commits of the register.
    pub commits: i64,
    /// Commits of the journal.
    pub journal: i64,
    /// Changes.
    pub changes: i64,
    /// Events.
    pub events: i64,
    /// Rows of features.
    pub features: i64,
}

/// The ends of both chains at some time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditHead {
    /// The register's last position; 0: none.
    pub position: i64,
    /// The chain there, as hexadecimal digits.
    pub chain: String,
    /// The journal's last number; 0: none.
    pub number: i64,
    /// The chain there.
    pub journal: String,
}

impl AuditFinding {
    pub(super) fn of(code: &'static str) -> Self {
        Self {
            code,
            commit: None,
            position: None,
            kind: None,
            feature: None,
            version: None,
            fields: Vec::new(),
        }
    }
}
