//! What can go wrong with the database, in words a caller can act on.

use crate::domain::Kind;

/// A failed read or write.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody else changed the feature first.
    #[error("the feature is at version {current} by now")]
    Stale {
        /// The version it has.
        current: i32,
    },
    /// There is no such feature.
    #[error("no such feature")]
    NotFound,
    /// A named constraint refused the row.
    #[error("refused by {constraint}")]
    Refused {
        /// The constraint's name, as the migrations spell it.
        constraint: String,
        /// What the database said, for the log.
        detail: String,
    },
    /// Row-level security refused the row: it lies outside the transaction's region.
    #[error("the row lies outside the region of whoever wrote it")]
    OutOfReach,
    /// Another writer holds the kind, a bulk load usually.
    #[error("another load holds the table")]
    Busy,
    /// The database does not answer.
    #[error("the database does not answer: {0}")]
    Unavailable(sqlx::Error),
    /// The database holds something that it should not.
    #[error("the database holds a {kind} that cannot be read: {detail}")]
    Corrupt {
        /// The kind of the row.
        kind: Kind,
        /// What is wrong with it.
        detail: String,
    },
    /// The database holds a case that its kind's table does not know.
    #[error("the database holds a case that cannot be read: {detail}")]
    CorruptCase {
        /// What is wrong with it.
        detail: String,
    },
    /// The database holds an attachment that it should not.
    #[error("the database holds an attachment that cannot be read: {0}")]
    CorruptAttachment(String),
    /// The database holds field work that cannot be read.
    #[error("the database holds field work that cannot be read: {0}")]
    CorruptFieldWork(String),
    /// The database is older or newer than this program.
    #[error("the database is not migrated: {0}")]
    NotMigrated(String),
    /// The roles are missing and this login may not make them.
    #[error("the login may not create roles; run as a superuser:\n{statements}")]
    RolesMissing {
        /// The statements to run.
        statements: String,
    },
    /// The PostGIS extension is missing and this login may not make it.
    #[error(
        "PostGIS is missing in this database; run as a superuser: create extension postgis; create extension btree_gist;"
    )]
    ExtensionMissing,
    /// A value that no column can hold: a NUL, a day beyond the calendar.
    #[error("a value that cannot be stored: {0}")]
    Unfit(String),
    /// Anything else.
    #[error(transparent)]
    Database(sqlx::Error),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(database) => match database.code().as_deref() {
                Some("55P03" | "40P01" | "40001") => Self::Busy,
                Some("42501") if database.message().contains("row-level security") => {
                    Self::OutOfReach
                }
                Some("57P01" | "57P02" | "57P03") => Self::Unavailable(error),
                Some(code) if code.starts_with("22") => Self::Unfit(database.message().to_owned()),
                _ => match database.constraint() {
                    Some(constraint) => Self::Refused {
                        constraint: constraint.to_owned(),
                        detail: database.message().to_owned(),
                    },
                    None => Self::Database(error),
                },
            },
            sqlx::Error::Io(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => Self::Unavailable(error),
            sqlx::Error::Encode(why) => Self::Unfit(why.to_string()),
            _ => Self::Database(error),
        }
    }
}
