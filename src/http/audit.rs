//! The audit log, page by page.

use axum::{
    Json,
    extract::State,
    response::{IntoResponse as _, Response},
};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    App,
    access::Asker,
    extract::{self, Params},
    refusal::{Answer, Refusal},
    session::private,
};
use crate::{
    domain::{Act, EventAct, Kind},
    messages::Phrase,
    store::{EventQuery, LoggedEvent},
};

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    /// By this login; a key's is `key:` and its prefix.
    person: Option<String>,
    /// Concerning this kind of feature.
    kind: Option<String>,
    /// What happened, such as `signed_in` or `changed`.
    act: Option<String>,
    /// At this time or later.
    since: Option<DateTime<Utc>>,
    /// Before this time.
    until: Option<DateTime<Utc>>,
    /// 1 to 1000; default 100.
    limit: Option<usize>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// `GET /api/v1/audit`
#[utoipa::path(get, operation_id = "audit_log", path = "/api/v1/audit", tag = "accounts",
    params(Asked),
    security(("session" = [])),
    responses((status = 200, description = "What happened, the latest first", body = ref("#/components/schemas/Audit"))))]
pub(super) async fn log(
    State(app): State<App>,
    asker: Asker,
    Params(asked): Params<Asked>,
) -> Answer<Response> {
    let actor = asker.acting(Act::ReadAudit)?;
    let limit = extract::limit(asked.limit, 100, 1_000)?;
    let kind = asked
        .kind
        .map(|word| {
            word.parse::<Kind>()
                .map_err(|_| Refusal::parameter("kind", &word, extract::every_kind()))
        })
        .transpose()?;
    let act = asked
        .act
        .map(|word| {
            word.parse::<EventAct>().map_err(|_| {
                Refusal::parameter("act", &word, EventAct::ALL.map(EventAct::as_str).join(", "))
            })
        })
        .transpose()?;
    let after = asked
        .cursor
        .map(|text| {
            parse_cursor(&text)
                .ok_or_else(|| Refusal::parameter("cursor", &text, Phrase::of("http.word.next")))
        })
        .transpose()?;
    let query = EventQuery {
        login: asked.person,
        act: act.map(|act| act.as_str().to_owned()),
        kind: kind.map(|kind| kind.as_str().to_owned()),
        since: asked.since,
        until: asked.until,
        after,
        // One more tells whether there is a next page.
        limit: i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1),
    };
    let mut events = app.registry().audit_log(&actor, &query).await?;
    let more = events.len() > limit;
    events.truncate(limit);
    let next = events.last().filter(|_| more).map(cursor);
    let events: Vec<Value> = events.iter().map(told).collect();
    Ok(private(
        Json(json!({ "events": events, "next": next })).into_response(),
    ))
}

fn told(event: &LoggedEvent) -> Value {
    json!({
        "commit": event.commit_id,
        "position": event.position,
        "act": event.act,
        "at": event.at,
        "person": event.person,
        "login": event.login,
        "role": event.role,
        "via": event.via,
        "address": event.address,
        "kinds": event.kinds,
        "subject": event.subject,
        "reason": event.reason,
        "detail": event.detail,
    })
}

/// An opaque cursor: the place of the last event in the order of the list.
fn cursor(event: &LoggedEvent) -> String {
    format!(
        "{:x}-{}-{}",
        event.at.timestamp_micros(),
        event.commit_id.simple(),
        event.ordinal
    )
}

fn parse_cursor(text: &str) -> Option<(DateTime<Utc>, Uuid, i32)> {
    let mut parts = text.split('-');
    let at = i64::from_str_radix(parts.next()?, 16).ok()?;
    let commit = parts.next()?.parse().ok()?;
    let ordinal = parts.next()?.parse().ok()?;
    (parts.next().is_none()).then_some((DateTime::from_timestamp_micros(at)?, commit, ordinal))
}
