//! How a command ended, and the exit code that says so.

use std::process::ExitCode;

/// The end of a command that did what it could.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Done.
    Done,
    /// Done, but rows were refused.
    Rejected,
    /// Something is wrong that the command was asked to find.
    Failed,
    /// A name is as bad as `--fail-on` says.
    Found,
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
pub(super) const FOUND: u8 = 3;
pub(super) const USAGE: u8 = 64;
pub(super) const NOT_NOW: u8 = 75;

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done => Self::SUCCESS,
            Outcome::Rejected => Self::from(REJECTED),
            Outcome::Failed => Self::from(FAILED),
            Outcome::Found => Self::from(FOUND),
        }
    }
}
