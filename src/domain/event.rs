//! What the audit log tells beside the changes of features: who came in, what was taken out, what
//! was granted.

use std::{fmt, str::FromStr};

use serde_json::Value as Json;

use super::{Kind, UnknownWord};

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EventAct {
    /// Somebody signed in.
    SignedIn,
    /// Somebody tried to, in vain.
    SignInFailed,
    /// Somebody signed out.
    SignedOut,
    /// A session was ended from elsewhere.
    SessionEnded,
    /// A password was changed or set.
    PasswordSet,
    /// An account was made.
    AccountMade,
    /// An account was locked.
    AccountLocked,
    /// An account was unlocked.
    AccountUnlocked,
    /// An account's name was changed.
    AccountRenamed,
    /// A role was granted.
    RoleGranted,
    /// A role was taken back.
    RoleRevoked,
    /// A link was made by which an account gets its password.
    LinkMade,
    /// A key was made.
    KeyMade,
    /// A key was revoked.
    KeyRevoked,
    /// Features were taken out exactly.
    Exported,
    /// Persons were read.
    PersonalRead,
    /// Features were changed; the log of changes says how.
    Changed,
    /// A case was opened or moved on.
    CaseActed,
    /// A finding about a name was overruled.
    Overruled,
    /// An overruling was taken back.
    OverrulingWithdrawn,
}

/// An event, as whoever acts tells it: who and from where is the transaction's to know.
#[derive(Clone, Debug)]
pub struct Event {
    /// What happened.
    pub act: EventAct,
    /// The kinds of features that it concerns.
    pub kinds: Vec<Kind>,
    /// Whom or what it concerns: a login, a key's prefix, a case's number.
    pub subject: Option<String>,
    /// What else is to be known; never a secret, never a person's data.
    pub detail: Json,
}

impl Event {
    /// An event about something.
    #[must_use]
    pub fn about(act: EventAct, subject: impl Into<String>) -> Self {
        Self {
            act,
            kinds: Vec::new(),
            subject: Some(subject.into()),
            detail: Json::Object(serde_json::Map::new()),
        }
    }

    /// The same, with something more to be known.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Json>) -> Self {
        if let Json::Object(members) = &mut self.detail {
            members.insert(name.to_owned(), value.into());
        }
        self
    }
}

impl EventAct {
    /// Every act.
    pub const ALL: [Self; 20] = [
        Self::SignedIn,
        Self::SignInFailed,
        Self::SignedOut,
        Self::SessionEnded,
        Self::PasswordSet,
        Self::AccountMade,
        Self::AccountLocked,
        Self::AccountUnlocked,
        Self::AccountRenamed,
        Self::RoleGranted,
        Self::RoleRevoked,
        Self::LinkMade,
        Self::KeyMade,
        Self::KeyRevoked,
        Self::Exported,
        Self::PersonalRead,
        Self::Changed,
        Self::CaseActed,
        Self::Overruled,
        Self::OverrulingWithdrawn,
    ];

    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignedIn => "signed_in",
            Self::SignInFailed => "sign_in_failed",
            Self::SignedOut => "signed_out",
            Self::SessionEnded => "session_ended",
            Self::PasswordSet => "password_set",
            Self::AccountMade => "account_made",
            Self::AccountLocked => "account_locked",
            Self::AccountUnlocked => "account_unlocked",
            Self::AccountRenamed => "account_renamed",
            Self::RoleGranted => "role_granted",
            Self::RoleRevoked => "role_revoked",
            Self::LinkMade => "link_made",
            Self::KeyMade => "key_made",
            Self::KeyRevoked => "key_revoked",
            Self::Exported => "exported",
            Self::PersonalRead => "personal_read",
            Self::Changed => "changed",
            Self::CaseActed => "case_acted",
            Self::Overruled => "overruled",
            Self::OverrulingWithdrawn => "overruling_withdrawn",
        }
    }
}

impl fmt::Display for EventAct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for EventAct {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|act| act.as_str() == word)
            .ok_or_else(|| UnknownWord(word.to_owned()))
    }
}
