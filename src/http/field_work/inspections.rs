//! Joint inspections: opened, given to people, read, ended.

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::written;
use crate::{
    domain::Act,
    http::{
        App,
        access::Asker,
        attachments::handed_out,
        body::JsonBody,
        courtesy::language,
        extract::{self, NoParams, Params},
        refusal::{Answer, Refusal},
        render,
        write::if_match,
    },
    registry::{
        Rendition,
        field_work::{Assignment, InspectionOrder, InspectionSheet},
    },
};

/// `GET /api/v1/inspections`
#[utoipa::path(get, path = "/api/v1/inspections", tag = "field", operation_id = "inspections",
    security(("token" = []), ("session" = [])),
    responses((status = 200, description = "The joint inspections of lines that the caller reaches from either side, the latest first", body = ref("#/components/schemas/Inspections"))))]
pub(in crate::http) async fn inspections(
    State(app): State<App>,
    asker: Asker,
    _params: Params<NoParams>,
) -> Answer<Json<Value>> {
    asker.acting(Act::ReadExact)?;
    let view = app.registry().view()?;
    let sheets = app.registry().inspection_sheets(&asker.caller).await?;
    let today = app.registry().clock().today();
    let inspections: Vec<Value> = sheets
        .iter()
        .map(|sheet| written::summary(sheet, &view, today))
        .collect();
    let may_open = asker.caller.may(Act::EditBoundaries);
    Ok(Json(
        json!({ "inspections": inspections, "may_open": may_open }),
    ))
}

/// `POST /api/v1/inspections`
#[utoipa::path(post, path = "/api/v1/inspections", tag = "field", operation_id = "open_inspection",
    request_body(content = ref("#/components/schemas/NewInspection"), content_type = "application/json"),
    security(("session" = [])),
    responses((status = 201, description = "Opened: the line's markers and segments are its tasks", body = ref("#/components/schemas/Inspection"))))]
pub(in crate::http) async fn open(
    State(app): State<App>,
    asker: Asker,
    headers: HeaderMap,
    _params: Params<NoParams>,
    JsonBody(body): JsonBody,
) -> Answer<Response> {
    asker.acting(Act::EditBoundaries)?;
    let order: InspectionOrder = extract::json(&body)?;
    let opened = app
        .registry()
        .open_inspection(&asker.caller, &order)
        .await?;
    let mut response = answer(&app, &asker, &opened, &headers)?;
    *response.status_mut() = StatusCode::CREATED;
    let place = format!("/api/v1/inspections/{}", opened.inspection.id);
    if let Ok(place) = HeaderValue::from_str(&place) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    Ok(response)
}

/// `GET /api/v1/inspections/{id}`
#[utoipa::path(get, path = "/api/v1/inspections/{id}", tag = "field", operation_id = "inspection",
    params(("id" = String, Path, description = "The inspection")),
    security(("token" = []), ("session" = [])),
    responses((status = 200, description = "The inspection, its tasks and what came for each", body = ref("#/components/schemas/Inspection"))))]
pub(in crate::http) async fn inspection(
    State(app): State<App>,
    asker: Asker,
    headers: HeaderMap,
    Path(id): Path<String>,
    _params: Params<NoParams>,
) -> Answer<Response> {
    asker.acting(Act::ReadExact)?;
    let found = app
        .registry()
        .inspection_sheet(&asker.caller, parse(&id)?)
        .await?;
    answer(&app, &asker, &found, &headers)
}

/// `POST /api/v1/inspections/{id}/assignments`
#[utoipa::path(post, path = "/api/v1/inspections/{id}/assignments", tag = "field", operation_id = "assign_field_tasks",
    params(("id" = String, Path, description = "The inspection")),
    request_body(content = ref("#/components/schemas/FieldAssignment"), content_type = "application/json"),
    security(("session" = [])),
    responses((status = 200, description = "The tasks are given to that person, or to the whole team", body = ref("#/components/schemas/Inspection"))))]
pub(in crate::http) async fn assign(
    State(app): State<App>,
    asker: Asker,
    headers: HeaderMap,
    Path(id): Path<String>,
    _params: Params<NoParams>,
    JsonBody(body): JsonBody,
) -> Answer<Response> {
    asker.acting(Act::AssignCase)?;
    let order: Assignment = extract::json(&body)?;
    let found = app
        .registry()
        .assign_tasks(&asker.caller, parse(&id)?, &order)
        .await?;
    answer(&app, &asker, &found, &headers)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Changing {
    closed: bool,
}

/// `PATCH /api/v1/inspections/{id}`
#[utoipa::path(patch, path = "/api/v1/inspections/{id}", tag = "field", operation_id = "change_inspection",
    params(("id" = String, Path, description = "The inspection"), ("If-Match" = String, Header, description = "The version read, in double quotes")),
    request_body(content = ref("#/components/schemas/InspectionChange"), content_type = "application/json"),
    security(("session" = [])),
    responses((status = 200, description = "The field work is ended, or taken up again, by the side that leads", body = ref("#/components/schemas/Inspection"))))]
