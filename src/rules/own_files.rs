//! Packs and word lists of the bureau's own, and the folder they are read from.
//!
//! The folder holds `packs/<name>.toml` and `words/<list>.csv`; neither has to be there. A file that
//! is there has to be right: the start ends at the first one that is not, rather than a rule going
//! without what the bureau wrote for it.

use std::{fs, io, path::Path};

use super::PackError;
use crate::messages::Phrase;

/// Packs and word lists of the bureau's own, as (file name, text): more packs, or other words for
/// a list. The lists `person` and `leader` come from here alone.
#[derive(Clone, Debug, Default)]
pub struct OwnFiles {
    /// `<name>.toml`; a name that the product has replaces that pack.
    pub packs: Vec<(String, String)>,
    /// `<list>.csv`; words that join the list of that name.
    pub words: Vec<(String, String)>,
    /// Where they were read from, to be told when one of them is wrong.
    pub folder: String,
}

impl OwnFiles {
    /// Reads what lies in a folder; a folder that is not there holds nothing.
    ///
    /// # Errors
    /// [`PackError`] with the path of what cannot be read, is no UTF-8 text, or is no pack or list.
    pub fn read(folder: &Path) -> Result<Self, PackError> {
        Ok(Self {
            packs: files(&folder.join("packs"), "toml")?,
            words: files(&folder.join("words"), "csv")?,
            folder: folder.display().to_string(),
        })
    }

    /// The file as it is told when it is wrong.
    pub(super) fn told(&self, kind: &str, name: &str) -> String {
        if self.folder.is_empty() {
            name.to_owned()
        } else {
            format!("{}/{kind}/{name}", self.folder)
        }
    }

    /// The text of a word file.
    pub(super) fn word_file(&self, name: &str) -> Option<&str> {
        let mut files = self.words.iter();
        files
            .find(|(file, _)| file == name)
            .map(|(_, text)| text.as_str())
    }
}

/// The files of a folder, by name; hidden ones are nobody's business.
fn files(folder: &Path, ending: &str) -> Result<Vec<(String, String)>, PackError> {
    let unreadable =
        |path: &Path, error: &io::Error| PackError::new(&path.display().to_string(), "file", error);
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(unreadable(folder, &error)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| unreadable(folder, &error))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with('.') {
            continue;
        }
        if path.extension().is_none_or(|found| found != ending) {
            let reason = Phrase::of("pack.ending").with("ending", ending);
            return Err(PackError::new(&path.display().to_string(), "file", reason));
        }
        let text = fs::read_to_string(&path).map_err(|error| unreadable(&path, &error))?;
        files.push((
            name.into_owned(),
            text.trim_start_matches('\u{FEFF}').to_owned(),
        ));
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_is_not_there_holds_nothing() {
        let own = OwnFiles::read(Path::new("/nowhere/at/all")).unwrap();
        assert!(own.packs.is_empty() && own.words.is_empty());
    }

    #[test]
    fn files_are_read_by_name_and_strangers_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::create_dir_all(path("packs")).unwrap();
        fs::create_dir_all(path("words")).unwrap();
        fs::write(path("words/odd.csv"), "\u{FEFF}鬼\n").unwrap();
        fs::write(path("words/.odd.csv.swp"), "x").unwrap();
        let own = OwnFiles::read(folder.path()).unwrap();
        assert_eq!(own.words, [("odd.csv".to_owned(), "鬼\n".to_owned())]);
        fs::write(path("packs/notes.txt"), "x").unwrap();
        let error = OwnFiles::read(folder.path()).unwrap_err();
        assert!(error.file.ends_with("packs/notes.txt"), "{error}");
        assert!(error.to_string().contains(".toml"));
    }
}
