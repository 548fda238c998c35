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
    let lang = match query.lang.as_deref().map(str::parse::<Lang>) {
        None => language(&headers),
        Some(Ok(lang)) => lang,
        Some(Err(UnknownLang(word))) => return Err(Refusal::parameter("lang", &word, "zh-CN, en")),
    };
    let view = app.registry().view()?;
    let sheet = app
        .registry()
        .print_case(&asker.caller, &CaseName::from_word(&case), lang)
        .await
        .map_err(|error| no(error, &asker.caller, &headers, &view))?;
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
    Ok(response)
}