pub(in crate::http) async fn change(
    State(app): State<App>,
    asker: Asker,
    headers: HeaderMap,
    Path(id): Path<String>,
    _params: Params<NoParams>,
    JsonBody(body): JsonBody,
) -> Answer<Response> {
    asker.acting(Act::EditBoundaries)?;
    let version = if_match(&headers)?;
    let change: Changing = extract::json(&body)?;
    let found = app
        .registry()
        .close_inspection(&asker.caller, parse(&id)?, version, change.closed)
        .await?;
    answer(&app, &asker, &found, &headers)
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct OfMarker {
    /// The marker's id.
    marker: Uuid,
}

/// `GET /api/v1/field-records`
#[utoipa::path(get, path = "/api/v1/field-records", tag = "field", operation_id = "marker_records",
    params(OfMarker),
    security(("token" = []), ("session" = [])),
    responses((status = 200, description = "What inspections found of a marker, the latest first", body = ref("#/components/schemas/MarkerRecords"))))]
pub(in crate::http) async fn marker_records(
    State(app): State<App>,
    asker: Asker,
    headers: HeaderMap,
    Params(query): Params<OfMarker>,
) -> Answer<Json<Value>> {
    asker.acting(Act::ReadExact)?;
    let view = app.registry().view()?;
    let found = app
        .registry()
        .marker_records(&asker.caller, query.marker)
        .await?;
    let lang = language(&headers);
    let visits: Vec<Value> = found
        .visits
        .iter()
        .map(|(inspection, task)| {
            json!({
                "inspection": written::inspection(inspection, &view),
                "task": written::task(inspection, task, lang),
            })
        })
        .collect();
    Ok(Json(json!({ "visits": visits })))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Show {
    /// thumb (320 pixels) or view (1600 pixels); without it, as much as the reader may have.
    size: Option<String>,
}

/// `GET /api/v1/inspections/{id}/photos/{attachment}`
#[utoipa::path(get, path = "/api/v1/inspections/{id}/photos/{attachment}", tag = "field", operation_id = "field_photo",
    params(("id" = String, Path, description = "The inspection"), ("attachment" = String, Path, description = "The photo's attachment"), Show),
    security(("token" = []), ("session" = [])),
    responses((status = 200, description = "The photo, for the people of either side", body = ref("#/components/schemas/Bytes"), content_type = "application/octet-stream")))]
pub(in crate::http) async fn photo(
    State(app): State<App>,
    asker: Asker,
    headers: HeaderMap,
    Path((id, attachment)): Path<(String, String)>,
    Params(query): Params<Show>,
) -> Answer<Response> {
    asker.acting(Act::ReadExact)?;
    let rendition = match query.size.as_deref() {
        None => Rendition::Whole,
        Some("view") => Rendition::View,
        Some("thumb") => Rendition::Thumb,
        Some(other) => return Err(Refusal::parameter("size", other, "thumb, view")),
    };
    let content = app
        .registry()
        .field_photo(&asker.caller, parse(&id)?, parse(&attachment)?, rendition)
        .await?;
    Ok(handed_out(content, rendition, &headers))
}

fn answer(
    app: &App,
    asker: &Asker,
    found: &InspectionSheet,
    headers: &HeaderMap,
) -> Answer<Response> {
    let view = app.registry().view()?;
    let today = app.registry().clock().today();
    let mut body = written::whole(found, &view, language(headers), today);
    let leads = found.own_side == found.inspection.lead_side
        || found.own_side == crate::domain::field_work::LineSide::Both;
    body["may_assign"] = asker.caller.may(Act::AssignCase).into();
    body["may_close"] = (leads && asker.caller.may(Act::EditBoundaries)).into();
    Ok(render::tagged(
        Json(body).into_response(),
        found.inspection.version,
    ))
}

/// The id that a path names.
pub(super) fn parse(text: &str) -> Result<Uuid, Refusal> {
    text.parse().map_err(|_| Refusal::not_found())
}
