//! Keys for machines, as administrators keep them.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use chrono::TimeDelta;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    App,
    access::Asker,
    accounts::{AskedGrant, named},
    body::{AnyBody, JsonBody},
    extract::{self, NoParams, Params},
    reason,
    refusal::{Answer, Refusal},
    session::private,
};
use crate::{
    domain::{Act, Kind, Problem, ProblemCode, Role},
    registry::people::KeyOrder,
    store::ApiKey,
};

/// `GET /api/v1/keys`
#[utoipa::path(get, operation_id = "keys", path = "/api/v1/keys", tag = "accounts",
    security(("session" = [])),
    responses((status = 200, description = "The keys, the latest first", body = ref("#/components/schemas/Keys"))))]
pub(super) async fn list(
    State(app): State<App>,
    asker: Asker,
    _params: Params<NoParams>,
) -> Answer<Response> {
    let actor = asker.acting(Act::ManageKeys)?;
    let keys = app.registry().keys(&actor).await?;
    let keys: Vec<Value> = keys.iter().map(told).collect();
    Ok(private(Json(json!({ "keys": keys })).into_response()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewKey {
    name: String,
    role: Option<String>,
    region: String,
    kinds: Option<Vec<String>>,
    rate: Option<u32>,
    days: Option<u32>,
    reason: Option<String>,
}

const RATE: u32 = 600;
const DAYS: u32 = 365;
const MOST_RATE: u32 = 60_000;
const MOST_DAYS: u32 = 3_650;

/// `POST /api/v1/keys`
#[utoipa::path(post, operation_id = "make_key", path = "/api/v1/keys", tag = "accounts",
    request_body(content = ref("#/components/schemas/NewKey"), content_type = "application/json"),
    security(("session" = [])),
    responses((status = 201, description = "Made; the key is told this once", body = ref("#/components/schemas/Key"))))]
pub(super) async fn make(
    State(app): State<App>,
    asker: Asker,
    _params: Params<NoParams>,
    JsonBody(body): JsonBody,
) -> Answer<Response> {
    let actor = asker.acting(Act::ManageKeys)?;
    let asked: NewKey = extract::json(&body)?;
    let actor = actor.because(reason::given(asked.reason)?);
    let rate = within("rate", asked.rate.unwrap_or(RATE), MOST_RATE)?;
    let days = within("days", asked.days.unwrap_or(DAYS), MOST_DAYS)?;
    let grant = AskedGrant::of(
        asked
            .role
            .unwrap_or_else(|| Role::Provider.as_str().to_owned()),
        asked.region,
    )
    .parse()?;
    let order = KeyOrder {
        name: named(&asked.name)?,
        grant,
        kinds: asked.kinds.as_deref().map(kinds).transpose()?,
        rate,
        expires_at: app.registry().clock().now() + TimeDelta::days(i64::from(days)),
    };
    let made = app.registry().make_key(&actor, order).await?;
    let mut answer = told(&made.key);
    answer["key"] = made.token.into();
    Ok(private((StatusCode::CREATED, Json(answer)).into_response()))
}

/// `DELETE /api/v1/keys/{prefix}`
#[utoipa::path(delete, operation_id = "revoke_key", path = "/api/v1/keys/{prefix}", tag = "accounts",
    params(("prefix" = String, Path, description = "The eight digits after `mj_`")),
    request_body(content = ref("#/components/schemas/Why"), content_type = "application/json"),
    security(("session" = [])),
    responses((status = 204, description = "Revoked")))]
pub(super) async fn revoke(
    State(app): State<App>,
    asker: Asker,
    Path(prefix): Path<String>,
    _params: Params<NoParams>,
    AnyBody(body): AnyBody,
) -> Answer<StatusCode> {
    let actor = asker.acting(Act::ManageKeys)?;
    let actor = actor.because(reason::of_body(&body)?);
    app.registry().revoke_key(&actor, &prefix).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn within(name: &'static str, number: u32, most: u32) -> Answer<u32> {
    if (1..=most).contains(&number) {
        return Ok(number);
    }
    Err(Refusal::refused(vec![
        Problem::new(ProblemCode::WrongValue, name, &number.to_string())
            .with("allowed", format!("1…{most}")),
    ]))
}

fn kinds(words: &[String]) -> Answer<Vec<Kind>> {
    words
        .iter()
        .map(|word| {
            word.parse().map_err(|_| {
                let allowed = Kind::ALL.map(Kind::as_str).join(", ");
                Refusal::refused(vec![
                    Problem::new(ProblemCode::WrongValue, "kinds", word).with("allowed", allowed),
                ])
            })
        })
        .collect()
}

fn told(key: &ApiKey) -> Value {
    json!({
        "prefix": key.prefix,
        "name": key.name,
        "role": key.role,
        "region": key.region,
        "kinds": key.kinds,
        "rate": key.rate,
        "created_at": key.created_at,
        "created_by": key.created_by,
        "expires_at": key.expires_at,
        "revoked_at": key.revoked_at,
        "used_at": key.used_at,
        "used_from": key.used_from,
    })
}
