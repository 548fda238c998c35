//! Addresses: taken apart and found.

use axum::{extract::State, http::StatusCode, response::Response};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    App,
    body::JsonBody,
    extract::{self, NoParams, Params},
    refusal::{Answer, Refusal},
    render,
};
use crate::registry::{Registry, RegistryError};

const MOST: usize = 10_000;
const MOST_CHARACTERS: usize = 200;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct One {
    /// The address.
    text: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, untagged)]
enum Asked {
    One { text: String },
    Many { texts: Vec<String> },
}

/// `GET /api/v1/address/parse`
#[utoipa::path(get, operation_id = "parse_address", path = "/api/v1/address/parse", tag = "addresses",
    params(One),
    responses((status = 200, description = "The parts", body = ref("#/components/schemas/ParsedAddress"))))]
pub(super) async fn parse(
    State(app): State<App>,
    Params(One { text }): Params<One>,
) -> Answer<Response> {
    answer(&app, Asked::One { text }, Registry::parse_addresses).await
}

/// `POST /api/v1/address/parse`
#[utoipa::path(post, operation_id = "parse_addresses", path = "/api/v1/address/parse", tag = "addresses",
    request_body(content = ref("#/components/schemas/Addresses"), content_type = "application/json"),
    responses((status = 200, description = "One answer, or as many as there were texts", body = ref("#/components/schemas/ParsedAddresses"))))]
pub(super) async fn parse_all(
    State(app): State<App>,
    _params: Params<NoParams>,
    JsonBody(body): JsonBody,
) -> Answer<Response> {
    answer(&app, extract::json(&body)?, Registry::parse_addresses).await
}

/// `GET /api/v1/address/geocode`
#[utoipa::path(get, operation_id = "geocode_address", path = "/api/v1/address/geocode", tag = "addresses",
    params(One),
    responses((status = 200, description = "The parts and the place", body = ref("#/components/schemas/LocatedAddress"))))]
pub(super) async fn geocode(
    State(app): State<App>,
    Params(One { text }): Params<One>,
) -> Answer<Response> {
    answer(&app, Asked::One { text }, Registry::geocode).await
}

/// `POST /api/v1/address/geocode`
#[utoipa::path(post, operation_id = "geocode_addresses", path = "/api/v1/address/geocode", tag = "addresses",
    request_body(content = ref("#/components/schemas/Addresses"), content_type = "application/json"),
    responses((status = 200, description = "One answer, or as many as there were texts", body = ref("#/components/schemas/LocatedAddresses"))))]
pub(super) async fn geocode_all(
    State(app): State<App>,
    _params: Params<NoParams>,
    JsonBody(body): JsonBody,
) -> Answer<Response> {
    answer(&app, extract::json(&body)?, Registry::geocode).await
}

/// Asks the registry on a thread of its own, and answers one for one text and many for many.
async fn answer<T: Serialize + Send + 'static>(
    app: &App,
    asked: Asked,
    ask: fn(&Registry, &[String]) -> Result<Vec<T>, RegistryError>,
) -> Answer<Response> {
    let (texts, single) = match asked {
        Asked::One { text } => (vec![text], true),
        Asked::Many { texts } => (texts, false),
    };
    if texts.is_empty() || texts.len() > MOST {
        let count = texts.len().to_string();
        return Err(Refusal::parameter("texts", &count, format!("1…{MOST}")));
    }
    if let Some(long) = texts.iter().find(|t| t.chars().count() > MOST_CHARACTERS) {
        return Err(Refusal::parameter(
            "text",
            long,
            format!("≤ {MOST_CHARACTERS}"),
        ));
    }
    let registry = app.registry().clone();
    let answers = tokio::task::spawn_blocking(move || ask(&registry, &texts))
        .await
        .map_err(|error| {
            tracing::error!(%error, "reading addresses ended badly");
            Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "internal")
        })??;
    let written = match answers.as_slice() {
        [one] if single => serde_json::to_vec(one),
        all => serde_json::to_vec(&json!({ "results": all })),
    };
    written
        .map(render::json)
        .map_err(|error| Refusal::unreadable(&error))
}
