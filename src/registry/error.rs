//! Why an act was not done: facts that a caller can act on.

use super::people::PasswordFault;
use crate::{
    domain::{Act, Position, Problem, Role},
    exchange::ExchangeError,
    store::{StoreError, cluster::ClusterError},
};

/// An act that was not done.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// The draft is wrong; every problem is named.
    #[error("the draft has {} problems", .0.len())]
    Refused(Vec<Problem>),
    /// Somebody changed the feature first.
    #[error("the feature is at version {current} by now")]
    Stale {
        /// The version it has.
        current: i32,
    },
    /// There is no such feature.
    #[error("no such feature")]
    NotFound,
    /// The feature's state does not allow it.
    #[error("the feature is retired")]
    Retired,
    /// Another feature bears the identifier or code already.
    #[error("{constraint} does not hold")]
    Conflict {
        /// The constraint's name.
        constraint: String,
    },
    /// The feature lies outside the region of whoever acts.
    #[error("outside the region of whoever acts")]
    OutOfReach,
    /// The actor's role may not do that.
    #[error("the role may not: {0}")]
    Forbidden(Act),
    /// No account or key can have that role.
    #[error("the role {0} cannot be granted so")]
    NotGrantable(Role),
    /// It would leave nobody to keep accounts.
    #[error("the last administrator stays")]
    LastAdministrator,
    /// Unknown login or wrong password: which, nobody is told.
    #[error("the login or the password is wrong")]
    WrongCredentials,
    /// Too often.
    #[error("too often; again in {wait_s} s")]
    Throttled {
        /// When to try again.
        wait_s: u32,
    },
    /// The password is too easy to guess.
    #[error("the password is refused: {}", .0.as_str())]
    WeakPassword(PasswordFault),
    /// The system gives no randomness, so that no secret can be made.
    #[error("no randomness: {0}")]
    NoRandomness(String),
    /// A bulk load holds the kind.
    #[error("a bulk load holds the kind; try again shortly")]
    Busy,
    /// The index is not loaded yet, or has not reached a position in time.
    #[error("not at position {} yet", .0.0)]
    NotReady(Position),
    /// A file cannot be read at all.
    #[error(transparent)]
    Exchange(#[from] ExchangeError),
    /// A file's place on disk.
    #[error("{path}: {error}")]
    File {
        /// Which file.
        path: std::path::PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// The private cluster.
    #[error(transparent)]
    Cluster(#[from] ClusterError),
    /// The database.
    #[error(transparent)]
    Store(StoreError),
    /// A tile layer specification is wrong.
    #[error("{0}")]
    Specification(String),
    /// A thread of ours ended badly; its own message is in the log.
    #[error("a thread ended badly: {0}")]
    Thread(String),
}

impl RegistryError {
    /// A thread of ours that did not end well.
    #[expect(clippy::needless_pass_by_value, reason = "fits map_err")]
    pub(super) fn thread(error: tokio::task::JoinError) -> Self {
        Self::Thread(error.to_string())
    }
}

impl From<StoreError> for RegistryError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Stale { current } => Self::Stale { current },
            StoreError::NotFound => Self::NotFound,
            StoreError::OutOfReach => Self::OutOfReach,
            StoreError::Busy => Self::Busy,
            StoreError::Refused { constraint, .. } if constraint.ends_with("_unique") => {
                Self::Conflict { constraint }
            }
            other => Self::Store(other),
        }
    }
}
