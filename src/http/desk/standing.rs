//! A registered name by itself, and the rules by their titles.

use axum::{
    Json,
    extract::{Path, State},
    http::HeaderMap,
};
use serde_json::{Value, json};

use crate::{
    domain::{Act, Kind, Sight},
    http::{
        App,
        access::Asker,
        courtesy::language,
        extract::{self, NoParams, Params},
        feature::resolve,
        refusal::Answer,
    },
    messages::{Lang, say},
    registry::StandingName,
};

/// `GET /api/v1/{kind}/{id}/names`
#[utoipa::path(get, path = "/api/v1/{kind}/{id}/names", tag = "names", operation_id = "standing_name",
    params(("kind" = String, Path, description = "`road`, `place` or `region`"), ("id" = String, Path, description = "The uuid, or `fid:` and the small number")),
    security((), ("token" = []), ("session" = [])),
    responses((status = 200, description = "The names that a feature bears and bore, what the rules say of the one in force, and names like it in the county", body = ref("#/components/schemas/StandingName"))))]
pub(in crate::http) async fn standing_name(
    State(app): State<App>,
    asker: Asker,
    Path((kind, id)): Path<(String, String)>,
    _params: Params<NoParams>,
    headers: HeaderMap,
) -> Answer<Json<Value>> {
    let kind = extract::kind(&kind)?;
    let (id, may_settle) = {
        let view = app.registry().view()?;
        let (id, _) = resolve(&view, kind, &id, &Sight::of(&asker.caller))?;
        let may = matches!(kind, Kind::Road | Kind::Place)
            && view
                .snapshot
                .by_id(kind, id)
                .is_some_and(|row| asker.acting_on(Act::editing(kind), &view, row).is_ok());
        (id, may)
    };
    let standing = app.registry().standing_name(kind, id).await?;
    Ok(Json(written(&standing, may_settle, language(&headers))))
}

fn written(standing: &StandingName, may_settle: bool, lang: Lang) -> Value {
    let look_alikes: Vec<Value> = standing
        .look_alikes
        .iter()
        .map(|place| {
            json!({
                "kind": place.kind.as_str(),
                "id": place.id,
                "name": place.name,
                "relation": place.relation,
                "distance_m": place.distance_m.map(|metres| (metres * 10.0).round() / 10.0),
                "region_code": place.region_code,
            })
        })
        .collect();
    let acts: &[&str] = if may_settle && standing.checked.is_some() {
        &["settle_reading"]
    } else {
        &[]
    };
    let mut answer = json!({
        "records": standing.records,
        "searched": standing.searched.as_ref().map(|searched| json!({
            "level": searched.level.as_str(), "code": searched.code, "name": searched.name,
        })),
        "look_alikes": look_alikes,
        "acts": acts,
    });
    if let Some(checked) = &standing.checked {
        answer["check"] = json!(checked.in_lang(lang));
    }
    answer
}

/// `GET /api/v1/names/rules`
#[utoipa::path(get, path = "/api/v1/names/rules", tag = "names", operation_id = "naming_rules",
    responses((status = 200, description = "The rules in the order in which findings of one weight are told", body = ref("#/components/schemas/NamingRules"))))]
pub(in crate::http) async fn naming_rules(
    State(app): State<App>,
    _params: Params<NoParams>,
    headers: HeaderMap,
) -> Json<Value> {
    let lang = language(&headers);
    let book = app.registry().rule_book();
    let rules: Vec<Value> = book
        .rules()
        .iter()
        .map(|rule| {
            json!({
                "rule": rule.code,
                "title": say(lang, &format!("rules.{}.title", rule.code), &[]),
                "category": rule.category.as_str(),
            })
        })
        .chain(["W-forbidden", "W-restricted"].map(|code| {
            json!({
                "rule": code,
                "title": say(lang, &format!("desk.title.{code}"), &[]),
                "category": Value::Null,
            })
        }))
        .collect();
    Json(json!({ "rules": rules }))
}
