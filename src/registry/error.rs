//! Why an act was not done: facts that a caller can act on.

use super::{
    cases::{CaseConflict, CaseSheet},
    people::PasswordFault,
};
use crate::{
    documents::DocumentError,
    domain::{Act, Namesake, Position, Problem, Role},
    exchange::ExchangeError,
    files::{Unfit, VaultError},
    messages::{Lang, Phrase},
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
    /// The name is kept free already.
    #[error("the name is kept free already")]
    NameKept(Box<KeptName>),
    /// The name is no longer on public notice.
    #[error("the notice is over")]
    NoticeOver,
    /// A registered feature bears the name where the law allows it once.
    #[error("the name is borne already")]
    NameBorne(Box<Namesake>),
    /// The feature lies outside the region of whoever acts.
    #[error("outside the region of whoever acts")]
    OutOfReach,
    /// The act on a case is not open to whoever asks, whatever the case's state.
    #[error("the act is not open to whoever asks")]
    NotYours,
    /// The fields change only by the closing act of a case.
    #[error("{} change only by a case", .0.join(", "))]
    NeedsCase(Vec<&'static str>),
    /// The case is not where whoever acts took it to be.
    #[error("the case does not stand so: {why:?}")]
    CaseStands {
        /// What is in the way.
        why: CaseConflict,
        /// Where it stands, with what is open to whoever asked.
        sheet: Box<CaseSheet>,
    },
    /// The key of the request came before, with another act.
    #[error("the request's key came before with another act")]
    KeyReused,
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
    /// The log itself does not reach a position: nothing to wait for.
    #[error("the log ends at {}, before {}", head.0, asked.0)]
    PositionAhead {
        /// The position asked for.
        asked: Position,
        /// Where the log ends.
        head: Position,
    },
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
    /// A file is not kept.
    #[error(transparent)]
    Unfit(#[from] Unfit),
    /// The place where contents are kept.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// A content is registered and not there.
    #[error("the content {0} is registered, but not kept")]
    LostContent(String),
    /// A piece of an upload does not begin where the last one ended.
    #[error("the upload goes on at {received}")]
    WrongOffset {
        /// Where it goes on.
        received: u64,
    },
    /// What came is not what was announced.
    #[error("the content has another SHA-256 than announced")]
    WrongHash,
    /// Too many uploads at the same time.
    #[error("too many uploads are under way")]
    TooManyUploads,
    /// A paper that cannot be printed as things are.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// Others are printing.
    #[error("every press is busy")]
    PressBusy,
    /// A paper takes too long.
    #[error("the paper takes too long to print")]
    PressSlow,
    /// A tile layer specification is wrong.
    #[error("{}", .0.say(Lang::En))]
    Specification(Phrase),
    /// A thread of ours ended badly; its own message is in the log.
    #[error("a thread ended badly: {0}")]
    Thread(String),
}

/// Who keeps a name free already, as far as whoever asked may know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptName {
    /// The name.
    pub name: String,
    /// The region that it is kept in.
    pub region_code: String,
    /// That region's name; its code where it has none.
    pub region_name: String,
    /// Until when, this day included.
    pub until: chrono::NaiveDate,
    /// Whom it is kept for.
    pub holder: Option<String>,
    /// The number of the file that asks for it.
    pub reference: Option<String>,
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
