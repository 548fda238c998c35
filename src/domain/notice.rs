//! What the public says to a name on notice (公示意见).

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// What somebody wants of a proposed name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeStance {
    /// That it be given (支持).
    Support,
    /// That it be not (异议).
    Object,
    /// Something else (建议).
    Other,
}

/// A comment on a notice.
#[derive(Clone, Debug, PartialEq)]
pub struct NoticeComment {
    /// Its id.
    pub id: Uuid,
    /// Its number, such as `DM-330683-2026-0001-3`.
    pub receipt: String,
    /// What it wants.
    pub stance: NoticeStance,
    /// What it says.
    pub body: String,
    /// When it came.
    pub at: DateTime<Utc>,
    /// What the office answers.
    pub reply: Option<NoticeReply>,
}

/// The office's answer.
#[derive(Clone, Debug, PartialEq)]
pub struct NoticeReply {
    /// What it says.
    pub text: String,
    /// Whether comment and answer are shown on the notice.
    pub shown: bool,
    /// When.
    pub at: DateTime<Utc>,
    /// The login of who answered; told within the office alone.
    pub login: String,
}

/// When a name is or was on notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoticePeriod {
    /// The first moment.
    pub from: DateTime<Utc>,
    /// The last day.
    pub until: NaiveDate,
    /// Whether comments are taken now.
    pub open: bool,
}

impl NoticeStance {
    /// Every stance.
    pub const ALL: [Self; 3] = [Self::Support, Self::Object, Self::Other];

    /// The word in answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Support => "support",
            Self::Object => "object",
            Self::Other => "other",
        }
    }

    /// The stance of that word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == word)
    }
}
