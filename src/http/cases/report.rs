//! Fault reports from outside: no account, a receipt number, and a code that nobody guesses.
//!
//! By the number alone anybody sees how far a report is; what was reported and answered takes the
//! code. No answer names anybody.

use std::{
    net::{IpAddr, Ipv4Addr},
    time::Instant,
};

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{
    asked::{follow_code, members, no, request_key},
    sheet,
    written::Acting,
};
use crate::{
    domain::lifecycle::catalogue::REPORTS,
    http::{
        App,
        access::Asker,
        attachments,
        body::JsonBody,
        courtesy::language,
        extract::{self, NoParams, Params},
        refusal::{Answer, Refusal},
        render,
    },
    messages::Lang,
    registry::{
        Rendition,
        cases::{CaseOrder, ReportSheet},
    },
};

/// The largest report in bytes; photos are uploaded beside it.
const LARGEST: usize = 32 << 10;

/// `POST /api/v1/fault-reports`
#[utoipa::path(post, path = "/api/v1/fault-reports", tag = "cases", operation_id = "report_fault",
    params(("Idempotency-Key" = Option<String>, Header, description = "Tells this report from any other: sent again, it is answered again and not doubled")),
    request_body(content = ref("#/components/schemas/NewFaultReport"), content_type = "application/json"),
    responses((status = 201, description = "Received: the number, and the code by which to follow it", body = ref("#/components/schemas/FaultReport")),
              (status = 200, description = "The same report had come before", body = ref("#/components/schemas/FaultReport"))))]
pub(in crate::http) async fn report(
    State(app): State<App>,
    asker: Asker,
    headers: HeaderMap,
    _params: Params<NoParams>,
    JsonBody(body): JsonBody,
) -> Answer<Response> {
    if body.len() > LARGEST {
        return Err(Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large")
            .naming("limit", LARGEST.to_string()));
    }
    let form = members(extract::json(&body)?)?;
    // Whoever hides its address shares one with all who do.
    let address = asker
        .caller
        .from
        .as_deref()
        .and_then(|from| from.parse().ok());
    app.report_quota()
        .take(
            address.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)),
            Instant::now(),
        )
        .map_err(|seconds| {
            Refusal::new(StatusCode::TOO_MANY_REQUESTS, "too_many_reports").again_after(seconds)
        })?;
    let order = CaseOrder {
        kind: REPORTS,
        form: as_form(form),
        region_code: None,
        request_key: request_key(&headers)?,
    };
    let opened = app.registry().report(&asker.caller, &order).await?;
    let found = app
        .registry()
        .report_by_number(&opened.number, opened.follow_code.as_deref())
        .await?;
    let mut shown = outside(&found, language(&headers));
    shown["follow_code"] = opened.follow_code.into();
    let mut response = render::tagged(Json(shown).into_response(), found.sheet.file.case.version);
    if !opened.repeated {
        *response.status_mut() = StatusCode::CREATED;
    }
    if let Ok(place) = HeaderValue::from_str(&format!("/api/v1/fault-reports/{}", opened.number)) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    Ok(response)
}

/// The form that a report's body means: `lon` and `lat` are a position, `attachments` its photos.
fn as_form(mut body: Map<String, Value>) -> Map<String, Value> {
    if !body.contains_key("position")
        && let (Some(lon), Some(lat)) = (body.get("lon").cloned(), body.get("lat").cloned())
    {
        body.remove("lon");
        body.remove("lat");
        body.insert("position".to_owned(), json!([lon, lat]));
    }
    if !body.contains_key("photos")
        && let Some(photos) = body.remove("attachments")
    {
        body.insert("photos".to_owned(), photos);
    }
    body
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Followed {
    /// The code from the receipt; or in the header `Mingjie-Follow-Code`.
    code: Option<String>,
}

/// `GET /api/v1/fault-reports/{receipt}`
#[utoipa::path(get, path = "/api/v1/fault-reports/{receipt}", tag = "cases", operation_id = "followed_report",
    params(("receipt" = String, Path, description = "The number from the receipt"), Followed),
    responses((status = 200, description = "How far it is; with the code, what was reported and may still be done", body = ref("#/components/schemas/FaultReport"))))]
pub(in crate::http) async fn followed(
    State(app): State<App>,
    headers: HeaderMap,
    Path(receipt): Path<String>,
    Params(query): Params<Followed>,
) -> Answer<Response> {
    let code = follow_code(&headers, query.code);
    let found = app
        .registry()
        .report_by_number(&receipt, code.as_deref())
        .await?;
    Ok(private(&found, language(&headers)))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct OwnPhoto {
    /// thumb (320 pixels) or view (1600 pixels); default thumb.
    size: Option<String>,
}

/// `GET /api/v1/fault-reports/{receipt}/photos/{id}`
#[utoipa::path(get, path = "/api/v1/fault-reports/{receipt}/photos/{id}", tag = "cases", operation_id = "photo_of_report",
    params(("receipt" = String, Path, description = "The number from the receipt"), ("id" = String, Path, description = "A photo that was sent with the report"), ("Mingjie-Follow-Code" = String, Header, description = "The code from the receipt"), OwnPhoto),
    responses((status = 200, description = "The photo without what it says of itself", content_type = "application/octet-stream", body = ref("#/components/schemas/Bytes"))))]
