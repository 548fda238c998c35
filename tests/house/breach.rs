//! One line that breaks a law, and the whole house held against all laws.

use std::{fmt, fs, path::Path};

use crate::{imports, looks, read::File, words};

/// A line that breaks a law.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Breach {
    pub(crate) file: String,
    pub(crate) line: usize,
    pub(crate) reason: String,
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.reason)
    }
}

/// All breaches of one file, given its path from the repository's root.
pub(crate) fn breaches(path: &str, text: &str) -> Vec<Breach> {
    let file = File::read(path, text);
    [imports::judge, words::judge, looks::judge]
        .iter()
        .flat_map(|judge| judge(&file))
        .map(|(line, reason)| Breach {
            file: path.to_owned(),
            line,
            reason,
        })
        .collect()
}

/// Every Rust file of the house by its path from the root, sources first.
fn files() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut folders: Vec<_> = ["src", "tests", "benches"]
        .map(|name| root.join(name))
        .into();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let name = path
                    .strip_prefix(root)
                    .unwrap()
                    .to_string_lossy()
                    .into_owned();
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn the_house_keeps_its_laws() {
    let files = files();
    assert!(files.iter().any(|(path, _)| path == "src/lib.rs"));
    for (path, text) in &files {
        let lines = text.lines().count();
        if lines > looks::LONG {
            println!(
                "{path}: {lines} lines; split it by subject before it has {}",
                looks::TOO_LONG
            );
        }
    }
    let told: Vec<String> = files
        .iter()
        .flat_map(|(path, text)| breaches(path, text))
        .map(|breach| breach.to_string())
        .collect();
    assert!(told.is_empty(), "\n{}\n", told.join("\n"));
}
