//! What requests about cases have in common: keys, codes, cursors, and how a no is told.

use axum::http::{HeaderMap, HeaderName};
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::sheet;
use crate::{
    domain::{Caller, Via},
    http::{
        courtesy::language,
        refusal::{Answer, Refusal},
    },
    messages::Phrase,
    registry::{RegistryError, View, cases::CaseConflict},
};

const REQUEST_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const FOLLOW_CODE: HeaderName = HeaderName::from_static("mingjie-follow-code");

/// Shorter keys could be met by chance.
const SHORTEST_KEY: usize = 16;
const LONGEST_KEY: usize = 200;

/// The key that tells a request from any other, if it has one.
pub(super) fn request_key(headers: &HeaderMap) -> Answer<Option<String>> {
    let Some(value) = headers.get(REQUEST_KEY) else {
        return Ok(None);
    };
    let text = String::from_utf8_lossy(value.as_bytes());
    if (SHORTEST_KEY..=LONGEST_KEY).contains(&text.len()) && value.to_str().is_ok() {
        Ok(Some(text.into_owned()))
    } else {
        Err(Refusal::parameter(
            "Idempotency-Key",
            &text,
            format!("{SHORTEST_KEY}…{LONGEST_KEY} ASCII"),
        ))
    }
}

/// The code by which a report is followed: in a header, or in a link.
pub(super) fn follow_code(headers: &HeaderMap, linked: Option<String>) -> Option<String> {
    headers
        .get(FOLLOW_CODE)
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned)
        .or(linked)
        .filter(|code| !code.is_empty())
}

/// A no about a case: 401 for whoever did not say who it is; a conflict shows the case as it stands.
pub(super) fn no(
    error: RegistryError,
    caller: &Caller,
    headers: &HeaderMap,
    view: &View,
) -> Refusal {
    match error {
        RegistryError::NotYours if caller.via == Via::Nothing => Refusal::unauthorised(),
        RegistryError::CaseStands { why, sheet } => {
            let mut shown = sheet::whole(&sheet, view, language(headers));
            if let CaseConflict::NewFindings(found) = &why {
                let lang = language(headers);
                shown["new_findings"] = found.iter().map(|one| one.in_lang(lang)).collect();
            }
            Refusal::from(RegistryError::CaseStands { why, sheet }).showing("case", shown)
        }
        other => other.into(),
    }
}

/// The members of a body that must be an object.
pub(super) fn members(body: Json) -> Answer<Map<String, Json>> {
    match body {
        Json::Object(members) => Ok(members),
        _ => Err(Refusal::unreadable(Phrase::of("exchange.no_object"))),
    }
}

/// Where a list of cases goes on: after this one.
pub(super) fn case_cursor(at: DateTime<Utc>, id: Uuid) -> String {
    format!("{}.{}", at.timestamp_micros(), id.simple())
}

/// Reads it back.
pub(super) fn from_case_cursor(cursor: &str) -> Answer<(DateTime<Utc>, Uuid)> {
    cursor
        .split_once('.')
        .and_then(|(micros, id)| {
            let at = DateTime::from_timestamp_micros(micros.parse().ok()?)?;
            Some((at, id.parse().ok()?))
        })
        .ok_or_else(|| bad_cursor(cursor))
}

/// Where a list of tasks goes on.
pub(super) fn task_cursor(due_on: Option<NaiveDate>, id: Uuid) -> String {
    let due = due_on.map_or_else(String::new, |on| on.to_string());
    format!("{due}.{}", id.simple())
}

/// Reads it back.
pub(super) fn from_task_cursor(cursor: &str) -> Answer<(Option<NaiveDate>, Uuid)> {
    cursor
        .split_once('.')
        .and_then(|(due, id)| {
            let due = if due.is_empty() {
                None
            } else {
                Some(due.parse().ok()?)
            };
            Some((due, id.parse().ok()?))
        })
        .ok_or_else(|| bad_cursor(cursor))
}

fn bad_cursor(cursor: &str) -> Refusal {
    Refusal::parameter("cursor", cursor, Phrase::of("http.word.next"))
}
