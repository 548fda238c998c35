//! Opens the embedded tables: UTF-8 lines, `#` opens a comment.

use crate::assets::TextTables;

/// The whole text of an embedded table; empty when there is no such table.
pub(super) fn text(file: &str) -> String {
    TextTables::get(file)
        .map(|table| String::from_utf8_lossy(&table.data).into_owned())
        .unwrap_or_default()
}

/// The lines that say something.
pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .map(str::trim_end)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_embedded() {
        for file in [
            "levels.txt",
            "variants.txt",
            "readings.txt",
            "heteronyms.txt",
            "phrases.txt",
            "places.txt",
            "generics.csv",
            "known.csv",
            "surnames.txt",
            "minority.csv",
        ] {
            assert!(!text(file).is_empty(), "{file} is missing");
        }
    }
}
