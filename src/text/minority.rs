//! Roman spellings of names from minority languages, as the State publishes them.
//!
//! They are data, not rules: a table of whole specific terms. The spelling by sound in Chinese
//! stays beside them.

use std::{collections::HashMap, sync::LazyLock};

use super::{Category, romanize, split, table};

struct Spelling {
    spelling: String,
    language: String,
}

static SPELLINGS: LazyLock<HashMap<String, Spelling>> = LazyLock::new(|| {
    table::lines(&table::text("minority.csv"))
        .skip(1)
        .filter_map(|line| {
            let mut columns = line.split(',');
            let name = columns.next()?.to_owned();
            let spelling = columns.next()?.to_owned();
            let language = columns.next()?.to_owned();
            Some((name, Spelling { spelling, language }))
        })
        .collect()
});

/// A published spelling of a name from a minority language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MinoritySpelling {
    /// The whole name: the published spelling of its specific term, then the generic term by sound.
    pub spelling: String,
    /// The language, as a two-letter code.
    pub language: &'static str,
}

/// The published spelling of a (normalised) name whose whole specific term, or the whole name, is
/// in the table: 呼和浩特市 is `Hohhot Shi`.
#[must_use]
pub fn minority_spelling(name: &str, category: Option<Category>) -> Option<MinoritySpelling> {
    if let Some(found) = SPELLINGS.get(name) {
        return Some(MinoritySpelling {
            spelling: found.spelling.clone(),
            language: &found.language,
        });
    }
    let parts = split(name, category);
    let found = SPELLINGS.get(parts.specific)?;
    let spelled = romanize(name, category).plain;
    let generic = spelled.rsplit(' ').next().unwrap_or_default();
    Some(MinoritySpelling {
        spelling: format!("{} {generic}", found.spelling),
        language: &found.language,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_spellings_hold_for_whole_specific_terms_alone() {
        let spelled = |name| minority_spelling(name, None).map(|found| found.spelling);
        assert_eq!(spelled("呼和浩特").as_deref(), Some("Hohhot"));
        assert_eq!(spelled("呼和浩特市").as_deref(), Some("Hohhot Shi"));
        assert_eq!(spelled("乌鲁木齐路").as_deref(), Some("Ürümqi Lu"));
        assert_eq!(spelled("拉萨西路").as_deref(), Some("Lhasa Xilu"));
        assert_eq!(spelled("新拉萨路"), None);
        assert_eq!(spelled("长乐路"), None);
    }
}
