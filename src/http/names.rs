//! Names: checked against the law and the register, and spelled.

use axum::{Json, extract::State, http::HeaderMap, response::Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    App,
    courtesy::language,
    desk::{self, CheckParams, Form, Listed},
    extract::{self, Params},
    refusal::{Answer, Refusal},
    render,
};
use crate::{
    domain::{Checked, NameDraft},
    text,
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
    params(CheckParams),
    request_body(content = ref("#/components/schemas/NamesToCheck"), content_type = "application/json"),
    responses((status = 200, description = "One answer, or as many as there were names; names of one request are also checked against each other. A list may come as `text/csv` or a spreadsheet, and the answer leave as one",
        body = ref("#/components/schemas/NamesChecked"))))]
pub(super) async fn check(
    State(app): State<App>,
    headers: HeaderMap,
    Params(params): Params<CheckParams>,
    listed: Listed,
) -> Answer<Response> {
    let lang = language(&headers);
    let form = params.form()?;
    if listed.is_file {
        let file = desk::docket_drafts(&listed.bytes, &params, MOST)?;
        let drafts = file.rows.iter().map(|row| row.draft.clone()).collect();
        let checked = checked(&app, drafts).await?;
        return desk::answer_docket(&file, &checked, form, lang);
    }
    let value: Value = extract::json(&listed.bytes)?;
    let many = value.get("names").is_some();
    let drafts = if many {
        let asked: Many = extract::json(&listed.bytes)?;
        asked.names
    } else {
        vec![extract::json::<NameDraft>(&listed.bytes)?]
    };
    if drafts.is_empty() || drafts.len() > MOST {
        let count = drafts.len().to_string();
        return Err(Refusal::parameter("names", &count, format!("1…{MOST}")));
    }
    if let Some((field, text)) = drafts.iter().find_map(too_long) {
        return Err(Refusal::parameter(
            field,
            text,
            format!("≤ {MOST_CHARACTERS}"),
        ));
    }
    let checked = checked(&app, drafts).await?;
    if form != Form::Json {
        return desk::table(&checked, form, lang);
    }
    let written = match checked.as_slice() {
        [one] if !many => serde_json::to_vec(&one.in_lang(lang)),
        all => {
            let results: Vec<_> = all.iter().map(|one| one.in_lang(lang)).collect();
            serde_json::to_vec(&json!({ "results": results }))
        }
    };
    Ok(render::json(
        written.map_err(|error| Refusal::unreadable(&error))?,
    ))
}

async fn checked(app: &App, drafts: Vec<NameDraft>) -> Result<Vec<Checked>, Refusal> {
    let registry = app.registry().clone();
    Ok(desk::on_a_thread(move || registry.check_names(&drafts)).await??)
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
        .map(extract::category)
        .transpose()?;
    let name = text::normalise(&query.name);
    let spelled = text::romanize(&name, category);
    let syllables: Vec<Value> = spelled
        .syllables
        .iter()
        .map(|read| {
            let others = text::all_readings(read.character).iter();
            json!({
                "character": read.character.to_string(),
                "reading": read.syllable.map(|syllable| syllable.toned()),
                "source": read.source.as_str(),
                "readings": others.map(text::Syllable::toned).collect::<Vec<_>>(),
            })
        })
        .collect();
    let minority = text::minority_spelling(&name, category);
    Ok(Json(json!({
        "name": name,
        "pinyin": spelled.pinyin,
        "plain": spelled.plain,
        "sign": spelled.sign,
        "source": spelled.source.as_str(),
        "syllables": syllables,
        "specific": spelled.split.specific,
        "generic": spelled.split.generic,
        "minority_spelling": minority.as_ref().map(|found| &found.spelling),
        "minority_language": minority.as_ref().map(|found| found.language),
    })))
}
