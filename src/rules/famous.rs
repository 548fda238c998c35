//! Famous natural features and divisions, with the regions they lie in: names that belong somewhere.
//!
//! A line is `name,kind,codes`: `feature` or `division`, and the administrative codes, parted by
//! spaces, of the divisions that it lies in.
//!
//! # Source
//! `fixtures/words/famous.csv`; see `fixtures/SOURCES.md`.

use super::PackError;
use crate::messages::Phrase;

/// What a famous name names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fame {
    /// A mountain, a water, a sight.
    Feature,
    /// A province or a city.
    Division,
}

/// A name that belongs somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Famous {
    /// The name; of a division its specific term.
    pub name: String,
    /// What it names.
    pub fame: Fame,
    /// The administrative codes of the divisions it lies in.
    pub codes: Vec<String>,
}

impl Famous {
    /// Whether a region lies where the name belongs, or holds that place.
    pub(super) fn belongs_to(&self, region_code: &str) -> bool {
        self.codes
            .iter()
            .any(|code| region_code.starts_with(code.as_str()) || code.starts_with(region_code))
    }

    /// Reads the list; one without a line is an error.
    pub(super) fn parse(file: &str, text: &str) -> Result<Vec<Self>, PackError> {
        let mut all = Vec::new();
        for (at, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let line_at = || format!("line {}", at + 1);
            let wrong = |reason: Phrase| PackError::new(file, line_at(), reason);
            let columns: Vec<&str> = line.split(',').map(str::trim).collect();
            let &[name, kind, codes] = columns.as_slice() else {
                return Err(wrong(
                    Phrase::of("pack.columns").with("columns", "name,kind,codes"),
                ));
            };
            let fame = match kind {
                "feature" => Fame::Feature,
                "division" => Fame::Division,
                _ => return Err(wrong(Phrase::of("pack.no_fame"))),
            };
            let codes: Vec<String> = codes.split_whitespace().map(str::to_owned).collect();
            let is_code = |code: &String| code.bytes().all(|b| b.is_ascii_digit());
            if name.chars().count() < 2 || codes.is_empty() || !codes.iter().all(is_code) {
                return Err(wrong(Phrase::of("pack.no_fame_codes")));
            }
            all.push(Self {
                name: name.to_owned(),
                fame,
                codes,
            });
        }
        if all.is_empty() {
            return Err(PackError::new(file, "name", Phrase::of("pack.empty_list")));
        }
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_belongs_below_and_above_its_codes() {
        let list = Famous::parse("f.csv", "# x\n黄山,feature,3410\n杭州,division,3301\n").unwrap();
        assert_eq!(list[1].fame, Fame::Division);
        assert!(list[0].belongs_to("341003") && list[0].belongs_to("34"));
        assert!(!list[0].belongs_to("330683"));
    }

    #[test]
    fn a_broken_or_empty_list_is_an_error_with_its_line() {
        let say = |text| Famous::parse("f.csv", text).unwrap_err().to_string();
        assert_eq!(
            say(""),
            "f.csv: name: the list is empty: write a line or take the file away"
        );
        assert!(say("黄山,feature,34\n泰山,hill,37\n").starts_with("f.csv: line 2: the kind"));
        assert!(say("黄山,feature\n").contains("wanted"));
        assert!(say("黄山,feature,皖\n").contains("digits"));
    }
}
