//! Why a paper is not printed.

use std::path::PathBuf;

/// A paper that was not printed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// No font with Chinese characters is installed.
    #[error("no Chinese font: {file} is in none of {}", list(.folders))]
    NoFont {
        /// The file that is looked for.
        file: &'static str,
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
    /// The folder of templates cannot be read.
    #[error("{path}: {reason}")]
    Unreadable {
        /// Which file or folder.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
}

fn list(folders: &[PathBuf]) -> String {
    let folders: Vec<String> = folders
        .iter()
        .map(|folder| folder.display().to_string())
        .collect();
    folders.join(", ")
}
