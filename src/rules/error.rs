//! Why a rule book does not open: the file, the key, and what is wrong there.

use crate::messages::{Lang, Phrase};

/// A pack or a word list that cannot be used. It stops the start: a rule is never silently without
/// its words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {key}: {}", .reason.say(Lang::En))]
pub struct PackError {
    /// The file.
    pub file: String,
    /// The key within it, or the line.
    pub key: String,
    /// What is wrong.
    pub reason: Phrase,
}

impl PackError {
    /// What is wrong with a key of a file.
    pub(super) fn new(file: &str, key: impl Into<String>, reason: impl Into<Phrase>) -> Self {
        Self {
            file: file.to_owned(),
            key: key.into(),
            reason: reason.into(),
        }
    }
}

impl From<&PackError> for Phrase {
    fn from(error: &PackError) -> Self {
        Self::of("pack.wrong")
            .with("file", error.file.as_str())
            .with("key", error.key.as_str())
            .with("reason", error.reason.clone())
    }
}
