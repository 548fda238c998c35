//! One thing looked at.

use serde::Serialize;

use crate::messages::{Lang, say};

/// How a thing looked at is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CheckState {
    /// As it should be.
    Ok,
    /// It works, but somebody should know.
    Warn,
    /// The register does not work like that.
    Bad,
}

/// One thing looked at, and how it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What was looked at: a stable word such as `migrations`.
    pub key: &'static str,
    /// How it is.
    pub state: CheckState,
    /// What was seen.
    pub detail: String,
    /// What to do about it, when there is something to do.
    pub mend: Option<String>,
}

/// Writes checks in one language from the catalogue `doctor`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scribe(pub(super) Lang);

impl Scribe {
    /// A thing as it should be; `seen` is its message.
    pub(super) fn ok(self, key: &'static str, seen: &str, values: &[(&str, &str)]) -> Check {
        Check {
            key,
            state: CheckState::Ok,
            detail: self.say(key, seen, values),
            mend: None,
        }
    }

    /// A thing to know about; the mend is the message `<seen>_mend`.
    pub(super) fn warn(self, key: &'static str, seen: &str, values: &[(&str, &str)]) -> Check {
        self.amiss(CheckState::Warn, key, seen, values)
    }

    /// A thing that keeps the register from working; the mend is the message `<seen>_mend`.
    pub(super) fn bad(self, key: &'static str, seen: &str, values: &[(&str, &str)]) -> Check {
        self.amiss(CheckState::Bad, key, seen, values)
    }

    fn amiss(
        self,
        state: CheckState,
        key: &'static str,
        seen: &str,
        values: &[(&str, &str)],
    ) -> Check {
        Check {
            key,
            state,
            detail: self.say(key, seen, values),
            mend: Some(self.say(key, &format!("{seen}_mend"), values)),
        }
    }

    fn say(self, key: &str, seen: &str, values: &[(&str, &str)]) -> String {
        say(self.0, &format!("doctor.{key}.{seen}"), values)
    }
}
