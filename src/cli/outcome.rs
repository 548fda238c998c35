//! How a command ended, and the exit code that says so.

use std::process::ExitCode;

/// The end of a command that did what it could.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Done.
    Done,
    /// Done, but rows were refused.
    Rejected,
    /// Something asked for a failure (`--fail-on`, `--strict`).
    Failed,
}

/// An argument that makes no sense, found after parsing.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Usage(pub(super) String);

/// The database or the register is busy or not ready; the same command may succeed later.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct NotNow(pub(super) String);

pub(super) const FAILED: u8 = 1;
pub(super) const REJECTED: u8 = 2;
pub(super) const USAGE: u8 = 64;
pub(super) const NOT_NOW: u8 = 75;

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done => Self::SUCCESS,
            Outcome::Rejected => Self::from(REJECTED),
            Outcome::Failed => Self::from(FAILED),
        }
    }
}
