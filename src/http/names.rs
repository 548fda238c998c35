//! Names: checked against the law and the register, and spelled.

use axum::{Json, extract::State, http::HeaderMap, response::Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    App,
    body::JsonBody,
    courtesy::language,
    extract::{self, Params},
    refusal::{Answer, Refusal},
    render,
};
use crate::{
    domain::NameDraft,
    text::{self, Category},
};

const MOST: usize = 10_000;
const MOST_CHARACTERS: usize = 200;

/// Several names.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Many {
    names: Vec<NameDraft>,
}

/// `POST /api/v1/names/check`
#[utoipa::path(post, path = "/api/v1/names/check", tag = "names", operation_id = "check_names",
    request_body(content = ref("#/components/schemas/NamesToCheck"), content_type = "application/json"),
    responses((status = 200, description = "One answer, or as many as there were names",
        body = ref("#/components/schemas/NamesChecked"))))]
pub(super) async fn check(
    State(app): State<App>,
    headers: HeaderMap,
    JsonBody(body): JsonBody,
) -> Answer<Response> {
    let lang = language(&headers);
    let value: Value = extract::json(&body)?;
    let many = value.get("names").is_some();
    let drafts = if many {
        let asked: Many = extract::json(&body)?;
        asked.names
    } else {
        vec![extract::json::<NameDraft>(&body)?]
    };
    if drafts.is_empty() || drafts.len() > MOST {
        return Err(Refusal::parameter(
            "names",
            &drafts.len().to_string(),
            format!("1…{MOST}"),
        ));
    }
    if let Some((field, text)) = drafts.iter().find_map(too_long) {
        return Err(Refusal::parameter(
            field,
            text,
            format!("≤ {MOST_CHARACTERS}"),
        ));
    }
    let registry = app.registry().clone();
    let checked = tokio::task::spawn_blocking(move || registry.check_names(&drafts))
        .await
        .map_err(|error| {
            tracing::error!(%error, "a check ended badly");
            Refusal::new(axum::http::StatusCode::INTERNAL_SERVER_ERROR, "internal")
        })??;
    let written = match checked.as_slice() {
        [one] if !many => serde_json::to_vec(&one.in_lang(lang)),
        all => {
            let results: Vec<_> = all.iter().map(|one| one.in_lang(lang)).collect();
            serde_json::to_vec(&json!({ "results": results }))
        }
    };
    Ok(render::json(
        written.map_err(|error| Refusal::unreadable(error.to_string()))?,
    ))
}

/// The first of a draft's names that nobody could put on a sign.
fn too_long(draft: &NameDraft) -> Option<(&'static str, &str)> {
    let names = [
        ("name", Some(draft.name.as_str())),
        ("replaces", draft.replaces.as_deref()),
        ("derived_from", draft.derived_from.as_deref()),
    ];
    names
        .into_iter()
        .filter_map(|(field, text)| Some((field, text?)))
        .find(|(_, text)| text.chars().count() > MOST_CHARACTERS)
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Romanize {
    /// The name, in Chinese characters.
    name: String,
    /// A naming category; default as the generic term decides.
    category: Option<String>,
}

/// `GET /api/v1/names/romanize`
#[utoipa::path(get, path = "/api/v1/names/romanize", tag = "names",
    params(Romanize),
    responses((status = 200, description = "The spelling", body = ref("#/components/schemas/Spelling"))))]
pub(super) async fn romanize(Params(query): Params<Romanize>) -> Answer<Json<Value>> {
    if query.name.is_empty() || query.name.chars().count() > MOST_CHARACTERS {
        return Err(Refusal::parameter(
            "name",
            &query.name,
            format!("1…{MOST_CHARACTERS}"),
        ));
    }
    let category = query
        .category
        .as_deref()
        .map(|word| {
            word.parse::<Category>()
                .map_err(|error| Refusal::parameter("category", word, error.to_string()))
        })
        .transpose()?;
    let name = text::normalise(&query.name);
    let spelled = text::romanize(&name, category);
    Ok(Json(
        json!({ "name": name, "pinyin": spelled.pinyin, "plain": spelled.plain }),
    ))
}
