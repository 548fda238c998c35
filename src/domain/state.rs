//! Where in its life a feature is.

use super::Choice;

/// The state of a feature. Published means planned or current.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[repr(u8)]
pub enum State {
    /// Being prepared; not public (拟定).
    Draft,
    /// Approved, not yet built; public and marked so (规划).
    Planned,
    /// In use (在用).
    #[default]
    Current,
    /// No longer in use; public as history (注销).
    Retired,
}

/// The states as a closed list, with the terms bureaus use in their tables.
pub(crate) const CHOICES: &[Choice] = &[
    Choice {
        value: "draft",
        zh: "拟定",
        en: "Draft",
        aliases: &["草稿", "拟命名"],
    },
    Choice {
        value: "planned",
        zh: "规划",
        en: "Planned",
        aliases: &["已批准", "规划中", "在建"],
    },
    Choice {
        value: "current",
        zh: "在用",
        en: "Current",
        aliases: &["现状", "使用中", "正常", "有效"],
    },
    Choice {
        value: "retired",
        zh: "注销",
        en: "Retired",
        aliases: &["废止", "销名", "停用", "历史", "已注销"],
    },
];

impl State {
    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Planned => "planned",
            Self::Current => "current",
            Self::Retired => "retired",
        }
    }

    /// The state that a stored word names.
    #[must_use]
    pub fn from_stored(word: &str) -> Option<Self> {
        [Self::Draft, Self::Planned, Self::Current, Self::Retired]
            .into_iter()
            .find(|state| state.as_str() == word)
    }

    /// Whether tiles, look-ups and feeds show the feature as it is today.
    #[must_use]
    pub const fn is_published(self) -> bool {
        matches!(self, Self::Planned | Self::Current)
    }
}
