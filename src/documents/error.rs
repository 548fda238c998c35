//! Why a paper is not printed.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::messages::Phrase;

/// A paper that was not printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum DocumentError {
    /// No font with Chinese characters is installed.
    #[error("no Chinese font: {file} is in none of {}", list(.folders))]
    NoFont {
        /// The file that is looked for.
        file: String,
        /// Where it is looked for.
        folders: Vec<PathBuf>,
    },
    /// A template, or a file beside it, is wrong.
    #[error("{file}:{line}: {reason}")]
    Template {
        /// The file, with its folder when it is the bureau's own.
        file: String,
        /// The line, from 1; 0 when nobody knows.
        line: usize,
        /// What is wrong, in the words of the typesetter.
        reason: String,
    },
    /// The system gives no thread to print on.
    #[error("no thread to print on: {0}")]
    NoThread(String),
    /// The press is a program of its own and did not begin.
    #[error("the press does not begin: {0}")]
    NoPress(String),
    /// The press ended while it set the paper: it took more memory or went deeper than it may.
    #[error("the press ended while it set the paper")]
    Gone,
    /// A font, or the folder of templates, cannot be used.
    #[error("{path}: {fault}")]
    Unusable {
        /// Which file or folder.
        path: PathBuf,
        /// What is the matter with it.
        fault: FileFault,
    },
}

/// What is the matter with a file or folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum FileFault {
    /// What the system said, and the number by which it means it.
    #[error("{said}")]
    System {
        /// Its number.
        code: Option<i32>,
        /// Its words.
        said: String,
    },
    /// No font can be read from it.
    #[error("no font that can be read")]
    NoFont,
    /// The folder holds more files.
    #[error("more than {0} files")]
    TooMany(usize),
    /// The file has more bytes.
    #[error("more than {0} bytes")]
    TooLarge(u64),
}

impl DocumentError {
    /// A file or folder that the system does not let be read.
    pub(super) fn unreadable(path: impl Into<PathBuf>, error: &std::io::Error) -> Self {
        Self::Unusable {
            path: path.into(),
            fault: FileFault::System {
                code: error.raw_os_error(),
                said: error.to_string(),
            },
        }
    }
}

impl From<&DocumentError> for Phrase {
    fn from(error: &DocumentError) -> Self {
        match error {
            DocumentError::NoFont { file, folders } => Self::of("paper.fault.no_font")
                .with("file", file)
                .with("folders", list(folders)),
            DocumentError::Template { file, line, reason } => Self::of("paper.fault.template")
                .with("file", file)
                .with("line", line.to_string())
                .with("reason", reason),
            DocumentError::NoThread(error) => {
                Self::of("paper.fault.no_thread").with("error", error)
            }
            DocumentError::NoPress(error) => Self::of("paper.fault.no_press").with("error", error),
            DocumentError::Gone => Self::of("paper.fault.gone"),
            DocumentError::Unusable { path, fault } => Self::of("paper.fault.unusable")
                .with("path", path.display().to_string())
                .with("fault", fault),
        }
    }
}

impl From<&FileFault> for Phrase {
    fn from(fault: &FileFault) -> Self {
        match fault {
            FileFault::System { code, said } => match code {
                Some(code) => (&std::io::Error::from_raw_os_error(*code)).into(),
                None => said.as_str().into(),
            },
            FileFault::NoFont => Self::of("paper.fault.font"),
            FileFault::TooMany(most) => {
                Self::of("paper.fault.too_many").with("most", most.to_string())
            }
            FileFault::TooLarge(most) => {
                Self::of("paper.fault.too_large").with("most", most.to_string())
            }
        }
    }
}

fn list(folders: &[PathBuf]) -> String {
    let folders: Vec<String> = folders
        .iter()
        .map(|folder| folder.display().to_string())
        .collect();
    folders.join(", ")
}
