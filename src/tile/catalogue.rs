//! Where layers come from: the files inside the binary, or a folder that the configuration names.

use std::{fs, path::Path};

use super::{layers::Layers, spec_file::SpecError};
use crate::assets::Tiles;

/// The layers of the contract, from inside the binary.
///
/// # Errors
/// [`SpecError`] when a file was built in that says what cannot be.
pub fn embedded() -> Result<Layers, SpecError> {
    let mut files = Vec::new();
    for path in Tiles::iter().filter(|path| is_layer(path)) {
        let content = Tiles::get(&path).map(|file| file.data.into_owned());
        let text = content.and_then(|bytes| String::from_utf8(bytes).ok());
        let text = text.ok_or_else(|| unreadable(&path, "the file is not UTF-8"))?;
        files.push((path, text));
    }
    Layers::parse(files.iter().map(|(path, text)| (&**path, text.as_str())))
}

/// The layers of a folder's `.toml` files.
///
/// # Errors
/// [`SpecError`] when the folder cannot be read, has no layer, or a file says what cannot be.
pub fn from_folder(folder: &Path) -> Result<Layers, SpecError> {
    let named = |path: &Path| path.display().to_string();
    let entries = fs::read_dir(folder).map_err(|e| unreadable(&named(folder), &e.to_string()))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry
            .map_err(|error| unreadable(&named(folder), &error.to_string()))?
            .path();
        if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            let text = fs::read_to_string(&path)
                .map_err(|error| unreadable(&named(&path), &error.to_string()))?;
            files.push((named(&path), text));
        }
    }
    if files.is_empty() {
        return Err(unreadable(&named(folder), "has no layer's `.toml` file"));
    }
    files.sort();
    Layers::parse(files.iter().map(|(path, text)| (&**path, text.as_str())))
}

fn is_layer(path: &str) -> bool {
    path.starts_with("layers/") && Path::new(path).extension().is_some_and(|e| e == "toml")
}

fn unreadable(file: &str, reason: &str) -> SpecError {
    SpecError {
        file: file.to_owned(),
        key: "file".to_owned(),
        reason: reason.to_owned(),
    }
}
