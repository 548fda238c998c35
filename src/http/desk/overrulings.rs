//! Findings overruled with a written reason.

use std::{cmp::Reverse, sync::Arc};

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
};
use chrono::DateTime;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::{
    domain::{
        Act, Actor, EVERYWHERE, Kind, NameDraft, Overruling, OverrulingRank, Problem, ProblemCode,
        Sight, Withdrawal,
    },
    http::{
        App,
        access::Asker,
        body::{AnyBody, JsonBody},
        courtesy::{POSITION, language},
        desk::reservations::{ending, record_id},
        extract::{self, NoParams, Params},
        names::too_long,
        refusal::{Answer, Refusal},
    },
    messages::Phrase,
    registry::{OverrulingOrder, View},
    text::Category,
};

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Overrulings {
    /// This region and below.
    region: Option<String>,
    /// Of exactly this name.
    name: Option<String>,
    /// Of this rule.
    rule: Option<String>,
    /// `true`: those alone that hold, not those that were taken back.
    #[serde(default)]
    standing: bool,
    /// 1 to 1000; default 100.
    limit: Option<usize>,
    /// Where the page before ended.
    cursor: Option<String>,
}

/// `GET /api/v1/names/overrulings`
#[utoipa::path(get, path = "/api/v1/names/overrulings", tag = "names", operation_id = "overrulings",
    params(Overrulings),
    responses((status = 200, description = "Findings overruled, the newest first", body = ref("#/components/schemas/Overrulings"))))]
pub(in crate::http) async fn overrulings(
    State(app): State<App>,
    asker: Asker,
    Params(query): Params<Overrulings>,
) -> Answer<Json<Value>> {
    let limit = extract::limit(query.limit, 100, 1_000)?;
    let view = app.registry().view()?;
    let sight = Sight::of(&asker.caller);
    extract::region(&view, &sight, query.region.as_deref())?;
    let fits = |one: &&Arc<Overruling>| {
        query
            .region
            .as_deref()
            .is_none_or(|code| view.snapshot.is_below(&one.region_code, code))
            && query.name.as_deref().is_none_or(|name| one.name == name)
            && query.rule.as_deref().is_none_or(|rule| one.rule == rule)
            && !(query.standing && one.withdrawn.is_some())
    };
    let all = view.overrulings.newest_first();
    let total = all.iter().filter(fits).count();
    let rest = match query.cursor.as_deref() {
        None => all,
        Some(cursor) => view.overrulings.after(read_rank(cursor)?),
    };
    let mut rest = rest.iter().filter(fits);
    let page: Vec<&Arc<Overruling>> = rest.by_ref().take(limit).collect();
    let next = rest
        .next()
        .and_then(|_| page.last().map(|one| write_rank(one.rank())));
    let page: Vec<Value> = page
        .into_iter()
        .map(|one| written(one, &asker, &view))
        .collect();
    Ok(Json(
        json!({ "overrulings": page, "total": total, "next": next }),
    ))
}

fn write_rank(Reverse((at, id)): OverrulingRank) -> String {
    format!("{}.{id}", at.timestamp_micros())
}

fn read_rank(cursor: &str) -> Result<OverrulingRank, Refusal> {
    let rank = cursor.split_once('.').and_then(|(micros, id)| {
        let at = DateTime::from_timestamp_micros(micros.parse().ok()?)?;
        Some(Reverse((at, id.parse().ok()?)))
    });
    rank.ok_or_else(|| Refusal::parameter("cursor", cursor, Phrase::of("http.word.next")))
}

/// What an order tells beside the name.
#[derive(Debug, Deserialize)]
struct Told {
    rule: Option<String>,
    fingerprint: Option<String>,
    reason: Option<String>,
    feature: Option<Meant>,
}

/// The feature whose name is meant.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Meant {
    kind: String,
    id: Uuid,
}

/// `POST /api/v1/names/overrulings`
#[utoipa::path(post, path = "/api/v1/names/overrulings", tag = "names", operation_id = "overrule",
    request_body(content = ref("#/components/schemas/NewOverruling"), content_type = "application/json"),
    security(("token" = [])),
    responses((status = 201, description = "Overruled: the finding stays and counts no more", body = ref("#/components/schemas/Overruling"))))]
pub(in crate::http) async fn overrule(
    State(app): State<App>,
    asker: Asker,
    _params: Params<NoParams>,
    headers: HeaderMap,
    JsonBody(body): JsonBody,
) -> Answer<Response> {
    asker.acting(Act::Overrule)?;
    let order = order(&body)?;
    let region = app.registry().overruling_region(&order)?;
    let actor = judge(&asker, &app, region.as_deref())?;
    let (one, checked, position) = app.registry().overrule(&actor, order).await?;
    let mut answer = {
        let view = app.registry().view()?;
        written(&one, &asker, &view)
    };
    answer["check"] = json!(checked.in_lang(language(&headers)));
    let mut response = (StatusCode::CREATED, Json(answer)).into_response();
    response.headers_mut().insert(POSITION, position.0.into());
    Ok(response)
}

