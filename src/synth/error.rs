//! What can go wrong while files are made.

use std::{
    io,
    path::{Path, PathBuf},
};

use super::Written;
use crate::domain::Kind;

/// Why no files were made.
#[derive(Debug, thiserror::Error)]
pub enum SynthError {
    /// A file or folder cannot be written.
    #[error("{path}: {source}", path = path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The scale is not a number from 0.001 to 16.
    #[error("the scale {0} is not between 0.001 and 16")]
    Scale(f64),
    /// The generator writes a column that the kind does not have.
    #[error("{kind} has no column {column}")]
    UnknownColumn {
        /// The kind.
        kind: Kind,
        /// The column.
        column: &'static str,
    },
    /// The facts of the demo county contradict each other.
    #[error("the facts of the demo county: {0}")]
    Facts(String),
}

impl SynthError {
    pub(super) fn at(path: &Path, source: io::Error) -> Self {
        Self::Io {
            path: path.to_owned(),
            source,
        }
    }
}

/// What was made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// The files to import, in the order in which to import them.
    pub files: Vec<Written>,
}

impl Summary {
    /// The rows made of a kind, each counted once however many formats it was written in.
    #[must_use]
    pub fn rows(&self, kind: Kind) -> u64 {
        self.files
            .iter()
            .find(|written| written.kind == kind)
            .map_or(0, |written| written.rows)
    }
}
