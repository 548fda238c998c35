//! Opening cases, taking steps, commenting.

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{
    asked::{no, request_key},
    list::kind,
    sheet,
};
use crate::{
    domain::{CaseName, Via},
    http::{
        App,
        access::Asker,
        body::JsonBody,
        courtesy::{POSITION, language},
        extract::{self, NoParams, Params},
        refusal::{Answer, Refusal},
        render,
        write::if_match,
    },
    registry::cases::{Asking, CaseAct, CaseOrder, CaseSheet},
};

/// A case to be opened.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Opening {
    kind: String,
    #[serde(default)]
    form: Map<String, Value>,
    region_code: Option<String>,
}

/// `POST /api/v1/cases`
#[utoipa::path(post, path = "/api/v1/cases", tag = "cases", operation_id = "open_case",
    params(("Idempotency-Key" = Option<String>, Header, description = "Tells this request from any other: sent again, it opens nothing again")),
    request_body(content = ref("#/components/schemas/NewCase"), content_type = "application/json"),
    security(("token" = []), ("session" = [])),
    responses((status = 201, description = "Opened", body = ref("#/components/schemas/CaseSheet")),
              (status = 200, description = "Opened by the same request before", body = ref("#/components/schemas/CaseSheet"))))]
pub(in crate::http) async fn open(
    State(app): State<App>,
    asker: Asker,
    headers: HeaderMap,
    _params: Params<NoParams>,
    JsonBody(body): JsonBody,
) -> Answer<Response> {
    // Whoever did not say who it is has no business here; reports have a door of their own.
    if asker.caller.via == Via::Nothing {
        return Err(Refusal::unauthorised());
    }
    let opening: Opening = extract::json(&body)?;
    let order = CaseOrder {
        kind: kind(&opening.kind)?,
        form: opening.form,
        region_code: opening.region_code,
        request_key: request_key(&headers)?,
    };
    let view = app.registry().view()?;
    let told = |error| no(error, &asker.caller, &headers, &view);
    let opened = app
        .registry()
        .open_case(&asker.caller, &order)
        .await
        .map_err(told)?;
    let found = app
        .registry()
        .case(Asking::Caller(&asker.caller), &CaseName::Id(opened.id))
        .await
        .map_err(told)?;
    let mut response = answer(&app, &found, &headers)?;
    if !opened.repeated {
        *response.status_mut() = StatusCode::CREATED;
    }
    if let Ok(place) = HeaderValue::from_str(&format!("/api/v1/cases/{}", opened.number)) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    Ok(response)
}

/// A step to be taken.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Acting {
    #[serde(default)]
    form: Map<String, Value>,
    comment: Option<String>,
    version: Option<i32>,
}

impl Acting {
    /// The step, at the version that the header or the body names.
    pub(super) fn act(self, word: String, headers: &HeaderMap) -> Answer<CaseAct> {
        let version = match self.version {
            Some(version) if !headers.contains_key(header::IF_MATCH) => version,
            _ => if_match(headers)?,
        };
        Ok(CaseAct {
            act: word,
            version,
            form: self.form,
            comment: self.comment,
            request_key: request_key(headers)?,
        })
    }
}

/// `POST /api/v1/cases/{case}/acts/{act}`
#[utoipa::path(post, path = "/api/v1/cases/{case}/acts/{act}", tag = "cases", operation_id = "act_on_case",
    params(("case" = String, Path, description = "The id or the number"), ("act" = String, Path, description = "An act that the case's `acts` offer"), ("If-Match" = Option<String>, Header, description = "The version read, in double quotes; or `version` in the body"), ("Idempotency-Key" = Option<String>, Header, description = "Tells this request from any other: sent again, it does nothing again")),
    request_body(content = ref("#/components/schemas/CaseAct"), content_type = "application/json"),
    security(("token" = []), ("session" = [])),
    responses((status = 200, description = "The case after it", body = ref("#/components/schemas/CaseSheet")),
              (status = 409, description = "The case stands otherwise: `case` is as it is now, with what is open", content_type = "application/problem+json", body = ref("#/components/schemas/Problem"))))]
pub(in crate::http) async fn act(
    State(app): State<App>,
    asker: Asker,
    headers: HeaderMap,
    Path((case, act)): Path<(String, String)>,
    _params: Params<NoParams>,
    JsonBody(body): JsonBody,
) -> Answer<Response> {
    let acting: Acting = extract::json(&body)?;
    let act = acting.act(act, &headers)?;
    let view = app.registry().view()?;
    let moved = app
        .registry()
        .act_on_case(
            Asking::Caller(&asker.caller),
            &CaseName::from_word(&case),
            &act,
        )
        .await
        .map_err(|error| no(error, &asker.caller, &headers, &view))?;
    answer(&app, &moved, &headers)
}

/// A comment.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Comment {
    comment: String,
}

/// `POST /api/v1/cases/{case}/comments`
#[utoipa::path(post, path = "/api/v1/cases/{case}/comments", tag = "cases", operation_id = "comment_on_case",
    params(("case" = String, Path, description = "The id or the number"), ("Idempotency-Key" = Option<String>, Header, description = "Tells this request from any other")),
    request_body(content = ref("#/components/schemas/CaseComment"), content_type = "application/json"),
    security(("token" = []), ("session" = [])),
    responses((status = 200, description = "The case with it", body = ref("#/components/schemas/CaseSheet"))))]
pub(in crate::http) async fn comment(
    State(app): State<App>,
    asker: Asker,
    headers: HeaderMap,
    Path(case): Path<String>,
    _params: Params<NoParams>,
    JsonBody(body): JsonBody,
) -> Answer<Response> {
    let said: Comment = extract::json(&body)?;
    let key = request_key(&headers)?;
    let view = app.registry().view()?;
    let found = app
        .registry()
        .comment_on_case(
            Asking::Caller(&asker.caller),
            &CaseName::from_word(&case),
            &said.comment,
            key.as_deref(),
        )
        .await
        .map_err(|error| no(error, &asker.caller, &headers, &view))?;
    answer(&app, &found, &headers)
}

fn answer(app: &App, found: &CaseSheet, headers: &HeaderMap) -> Answer<Response> {
    let view = app.registry().view()?;
    let body = Json(sheet::whole(found, &view, language(headers)));
    let mut response = render::tagged(body.into_response(), found.file.case.version);
    // What the act wrote into the register is shown by now.
    let position = view.snapshot.position().0;
    response.headers_mut().insert(POSITION, position.into());
    Ok(response)
}
