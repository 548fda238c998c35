//! The laws of looks: names, first lines, lists and lengths.

use crate::read::File;

/// More lines than this are too many for one subject.
pub(crate) const TOO_LONG: usize = 600;

/// More lines than this are worth a word.
pub(crate) const LONG: usize = 500;

/// Names that say nothing about what is inside.
const EMPTY_NAMES: [&str; 7] = [
    "util", "utils", "helper", "helpers", "common", "manager", "misc",
];

/// What may begin an item in a `mod.rs`; a type's other name is as good as a `use`.
const LISTING: [&str; 3] = ["mod", "use", "type"];

pub(crate) fn judge(file: &File<'_>) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for part in file.path.split('/') {
        let name = part.strip_suffix(".rs").unwrap_or(part);
        if EMPTY_NAMES.contains(&name) {
            found.push((
                1,
                format!("`{name}` says nothing: name it after its subject"),
            ));
        }
    }
    if !file.text.starts_with("//! ") {
        found.push((
            1,
            "opens without `//!` and a sentence that says what it is".to_owned(),
        ));
    }
    let lines = file.text.lines().count();
    if lines > TOO_LONG {
        found.push((TOO_LONG + 1, format!("{lines} lines: split it by subject")));
    }
    if file.path.starts_with("src/") && file.path.ends_with("/mod.rs") {
        found.extend(furniture(file));
    }
    found
}

/// Items of a `mod.rs` that are neither `mod`, `use` nor another name for a type.
fn furniture(file: &File<'_>) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut begins = true;
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(token) = file.tokens.get(at) {
        at += 1;
        match token.text.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "}" => depth = depth.saturating_sub(1),
            // An attribute's end, or an array's: the first begins an item after it.
            "]" => {
                depth = depth.saturating_sub(1);
                begins |= depth == 0;
            }
            ";" if depth == 0 => begins = true,
            "pub" | "#" | "!" => {}
            word if begins && depth == 0 => {
                if !LISTING.contains(&word) {
                    found.push((
                        token.line,
                        format!("`{word} …` in a mod.rs, which only lists: `mod`, `use`"),
                    ));
                    return found;
                }
                begins = false;
            }
            _ => {}
        }
    }
    found
}
