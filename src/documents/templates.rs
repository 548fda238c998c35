//! The templates: those of the house, and over them what a bureau has laid into `papers/` of its data
//! folder. Only plain files directly in that folder count, and of each only so many bytes.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use super::error::{DocumentError, FileFault};
use crate::assets::PaperTemplates;

/// A template, or a picture beside it such as a seal.
#[derive(Clone, Debug)]
pub(super) struct Template {
    pub(super) bytes: Vec<u8>,
    /// What it is called when it is wrong.
    pub(super) told: String,
}

/// Every template by its name.
#[derive(Clone, Debug, Default)]
pub(super) struct Templates(BTreeMap<String, Template>);

/// What may lie beside the templates.
const ENDINGS: [&str; 5] = ["typ", "png", "jpg", "jpeg", "svg"];

/// The largest template or picture, in bytes.
const LARGEST: u64 = 4 << 20;

/// The most files of a bureau's own.
const MOST: usize = 100;

impl Templates {
    /// The house's templates under those of a folder, which need not be there.
    pub(super) fn gather(folder: &Path) -> Result<Self, DocumentError> {
        let mut templates = Self::built_in();
        let unusable = |path: &Path, fault| DocumentError::Unusable {
            path: path.to_owned(),
            fault,
        };
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(templates),
            Err(error) => return Err(DocumentError::unreadable(folder, &error)),
        };
        let mut paths: Vec<PathBuf> = entries
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<_, _>>()
            .map_err(|error| DocumentError::unreadable(folder, &error))?;
        paths.retain(|path| is_plain(path));
        paths.sort();
        if paths.len() > MOST {
            return Err(unusable(folder, FileFault::TooMany(MOST)));
        }
        for path in paths {
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
                continue;
            };
            let size = fs::symlink_metadata(&path)
                .map_err(|error| DocumentError::unreadable(&path, &error))?
                .len();
            if size > LARGEST {
                return Err(unusable(&path, FileFault::TooLarge(LARGEST)));
            }
            let template = Template {
                bytes: fs::read(&path).map_err(|error| DocumentError::unreadable(&path, &error))?,
                told: path.display().to_string(),
            };
            templates.0.insert(name.to_owned(), template);
        }
        Ok(templates)
    }

    fn built_in() -> Self {
        let file = |name: std::borrow::Cow<'static, str>| {
            let bytes = PaperTemplates::get(&name)?.data.into_owned();
            let told = name.clone().into_owned();
            Some((name.into_owned(), Template { bytes, told }))
        };
        Self(PaperTemplates::iter().filter_map(file).collect())
    }

    pub(super) fn get(&self, name: &str) -> Option<&Template> {
        self.0.get(name)
    }

    #[cfg(test)]
    pub(super) fn with(mut self, name: &str, text: &str) -> Self {
        let template = Template {
            bytes: text.as_bytes().to_vec(),
            told: name.to_owned(),
        };
        self.0.insert(name.to_owned(), template);
        self
    }
}

/// A file itself, not a way to another one, with an ending that we know.
fn is_plain(path: &Path) -> bool {
    let is_file = fs::symlink_metadata(path).is_ok_and(|told| told.is_file());
    let ending = path.extension().and_then(|ending| ending.to_str());
    is_file && ending.is_some_and(|ending| ENDINGS.contains(&ending))
}
