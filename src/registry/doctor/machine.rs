//! The machine: folder, disk, fonts, and the token in the configuration.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    config::Config,
    documents::{DocumentError, font_files},
    messages::Phrase,
};

use super::check::{Check, Scribe};

/// Less than this is too little to go on writing.
const BAD_GIB: u64 = 1;

/// Less than this should be known.
const WARN_GIB: u64 = 5;

/// Whether we may write where our data lies.
pub(super) fn data_folder(scribe: Scribe, data: &Path) -> Check {
    let path = data.display().to_string();
    if !data.exists() {
        return match existing(data) {
            Some(parent) => match try_writing(&parent) {
                Ok(()) => scribe.ok("data_folder", "absent", &[("path", &path)]),
                Err(error) => unwritable(scribe, &parent.display().to_string(), &error),
            },
            None => unwritable(scribe, &path, &io::ErrorKind::NotFound.into()),
        };
    }
    match try_writing(data) {
        Ok(()) => scribe.ok("data_folder", "writable", &[("path", &path)]),
        Err(error) => unwritable(scribe, &path, &error),
    }
}

fn unwritable(scribe: Scribe, path: &str, error: &io::Error) -> Check {
    let error = Phrase::from(error).say(scribe.0);
    let values = [("path", path), ("error", &error)];
    scribe.bad("data_folder", "unwritable", &values)
}

/// Makes and removes a file.
fn try_writing(folder: &Path) -> io::Result<()> {
    let probe = folder.join(format!(".mingjie-doctor-{}", std::process::id()));
    fs::File::create(&probe)?;
    fs::remove_file(&probe)
}

/// The folder itself, or the nearest above it that exists.
fn existing(folder: &Path) -> Option<PathBuf> {
    std::path::absolute(folder)
        .ok()?
        .ancestors()
        .find(|parent| parent.is_dir())
        .map(Path::to_owned)
}

/// The room left for data, as `df` counts it for those who are not root.
pub(super) fn free_disk(scribe: Scribe, data: &Path) -> Check {
    let folder = existing(data).unwrap_or_else(|| PathBuf::from("/"));
    let output = Command::new("df")
        .args(["--output=avail", "-k"])
        .arg(&folder)
        .output();
    let kib = output.ok().and_then(|output| {
        let text = String::from_utf8(output.stdout).ok()?;
        text.lines().nth(1)?.trim().parse::<u64>().ok()
    });
    let path = folder.display().to_string();
    let Some(kib) = kib else {
        return scribe.warn("free_disk", "unknown", &[("path", &path)]);
    };
    let gib = kib >> 20;
    let values = [("path", path.as_str()), ("gib", &gib.to_string())];
    if gib < BAD_GIB {
        scribe.bad("free_disk", "full", &values)
    } else if gib < WARN_GIB {
        scribe.warn("free_disk", "little", &values)
    } else {
        scribe.ok("free_disk", "enough", &values)
    }
}

/// Whether anybody can write at all. A short token never gets as far as here.
pub(super) fn token(scribe: Scribe, config: &Config) -> Check {
    if config.write_token.is_some() {
        scribe.ok("write_token", "set", &[])
    } else {
        scribe.warn("write_token", "unset", &[])
    }
}

/// Whether papers can be printed in Chinese.
pub(super) fn fonts(scribe: Scribe, data: &Path) -> Check {
    match font_files(&data.join("fonts")) {
        Ok(files) => {
            let files: Vec<String> = files
                .iter()
                .map(|path| path.display().to_string())
                .collect();
            scribe.ok("fonts", "found", &[("path", &files.join(", "))])
        }
        Err(DocumentError::NoFont { file, .. }) => {
            scribe.warn("fonts", "missing", &[("font", &file)])
        }
        Err(error) => {
            let told = Phrase::from(&error).say(scribe.0);
            scribe.warn("fonts", "missing", &[("font", &told)])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::check::CheckState, *};
    use crate::messages::Lang;

    #[test]
    fn a_data_folder_that_is_a_file_is_bad_and_the_mend_names_the_setting() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("data");
        fs::write(&file, "").unwrap();
        let check = data_folder(Scribe(Lang::En), &file);
        assert_eq!(check.state, CheckState::Bad);
        assert!(check.mend.unwrap().contains("MINGJIE_DATA"));
    }

    #[test]
    fn a_data_folder_not_yet_made_is_fine_and_stays_so() {
        let root = tempfile::tempdir().unwrap();
        let data = root.path().join("a/b");
        assert_eq!(data_folder(Scribe(Lang::En), &data).state, CheckState::Ok);
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
    }
}
