//! User-facing text in Chinese and English, one catalogue file a room and language.
//!
//! Code names a message by its key (`import.done`) and hands over what it mentions; the words
//! stand in `messages/<language>/<room>.toml`, with `{name}` where a value goes. The room's file
//! name is the first part of the key.

mod foreign;

use std::{borrow::Cow, collections::HashMap, str::FromStr, sync::LazyLock};

use crate::assets::Messages;

pub use foreign::structure;

/// A language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Simplified Chinese, the default.
    #[default]
    ZhCn,
    /// English.
    En,
}

/// A language tag that the product does not speak.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}: zh-CN, en")]
pub struct UnknownLang(pub String);

impl Lang {
    /// The language tag.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::ZhCn => "zh-CN",
            Self::En => "en",
        }
    }

    /// The best language for an `Accept-Language` header: the first that the product speaks.
    #[must_use]
    pub fn from_accept_language(header: &str) -> Self {
        header
            .split(',')
            .find_map(|range| {
                let tag = range.split(';').next()?.trim().to_ascii_lowercase();
                if tag.starts_with("zh") {
                    Some(Self::ZhCn)
                } else if tag == "en" || tag.starts_with("en-") {
                    Some(Self::En)
                } else {
                    None
                }
            })
            .unwrap_or_default()
    }
}

impl FromStr for Lang {
    type Err = UnknownLang;

    fn from_str(tag: &str) -> Result<Self, Self::Err> {
        match tag {
            "zh-CN" | "zh" => Ok(Self::ZhCn),
            "en" => Ok(Self::En),
            _ => Err(UnknownLang(tag.to_owned())),
        }
    }
}

/// Words that wait for their reader's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phrase {
    /// Text that is the same in every language: a number, a name, what somebody wrote.
    Plain(String),
    /// A message of the catalogue and what it mentions.
    Message {
        /// Its key.
        key: Cow<'static, str>,
        /// What goes where its marks are.
        values: Vec<(&'static str, Self)>,
    },
}

impl Phrase {
    /// The message of that key.
    #[must_use]
    pub fn of(key: impl Into<Cow<'static, str>>) -> Self {
        Self::Message {
            key: key.into(),
            values: Vec::new(),
        }
    }

    /// The same message, mentioning something; plain text mentions nothing.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Self>) -> Self {
        if let Self::Message { values, .. } = &mut self {
            values.push((name, value.into()));
        }
        self
    }

    /// The words.
    #[must_use]
    pub fn say(&self, lang: Lang) -> String {
        match self {
            Self::Plain(text) => text.clone(),
            Self::Message { key, values } => {
                let values: Vec<(&str, String)> = values
                    .iter()
                    .map(|(name, value)| (*name, value.say(lang)))
                    .collect();
                let values: Vec<(&str, &str)> = values
                    .iter()
                    .map(|(name, value)| (*name, value.as_str()))
                    .collect();
                say(lang, key, &values)
            }
        }
    }
}

impl From<String> for Phrase {
    fn from(text: String) -> Self {
        Self::Plain(text)
    }
}

impl From<&str> for Phrase {
    fn from(text: &str) -> Self {
        Self::Plain(text.to_owned())
    }
}

impl From<&String> for Phrase {
    fn from(text: &String) -> Self {
        Self::Plain(text.clone())
    }
}

type Catalogue = HashMap<String, String>;

static CATALOGUES: LazyLock<[Catalogue; 2]> = LazyLock::new(|| [load(Lang::ZhCn), load(Lang::En)]);

/// The message in that language, each `{name}` replaced by its value.
///
/// A key that no catalogue has is shown as itself; `tests` keep that from happening.
#[must_use]
pub fn say(lang: Lang, key: &str, values: &[(&str, &str)]) -> String {
    let Some(template) = template(lang, key) else {
        return key.to_owned();
    };
    let mut text = Cow::Borrowed(template);
    for (name, value) in values {
        let mark = format!("{{{name}}}");
        if text.contains(&mark) {
            text = Cow::Owned(text.replace(&mark, value));
        }
    }
    text.into_owned()
}

/// Whether a message of that key exists in the language.
#[must_use]
pub fn has(lang: Lang, key: &str) -> bool {
    template(lang, key).is_some()
}

fn template(lang: Lang, key: &str) -> Option<&'static str> {
    CATALOGUES[lang as usize].get(key).map(String::as_str)
}

fn load(lang: Lang) -> Catalogue {
    let mut catalogue = Catalogue::new();
    let folder = format!("{}/", lang.tag());
    for path in Messages::iter() {
        let Some(room) = path
            .strip_prefix(&folder)
            .and_then(|file| file.strip_suffix(".toml"))
        else {
            continue;
        };
        let Some(file) = Messages::get(&path) else {
            continue;
        };
        match toml::from_str::<toml::Table>(&String::from_utf8_lossy(&file.data)) {
            Ok(table) => flatten(room, &table, &mut catalogue),
            Err(error) => tracing::error!(%path, %error, "message catalogue unreadable"),
        }
    }
    catalogue
}

fn flatten(prefix: &str, table: &toml::Table, catalogue: &mut Catalogue) {
    for (name, value) in table {
        let key = format!("{prefix}.{name}");
        match value {
            toml::Value::String(text) => {
                catalogue.insert(key, text.clone());
            }
            toml::Value::Table(inner) => flatten(&key, inner, catalogue),
            _ => tracing::error!(%key, "a message is text"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn marks(template: &str) -> BTreeSet<&str> {
        template
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
            .collect()
    }

    #[test]
    fn both_languages_have_the_same_messages_with_the_same_marks() {
        let [zh, en] = &*CATALOGUES;
        let keys = |catalogue: &Catalogue| catalogue.keys().cloned().collect::<BTreeSet<_>>();
        assert_eq!(keys(zh), keys(en));
        for (key, text) in zh {
            assert_eq!(marks(text), marks(&en[key]), "marks of {key}");
        }
    }

    #[test]
    fn a_phrase_is_said_in_the_language_of_whoever_reads_it() {
        let phrase = Phrase::of("problem.missing_field.reason").with("field", "name");
        assert_eq!(phrase.say(Lang::ZhCn), "缺少必填字段 name");
        assert!(phrase.say(Lang::En).is_ascii());
        assert_eq!(Phrase::from("7").say(Lang::ZhCn), "7");
    }

    #[test]
    fn every_catalogue_file_is_readable() {
        for path in Messages::iter() {
            let file = Messages::get(&path).unwrap();
            let text = std::str::from_utf8(&file.data).unwrap();
            toml::from_str::<toml::Table>(text).unwrap_or_else(|error| panic!("{path}: {error}"));
        }
    }

    #[test]
    fn the_first_language_we_speak_is_taken() {
        assert_eq!(
            Lang::from_accept_language("fr, en-GB;q=0.8, zh;q=0.5"),
            Lang::En
        );
        assert_eq!(Lang::from_accept_language("fr"), Lang::ZhCn);
    }
}