/// `DELETE /api/v1/names/overrulings/{id}`
#[utoipa::path(delete, path = "/api/v1/names/overrulings/{id}", tag = "names", operation_id = "withdraw_overruling",
    params(("id" = String, Path, description = "The overruling's uuid")),
    request_body(content = ref("#/components/schemas/Reason"), content_type = "application/json"),
    security(("token" = [])),
    responses((status = 204, description = "Taken back: the finding counts again, the record stays")))]
pub(in crate::http) async fn withdraw_overruling(
    State(app): State<App>,
    asker: Asker,
    Path(id): Path<String>,
    _params: Params<NoParams>,
    AnyBody(body): AnyBody,
) -> Answer<Response> {
    asker.acting(Act::Overrule)?;
    let id = record_id(&id)?;
    let ending = ending(&body)?;
    let region = {
        let view = app.registry().view()?;
        let one = view.overrulings.by_id(id);
        one.map(|one| one.region_code.clone())
    };
    let actor = judge(&asker, &app, region.as_deref())?;
    let position = app
        .registry()
        .withdraw_overruling(&actor, id, ending.reason.as_deref())
        .await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    response.headers_mut().insert(POSITION, position.0.into());
    Ok(response)
}

/// Whoever may overrule, in a role held for the region when there is one.
fn judge(asker: &Asker, app: &App, region: Option<&str>) -> Result<Actor, Refusal> {
    let view = app.registry().view()?;
    let reaches = |held: &str| {
        held == EVERYWHERE || region.is_some_and(|own| view.snapshot.is_below(own, held))
    };
    let there = asker.caller.acting_where(Act::Overrule, reaches);
    there.ok_or_else(|| Refusal::forbidden(Act::Overrule))
}

/// What the body asks for: the members of a name to check, or a feature, beside rule and reason.
fn order(body: &[u8]) -> Result<OverrulingOrder, Refusal> {
    let mut asked: Map<String, Value> = extract::json(body)?;
    let told = ["rule", "fingerprint", "reason", "feature"];
    let told = told.map(|member| (member.to_owned(), asked.remove(member).unwrap_or_default()));
    let told: Told = from_value(Value::Object(told.into_iter().collect()))?;
    let (draft, feature) = match told.feature {
        Some(meant) => {
            let besides = asked.iter().filter(|(_, value)| !value.is_null());
            let besides: Vec<Problem> = besides.map(|(member, _)| beside(member)).collect();
            if !besides.is_empty() {
                return Err(Refusal::refused(besides));
            }
            let kind: Kind = extract::kind(&meant.kind)?;
            (NameDraft::default(), Some((kind, meant.id)))
        }
        None => (from_value::<NameDraft>(Value::Object(asked))?, None),
    };
    let long: Vec<Problem> = too_long(&draft).collect();
    if !long.is_empty() {
        return Err(Refusal::refused(long));
    }
    Ok(OverrulingOrder {
        draft,
        feature,
        rule: told.rule.unwrap_or_default(),
        fingerprint: told.fingerprint,
        reason: told.reason.unwrap_or_default(),
    })
}

fn from_value<T: DeserializeOwned>(value: Value) -> Result<T, Refusal> {
    serde_json::from_value(value).map_err(|error| Refusal::unreadable(&error))
}

/// What a registered feature tells by itself: another word beside it would be ignored in silence.
fn beside(member: &str) -> Problem {
    let mut problem = Problem::new(ProblemCode::BesideFeature, "feature", "");
    problem.field = member.to_owned().into();
    problem
}

fn written(one: &Overruling, asker: &Asker, view: &View) -> Value {
    let mut written = json!({
        "id": one.id,
        "name": one.name,
        "category": one.category.map(Category::as_str),
        "region_code": one.region_code,
        "rule": one.rule,
        "fingerprint": one.fingerprint,
        "reason": one.reason,
        "by_role": one.role.as_str(),
        "at": one.at,
    });
    let mut regions = asker.caller.regions(Act::ReadDrafts);
    let is_inside =
        regions.any(|held| held == EVERYWHERE || view.snapshot.is_below(&one.region_code, held));
    let mut withdrawn = one.withdrawn.as_ref().map(ended);
    // Who it was is told within the office alone.
    if is_inside {
        written["by"] = json!(one.login);
        if let (Some(told), Some(end)) = (&mut withdrawn, &one.withdrawn) {
            told["by"] = json!(end.login);
        }
    }
    written["withdrawn"] = json!(withdrawn);
    written
}

fn ended(end: &Withdrawal) -> Value {
    json!({ "reason": end.reason, "by_role": end.role.as_str(), "at": end.at })
}
