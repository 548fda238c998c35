//! The case sheet on paper.

use axum::{
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use serde::Deserialize;

use super::asked::no;
use crate::{
    domain::CaseName,
    http::{
        App,
        access::Asker,
        courtesy::language,
        extract::Params,
        refusal::{Answer, Refusal},
    },
    messages::{Lang, UnknownLang},
    registry::{NamePaper, cases::PrintedSheet},
};

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Printing {
    /// `zh-CN` or `en`: a link in a page says it here; default as `Accept-Language` has it.
    lang: Option<String>,
}

/// `GET /api/v1/cases/{case}/sheet.pdf`
#[utoipa::path(get, path = "/api/v1/cases/{case}/sheet.pdf", tag = "cases", operation_id = "print_case",
    params(("case" = String, Path, description = "The id or the number"), Printing),
    security(("token" = []), ("session" = [])),
    responses((status = 200, description = "The case sheet, to be printed and filed (PDF/A-2b)", content_type = "application/pdf", body = ref("#/components/schemas/Bytes"))))]
pub(in crate::http) async fn print(
    State(app): State<App>,
    asker: Asker,
    headers: HeaderMap,
    Path(case): Path<String>,
    Params(query): Params<Printing>,
) -> Answer<Response> {
    let lang = asked_lang(&query, &headers)?;
    let view = app.registry().view()?;
    let sheet = app
        .registry()
        .print_case(&asker.caller, &CaseName::from_word(&case), lang)
        .await
        .map_err(|error| no(error, &asker.caller, &headers, &view))?;
    Ok(handed_out(sheet))
}

/// `GET /api/v1/cases/{case}/papers/{paper}`
#[utoipa::path(get, path = "/api/v1/cases/{case}/papers/{paper}", tag = "cases", operation_id = "print_name_paper",
    params(("case" = String, Path, description = "The id or the number"), ("paper" = String, Path, description = "One of the case's `papers`: `application.pdf`, `approval.pdf`, `announcement.pdf`"), Printing),
    security(("token" = []), ("session" = [])),
    responses((status = 200, description = "A paper of a name proposal (PDF/A-2b)", content_type = "application/pdf", body = ref("#/components/schemas/Bytes"))))]
pub(in crate::http) async fn print_paper(
    State(app): State<App>,
    asker: Asker,
    headers: HeaderMap,
    Path((case, paper)): Path<(String, String)>,
    Params(query): Params<Printing>,
) -> Answer<Response> {
    let lang = asked_lang(&query, &headers)?;
    let word = paper.strip_suffix(".pdf").unwrap_or(&paper);
    let paper = NamePaper::from_word(word).ok_or_else(Refusal::not_found)?;
    let view = app.registry().view()?;
    let printed = app
        .registry()
        .print_name_paper(&asker.caller, &CaseName::from_word(&case), paper, lang)
        .await
        .map_err(|error| no(error, &asker.caller, &headers, &view))?;
    Ok(handed_out(printed))
}

/// The language that a link names, else the reader's.
fn asked_lang(query: &Printing, headers: &HeaderMap) -> Answer<Lang> {
    match query.lang.as_deref().map(str::parse::<Lang>) {
        None => Ok(language(headers)),
        Some(Ok(lang)) => Ok(lang),
        Some(Err(UnknownLang(word))) => Err(Refusal::parameter("lang", &word, "zh-CN, en")),
    }
}

fn handed_out(sheet: PrintedSheet) -> Response {
    let mut response = Response::new(Body::from(sheet.printed.bytes));
    let name = format!("inline; filename=\"{}.pdf\"", sheet.number);
    for (header, value) in [
        (header::CONTENT_TYPE, "application/pdf"),
        (header::CONTENT_DISPOSITION, name.as_str()),
        (header::CACHE_CONTROL, "private, no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        // A number is made of visible ASCII.
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(header, value);
        }
    }
    response
}
