//! How a command ended, and the exit code that says so.

use std::process::ExitCode;

use crate::messages::{Lang, Phrase};

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
#[error("{}", .0.say(Lang::En))]
pub(super) struct Usage(pub(super) Phrase);

impl Usage {
    /// A word that an option does not take, and what it takes.
    pub(super) fn choice(option: &str, value: &str, known: &str) -> Self {
        Self(
            Phrase::of("cli.usage.choice")
                .with("option", option)
                .with("value", value)
                .with("known", known),
        )
    }

    /// A word that names no kind.
    pub(super) fn kind(word: &str) -> Self {
        Self(Phrase::of("cli.usage.kind").with("value", word))
    }
}

/// The other side is busy or not ready; the same command may succeed later.
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