pub(in crate::http) async fn own_photo(
    State(app): State<App>,
    headers: HeaderMap,
    Path((receipt, id)): Path<(String, String)>,
    Params(query): Params<OwnPhoto>,
) -> Answer<Response> {
    let code = follow_code(&headers, None).ok_or_else(Refusal::unauthorised)?;
    let id = id.parse().map_err(|_| Refusal::not_found())?;
    let rendition = match query.size.as_deref() {
        None | Some("thumb") => Rendition::Thumb,
        Some("view") => Rendition::View,
        Some(other) => return Err(Refusal::parameter("size", other, "thumb, view")),
    };
    let content = app
        .registry()
        .photo_of_report(&receipt, &code, id, rendition)
        .await?;
    Ok(attachments::handed_out(content, rendition, &headers))
}

/// `POST /api/v1/fault-reports/{receipt}/acts/{act}`
#[utoipa::path(post, path = "/api/v1/fault-reports/{receipt}/acts/{act}", tag = "cases", operation_id = "act_on_report",
    params(("receipt" = String, Path, description = "The number from the receipt"), ("act" = String, Path, description = "An act that the report's `acts` offer"), ("Mingjie-Follow-Code" = String, Header, description = "The code from the receipt"), ("If-Match" = Option<String>, Header, description = "The version read, in double quotes; or `version` in the body"), ("Idempotency-Key" = Option<String>, Header, description = "Tells this request from any other")),
    request_body(content = ref("#/components/schemas/CaseAct"), content_type = "application/json"),
    responses((status = 200, description = "The report after it", body = ref("#/components/schemas/FaultReport"))))]
pub(in crate::http) async fn act_on_report(
    State(app): State<App>,
    asker: Asker,
    headers: HeaderMap,
    Path((receipt, act)): Path<(String, String)>,
    _params: Params<NoParams>,
    JsonBody(body): JsonBody,
) -> Answer<Response> {
    let acting: Acting = extract::json(&body)?;
    let act = acting.act(act, &headers)?;
    let code = follow_code(&headers, None).ok_or_else(Refusal::unauthorised)?;
    let view = app.registry().view()?;
    let found = app
        .registry()
        .act_on_report(&receipt, &code, &act)
        .await
        .map_err(|error| match error {
            // Outside, a case is never shown whole.
            crate::registry::RegistryError::CaseStands { .. } => error.into(),
            other => no(other, &asker.caller, &headers, &view),
        })?;
    Ok(private(&found, language(&headers)))
}

/// An answer that no cache between keeps.
fn private(found: &ReportSheet, lang: Lang) -> Response {
    let body = Json(outside(found, lang));
    let mut response = render::tagged(body.into_response(), found.sheet.file.case.version);
    response.headers_mut().insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-store"),
    );
    response
}

/// A report as whoever has no account sees it: never a person, never an inner note.
fn outside(found: &ReportSheet, lang: Lang) -> Value {
    let file = &found.sheet.file;
    let case = &file.case;
    let kind = case.kind;
    let events: Vec<Value> = file
        .events
        .iter()
        .filter_map(|event| {
            let notice = event.notice.as_deref()?;
            let mut shown = json!({
                "at": event.at,
                "state": event.to,
                "state_label": sheet::state(kind, &event.to, lang),
                "notice": sheet::told(kind, notice, lang),
            });
            if found.own {
                shown["form"] =
                    sheet::filled(kind, &event.form, &file.names, lang, |field| field.told);
            }
            Some(shown)
        })
        .collect();
    let mut shown = json!({
        "receipt": case.number,
        "kind": kind.name,
        "kind_label": kind.say(lang, "kind"),
        "state": case.state,
        "state_label": sheet::state(kind, case.state, lang),
        "stage": kind.state(case.state).map(|state| state.stage.as_str()),
        "version": case.version,
        "opened_at": case.opened_at,
        "closed_at": case.closed_at,
        "due_on": case.due_on,
        "due_provisional": case.due_provisional,
        "events": events,
    });
    if found.own {
        shown["form"] = sheet::filled(kind, &case.form, &file.names, lang, |field| field.told);
        shown["position"] = case.position.map(|at| [at.lon, at.lat]).into();
        shown["acts"] = sheet::acts(&found.sheet, lang);
        shown["own_photos"] = json!(found.own_photos());
    }
    shown
}
