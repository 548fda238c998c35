//! Names: checked against the law and the register, and spelled.

use axum::{Json, extract::State, http::HeaderMap, response::Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    App,
    access::Reader,
    courtesy::language,
    desk::{self, CheckParams, Form, Listed},
    extract::{self, Params},
    refusal::{Answer, Refusal},
    render,
};
use crate::{
    domain::{Audience, Checked, Kind, NameDraft, Problem, ProblemCode},
    messages::Lang,
    registry::names::Judged,
    text,
};

const MOST: usize = 10_000;
const MOST_CHARACTERS: usize = 200;
/// A meaning or an origin is no longer.
const MOST_OF_TEXT: usize = 2_000;
/// No more problems are told at once.
const MOST_PROBLEMS: usize = 100;

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
    Reader(sight): Reader,
    headers: HeaderMap,
    Params(params): Params<CheckParams>,
    listed: Listed,
) -> Answer<Response> {
    let lang = language(&headers);
    let form = params.form()?;
    let is_of_office = sight.widest(Kind::Road) == Audience::Internal;
    let of_office = |draft: &mut NameDraft| draft.is_of_office = is_of_office;
    if listed.is_file {
        if let Some(region) = &params.region_code {
            app.registry().known_region(region)?;
        }
        let reading = move || desk::docket_drafts(&listed.bytes, &params, MOST);
        let mut file = desk::on_a_thread(reading).await??;
        file.rows
            .iter_mut()
            .for_each(|row| of_office(&mut row.draft));
        let drafts = file.rows.iter().map(|row| row.draft.clone()).collect();
        let checked = file.settle(judged(&app, drafts).await?);
        let writing = move || desk::answer_docket(&file, &checked, form, lang);
        return desk::on_a_thread(writing).await?;
    }
    let value: Value = extract::json(&listed.bytes)?;
    let many = value.get("names").is_some();
    let mut drafts = if many {
        let asked: Many = extract::json(&listed.bytes)?;
        asked.names
    } else {
        vec![extract::json::<NameDraft>(&listed.bytes)?]
    };
    if drafts.is_empty() || drafts.len() > MOST {
        let count = drafts.len().to_string();
        return Err(Refusal::parameter("names", &count, format!("1…{MOST}")));
    }
    drafts.iter_mut().for_each(of_office);
    let long: Vec<Problem> = (0..)
        .zip(&drafts)
        .flat_map(|(nth, draft)| too_long(draft).map(move |problem| at(problem, nth, many)))
        .collect();
    if !long.is_empty() {
        return Err(Refusal::refused(long));
    }
    let checked = whole(judged(&app, drafts).await?, many)?;
    if many || form != Form::Json {
        return desk::on_a_thread(move || written(&checked, many, form, lang)).await?;
    }
    written(&checked, many, form, lang)
}

/// The answer about names of a request.
fn written(checked: &[Checked], many: bool, form: Form, lang: Lang) -> Answer<Response> {
    if form != Form::Json {
        return desk::table(&desk::numbered(checked), form, lang);
    }
    let written = match checked {
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

async fn judged(app: &App, drafts: Vec<NameDraft>) -> Result<Vec<Judged>, Refusal> {
    let registry = app.registry().clone();
    Ok(desk::on_a_thread(move || registry.check_names(&drafts)).await??)
}

/// All of them, or everything that is wrong with what is told of them.
fn whole(judged: Vec<Judged>, many: bool) -> Result<Vec<Checked>, Refusal> {
    let mut wrong = Vec::new();
    let mut checked = Vec::with_capacity(judged.len());
    for (nth, one) in judged.into_iter().enumerate() {
        match one {
            Ok(one) => checked.push(one),
            Err(problem) => wrong.push(at(problem, nth, many)),
        }
    }
    if wrong.is_empty() {
        Ok(checked)
    } else {
        wrong.truncate(MOST_PROBLEMS);
        Err(Refusal::refused(wrong))
    }
}

/// The problem, its field told with the name that it is of.
fn at(mut problem: Problem, nth: usize, many: bool) -> Problem {
    if many {
        problem.field = format!("names[{nth}].{}", problem.field).into();
    }
    problem
}

/// The texts of a draft that are longer than anybody needs.
pub(super) fn too_long(draft: &NameDraft) -> impl Iterator<Item = Problem> {
    let file = draft.file.as_ref();
    let lines = [
        ("name", Some(&draft.name)),
        ("region_code", draft.region_code.as_ref()),
        ("road_class", draft.road_class.as_ref()),
        ("replaces", draft.replaces.as_ref()),
        ("derived_from", draft.derived_from.as_ref()),
        ("applicant", draft.applicant.as_ref()),
        ("reference", draft.reference.as_ref()),
    ];
    let papers = file.map_or(&[][..], |file| &file.attachments);
    let lines = lines
        .into_iter()
        .chain(papers.iter().map(|paper| ("file.attachments", Some(paper))))
        .map(|(field, text)| (field, text, MOST_CHARACTERS));
    let texts = [
        ("file.meaning", file.map(|file| &file.meaning), MOST_OF_TEXT),
        ("file.origin", file.map(|file| &file.origin), MOST_OF_TEXT),
    ];
    let long: Vec<Problem> = lines
        .chain(texts)
        .filter_map(|(field, text, most)| {
            let text = text?;
            let length = text.chars().count();
            (length > most).then(|| {
                Problem::new(ProblemCode::TooLong, field, text)
                    .with("length", length.to_string())
                    .with("limit", most.to_string())
            })
        })
        .collect();
    long.into_iter()
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
