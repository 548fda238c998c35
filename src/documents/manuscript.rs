//! What is printed: a paper's data, and what comes out.

use chrono::{DateTime, FixedOffset, Utc};
use serde_json::{Map, Value as Json};

use crate::messages::{Lang, say};

/// A paper that the house prints: its template is `<name>.typ`, its words are those of `paper.<name>`.
#[derive(Debug, PartialEq, Eq)]
pub struct Paper {
    /// The word that names template, messages and log entries.
    pub name: &'static str,
}

/// One paper to be printed.
#[derive(Clone, Debug)]
pub struct Manuscript {
    /// Which paper.
    pub paper: &'static Paper,
    /// What the file is called inside.
    pub title: String,
    /// What the template gets: text stays text, whatever it is made of.
    pub data: Map<String, Json>,
    /// JPEG, PNG or WebP, by their place in `pictures` of the data.
    pub pictures: Vec<Vec<u8>>,
    /// The language of its words.
    pub lang: Lang,
    /// When it is printed.
    pub at: DateTime<Utc>,
}

/// A printed paper.
#[derive(Clone, Debug)]
pub struct Printed {
    /// The PDF.
    pub bytes: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
}

impl Paper {
    /// A word of the paper.
    #[must_use]
    pub fn say(&self, lang: Lang, part: &str, values: &[(&str, &str)]) -> String {
        say(lang, &format!("paper.{}.{part}", self.name), values)
    }
}

/// Asia/Shanghai: no summer time since 1991.
const SHANGHAI_S: i32 = 8 * 3600;

/// A moment as the bureau's clock shows it.
pub(super) fn local(at: DateTime<Utc>) -> DateTime<FixedOffset> {
    match FixedOffset::east_opt(SHANGHAI_S) {
        Some(offset) => at.with_timezone(&offset),
        None => at.fixed_offset(),
    }
}

/// A moment as people write it: 2026年3月5日 10:20.
pub(super) fn moment(at: DateTime<Utc>, lang: Lang) -> String {
    let at = local(at);
    let form = match lang {
        Lang::ZhCn => "%Y年%-m月%-d日 %H:%M",
        Lang::En => "%-d %b %Y, %H:%M",
    };
    at.format(form).to_string()
}

/// A day as people write it.
pub(super) fn day(on: chrono::NaiveDate, lang: Lang) -> String {
    let form = match lang {
        Lang::ZhCn => "%Y年%-m月%-d日",
        Lang::En => "%-d %b %Y",
    };
    on.format(form).to_string()
}
