//! Names kept free for somebody.

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    domain::{Act, EVERYWHERE, NameReservation, ReservationDraft, Sight},
    http::{
        App,
        access::Asker,
        body::{AnyBody, JsonBody},
        courtesy::{POSITION, language},
        desk::office::office,
        extract::{self, NoParams, Params},
        refusal::{Answer, Refusal},
    },
    text::Category,
};

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Reservations {
    /// This region and below.
    region: Option<String>,
    /// Expired and released ones too.
    #[serde(default)]
    all: bool,
}

/// `GET /api/v1/name-reservations`
#[utoipa::path(get, path = "/api/v1/name-reservations", tag = "names", operation_id = "reservations",
    params(Reservations),
    responses((status = 200, description = "Names kept free, the first to end at the head", body = ref("#/components/schemas/Reservations"))))]
pub(in crate::http) async fn reservations(
    State(app): State<App>,
    asker: Asker,
    Params(query): Params<Reservations>,
) -> Answer<Json<Value>> {
    let today = app.registry().clock().today();
    let view = app.registry().view()?;
    let sight = Sight::of(&asker.caller);
    extract::region(&view, &sight, query.region.as_deref())?;
    let kept = app
        .registry()
        .reservations(query.region.as_deref(), query.all)
        .await?;
    let is_inside = |one: &NameReservation| {
        let code = &one.region_code;
        let mut regions = asker.caller.regions(Act::ReadDrafts);
        regions.any(|held| held == EVERYWHERE || view.snapshot.is_below(code, held))
    };
    let kept: Vec<Value> = kept
        .iter()
        .map(|one| written(one, today, is_inside(one)))
        .collect();
    Ok(Json(json!({ "reservations": kept })))
}

/// `POST /api/v1/name-reservations`
#[utoipa::path(post, path = "/api/v1/name-reservations", tag = "names", operation_id = "reserve",
    request_body(content = ref("#/components/schemas/NewReservation"), content_type = "application/json"),
    security(("token" = [])),
    responses((status = 201, description = "Kept, with what the rules say about the name", body = ref("#/components/schemas/Reservation"))))]
pub(in crate::http) async fn reserve(
    State(app): State<App>,
    asker: Asker,
    _params: Params<NoParams>,
    headers: axum::http::HeaderMap,
    JsonBody(body): JsonBody,
) -> Answer<Response> {
    asker.acting(Act::EditNames)?;
    let draft: ReservationDraft = extract::json(&body)?;
    let actor = office(&asker, &app, Some(&draft.region_code))?;
    let (kept, checked, position) = app.registry().reserve_name(&actor, draft).await?;
    let today = app.registry().clock().today();
    let mut answer = written(&kept, today, true);
    answer["check"] = json!(checked.in_lang(language(&headers)));
    let mut response = (StatusCode::CREATED, Json(answer)).into_response();
    let headers = response.headers_mut();
    headers.insert(POSITION, position.0.into());
    if let Ok(place) = HeaderValue::from_str(&format!("/api/v1/name-reservations/{}", kept.id)) {
        headers.insert(header::LOCATION, place);
    }
    Ok(response)
}

/// Why a record is taken out of use.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ending {
    /// The reason.
    #[serde(default)]
    pub(super) reason: Option<String>,
}

/// The body of a DELETE, which may be empty.
pub(super) fn ending(body: &[u8]) -> Result<Ending, Refusal> {
    if body.is_empty() {
        return Ok(Ending::default());
    }
    extract::json(body)
}

/// The id that a path names.
pub(super) fn record_id(text: &str) -> Result<Uuid, Refusal> {
    text.parse().map_err(|_| Refusal::not_found())
}

/// `DELETE /api/v1/name-reservations/{id}`
#[utoipa::path(delete, path = "/api/v1/name-reservations/{id}", tag = "names", operation_id = "release",
    params(("id" = String, Path, description = "The reservation's uuid")),
    security(("token" = [])),
    responses((status = 204, description = "Given up; the record stays")))]
pub(in crate::http) async fn release(
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
        .release_name(&actor, id, ending.reason.as_deref())
        .await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    response.headers_mut().insert(POSITION, position.0.into());
    Ok(response)
}

fn written(kept: &NameReservation, today: NaiveDate, is_inside: bool) -> Value {
    let mut written = json!({
        "id": kept.id,
        "name": kept.name,
        "category": kept.category.map(Category::as_str),
        "region_code": kept.region_code,
        "from": kept.from,
        "until": kept.until,
        "state": kept.state(today),
        "released_on": kept.released_on,
    });
    // Whom a name is kept for is told within the office alone.
    if is_inside {
        written["holder"] = json!(kept.holder);
        written["reference"] = json!(kept.reference);
    }
    written
}
