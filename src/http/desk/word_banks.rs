//! The office's own words.

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::reservations::{ending, record_id};
use crate::{
    domain::{Act, Bank, BankWord, Position, Problem, ProblemCode},
    http::{
        App,
        access::Asker,
        body::{AnyBody, JsonBody},
        courtesy::POSITION,
        desk::office::office,
        extract::{self, NoParams, Params},
        refusal::{Answer, Refusal},
        render,
        write::if_match,
    },
    registry::WordDraft,
};

/// More words than this are handed in in parts.
const MOST: usize = 5_000;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Words {
    /// `candidate`, `forbidden` or `restricted`.
    bank: Option<String>,
    /// Words that concern this naming category.
    category: Option<String>,
    /// Words with these characters.
    q: Option<String>,
    /// 1 to 5000; default 200.
    limit: Option<usize>,
    /// Where the page before ended.
    cursor: Option<Uuid>,
}

/// `GET /api/v1/word-banks`
#[utoipa::path(get, path = "/api/v1/word-banks", tag = "names", operation_id = "words",
    params(Words),
    responses((status = 200, description = "The office's words, by word", body = ref("#/components/schemas/Words"))))]
pub(in crate::http) async fn words(
    State(app): State<App>,
    Params(query): Params<Words>,
) -> Answer<Json<Value>> {
    let limit = extract::limit(query.limit, 200, MOST)?;
    let bank = query
        .bank
        .as_deref()
        .map(|word| {
            let wrong = || Refusal::parameter("bank", word, "candidate, forbidden, restricted");
            Bank::from_word(word).ok_or_else(wrong)
        })
        .transpose()?;
    let category = query
        .category
        .as_deref()
        .map(extract::category)
        .transpose()?;
    let view = app.registry().view()?;
    let fits = |word: &&BankWord| {
        bank.is_none_or(|bank| word.bank == bank)
            && category.is_none_or(|category| {
                word.categories.is_empty() || word.categories.contains(&category)
            })
            && query.q.as_deref().is_none_or(|q| word.word.contains(q))
    };
    let all: Vec<&BankWord> = view.bank.words().iter().filter(fits).collect();
    let from = query
        .cursor
        .and_then(|id| all.iter().position(|word| word.id == id))
        .map_or(0, |at| at + 1);
    let page: Vec<&BankWord> = all.iter().skip(from).take(limit).copied().collect();
    let next = (from + page.len() < all.len())
        .then(|| page.last().map(|word| word.id))
        .flatten();
    let words: Vec<Value> = page.into_iter().map(written).collect();
    Ok(Json(
        json!({ "words": words, "total": all.len(), "next": next }),
    ))
}

/// Several words.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Many {
    words: Vec<WordDraft>,
}

/// `POST /api/v1/word-banks`
#[utoipa::path(post, path = "/api/v1/word-banks", tag = "names", operation_id = "add_words",
    request_body(content = ref("#/components/schemas/NewWords"), content_type = "application/json"),
    security(("token" = [])),
    responses((status = 201, description = "Added; all of them or none", body = ref("#/components/schemas/WordsAdded"))))]
pub(in crate::http) async fn add_words(
    State(app): State<App>,
    asker: Asker,
    _params: Params<NoParams>,
    JsonBody(body): JsonBody,
) -> Answer<Response> {
    asker.acting(Act::EditNames)?;
    let value: Value = extract::json(&body)?;
    let is_single = value.get("words").is_none();
    let drafts = if is_single {
        vec![extract::json::<WordDraft>(&body)?]
    } else {
        extract::json::<Many>(&body)?.words
    };
    if drafts.is_empty() || drafts.len() > MOST {
        let count = drafts.len().to_string();
        return Err(Refusal::parameter("words", &count, format!("1…{MOST}")));
    }
    let region = drafts.first().and_then(|word| word.region_code.clone());
    let actor = office(&asker, &app, region.as_deref())?;
    let (words, position) = app.registry().add_words(&actor, drafts).await?;
    let answer = match words.as_slice() {
        [word] if is_single => written(word),
        words => json!({ "words": words.iter().map(written).collect::<Vec<_>>() }),
    };
    Ok(placed(
        (StatusCode::CREATED, Json(answer)).into_response(),
        position,
    ))
}

/// `PATCH /api/v1/word-banks/{id}`
#[utoipa::path(patch, path = "/api/v1/word-banks/{id}", tag = "names", operation_id = "change_word",
    params(("id" = String, Path, description = "The word's uuid"), ("If-Match" = String, Header, description = "The version read, in double quotes")),
    request_body(content = ref("#/components/schemas/Object"), content_type = "application/merge-patch+json"),
    security(("token" = [])),
    responses((status = 200, description = "Changed", body = ref("#/components/schemas/Word"))))]
pub(in crate::http) async fn change_word(
    State(app): State<App>,
    asker: Asker,
    Path(id): Path<String>,
    _params: Params<NoParams>,
    headers: HeaderMap,
    JsonBody(body): JsonBody,
) -> Answer<Response> {
    let actor = office(&asker, &app, None)?;
    let id = record_id(&id)?;
    let version = if_match(&headers)?;
    let patch: serde_json::Map<String, Value> = extract::json(&body)?;
    let change = |draft: WordDraft| {
        let unreadable = |error: serde_json::Error| {
            vec![Problem::new(ProblemCode::UnreadableRow, "word", "").with("error", &error)]
        };
        let mut whole = serde_json::to_value(draft).map_err(unreadable)?;
        if let Some(members) = whole.as_object_mut() {
            members.extend(patch);
        }
        serde_json::from_value(whole).map_err(unreadable)
    };
    let (word, position) = app
        .registry()
        .change_word(&actor, (id, version), change)
        .await?;
    let response = Json(written(&word)).into_response();
    Ok(placed(render::tagged(response, word.version), position))
}

/// `DELETE /api/v1/word-banks/{id}`
#[utoipa::path(delete, path = "/api/v1/word-banks/{id}", tag = "names", operation_id = "withdraw_word",
    params(("id" = String, Path, description = "The word's uuid")),
    security(("token" = [])),
    responses((status = 204, description = "Out of use; the record stays")))]
pub(in crate::http) async fn withdraw_word(
    State(app): State<App>,
    asker: Asker,
    Path(id): Path<String>,
    _params: Params<NoParams>,
    AnyBody(body): AnyBody,
) -> Answer<Response> {
    let actor = office(&asker, &app, None)?;
    let id = record_id(&id)?;
    let ending = ending(&body)?;
    let position = app
        .registry()
        .withdraw_word(&actor, id, ending.reason.as_deref())
        .await?;
    Ok(placed(StatusCode::NO_CONTENT.into_response(), position))
}

fn placed(mut response: Response, position: Position) -> Response {
    response.headers_mut().insert(POSITION, position.0.into());
    response
}

fn written(word: &BankWord) -> Value {
    let mut written = json!(WordDraft::from(word));
    written["id"] = json!(word.id);
    written["version"] = json!(word.version);
    written
}
