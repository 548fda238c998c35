//! Findings overruled with a written reason.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::{
    domain::{Act, EVERYWHERE, Kind, NameDraft, Overruling, Problem, Sight, shared},
    http::{
        App,
        access::Asker,
        body::JsonBody,
        courtesy::{POSITION, language},
        extract::{self, NoParams, Params},
        names::too_long,
        refusal::{Answer, Refusal},
    },
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
    /// 1 to 1000; default 100.
    limit: Option<usize>,
    /// Where the page before ended.
    cursor: Option<usize>,
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
    let fits = |one: &&Overruling| {
        query
            .region
            .as_deref()
            .is_none_or(|code| view.snapshot.is_below(&one.region_code, code))
            && query.name.as_deref().is_none_or(|name| one.name == name)
            && query.rule.as_deref().is_none_or(|rule| one.rule == rule)
    };
    let mut all = view.overrulings.newest_first();
    all.retain(fits);
    let from = query.cursor.unwrap_or(0);
    let page: Vec<Value> = all
        .iter()
        .skip(from)
        .take(limit)
        .map(|one| written(one, &asker, &view))
        .collect();
    let next = (from + page.len() < all.len()).then_some(from + page.len());
    Ok(Json(
        json!({ "overrulings": page, "total": all.len(), "next": next }),
    ))
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
    let actor = {
        let view = app.registry().view()?;
        let region = match order.feature {
            Some((kind, id)) => view
                .snapshot
                .by_id(kind, id)
                .and_then(|row| row.text(shared::REGION_CODE_AT).map(str::to_owned)),
            None => order.draft.region_code.clone(),
        };
        let reaches = |held: &str| {
            let region = region.as_deref();
            held == EVERYWHERE || region.is_some_and(|own| view.snapshot.is_below(own, held))
        };
        let there = asker.caller.acting_where(Act::Overrule, reaches);
        there.ok_or_else(|| Refusal::forbidden(Act::Overrule))?
    };
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

/// What the body asks for: the members of a name to check, or a feature, beside rule and reason.
fn order(body: &[u8]) -> Result<OverrulingOrder, Refusal> {
    let mut asked: Map<String, Value> = extract::json(body)?;
    let mut text = |member: &str| match asked.remove(member) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Refusal::unreadable(format!("{member}: a string is wanted"))),
    };
    let rule = text("rule")?.unwrap_or_default();
    let fingerprint = text("fingerprint")?;
    let reason = text("reason")?.unwrap_or_default();
    let unreadable = |error: serde_json::Error| Refusal::unreadable(error.to_string());
    let feature = match asked.remove("feature") {
        None | Some(Value::Null) => None,
        Some(meant) => {
            let meant: Meant = serde_json::from_value(meant).map_err(unreadable)?;
            let kind: Kind = extract::kind(&meant.kind)?;
            Some((kind, meant.id))
        }
    };
    if feature.is_some() && asked.is_empty() {
        asked.insert("name".to_owned(), json!(""));
    }
    let draft: NameDraft = serde_json::from_value(Value::Object(asked)).map_err(unreadable)?;
    let long: Vec<Problem> = too_long(&draft).collect();
    if !long.is_empty() {
        return Err(Refusal::refused(long));
    }
    Ok(OverrulingOrder {
        draft,
        feature,
        rule,
        fingerprint,
        reason,
    })
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
    // Who it was is told within the office alone.
    if is_inside {
        written["by"] = json!(one.login);
    }
    written
}
