//! Why something is done: said by whoever does it, kept in the log.

use serde::Deserialize;

use super::{
    extract,
    refusal::{Answer, Refusal},
};
use crate::domain::{Problem, ProblemCode};

/// The longest reason, in characters.
const LONGEST: usize = 2_000;

/// A body that says why and nothing else; it may be left out.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Why {
    reason: Option<String>,
}

/// The reason that a body gives.
///
/// # Errors
/// As [`given`], or when the body says something else.
pub(super) fn of_body(body: &[u8]) -> Answer<Option<String>> {
    let why: Why = if body.is_empty() {
        Why::default()
    } else {
        extract::json(body)?
    };
    given(why.reason)
}

/// A reason that people can read; an empty one is none.
///
/// # Errors
/// 422 when it is too long or holds signs that are no text.
pub(super) fn given(reason: Option<String>) -> Answer<Option<String>> {
    let Some(reason) = reason.filter(|reason| !reason.trim().is_empty()) else {
        return Ok(None);
    };
    let length = reason.chars().count();
    let problem = if length > LONGEST {
        Problem::new(ProblemCode::TooLong, "reason", &reason)
            .with("length", length.to_string())
            .with("limit", LONGEST.to_string())
    } else if reason.chars().any(|c| c.is_control() && c != '\n') {
        let shown = reason.escape_debug().to_string();
        Problem::new(ProblemCode::ControlCharacter, "reason", &shown)
    } else {
        return Ok(Some(reason));
    };
    Err(Refusal::refused(vec![problem]))
}
