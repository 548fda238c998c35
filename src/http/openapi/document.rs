//! The whole document, and its routes.

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderValue, header},
    response::Response,
};
use serde_json::{Value, json};
use utoipa::openapi::{InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder};
use utoipa_swagger_ui::{Config, SwaggerUi, Url};

use super::{
    accounts, addresses, answers, boundaries, cases, desk, features, field_work, files,
    lowered::lower, names,
};
use crate::http::{
    App,
    refusal::{Answer, Refusal},
};

const CURRENT: &str = "/openapi.json";
const OLDER: &str = "/openapi-3.0.json";

const DESCRIPTION: &str = "The register of place names, doorplates, boundaries and cemeteries. \
    Positions are longitude, latitude in CGCS2000 unless a parameter says otherwise. Every answer \
    carries `Mingjie-Position`; `Mingjie-Min-Position` may be sent. Refusals are \
    `application/problem+json`.";

/// The document in both versions, as it is sent.
#[derive(Clone, Debug)]
pub(in crate::http) struct Documents {
    current: Bytes,
    older: Bytes,
}

/// The document before the routes are in it.
pub(in crate::http) fn begun() -> OpenApi {
    let license = LicenseBuilder::new()
        .name("Apache-2.0")
        .identifier(Some("Apache-2.0"))
        .build();
    let info = InfoBuilder::new()
        .title("名界 Mingjie")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(DESCRIPTION))
        .license(Some(license))
        .build();
    OpenApiBuilder::new().info(info).build()
}

impl Documents {
    /// Both versions of a document that has all the routes.
    pub(in crate::http) fn of(routes: &OpenApi) -> Self {
        let mut document = json!(routes);
        let mut schemas = answers::schemas();
        schemas.extend(features::schemas());
        schemas.extend(names::schemas());
        schemas.extend(boundaries::schemas());
        schemas.extend(cases::schemas());
        schemas.extend(files::schemas());
        schemas.extend(addresses::schemas());
        schemas.extend(desk::schemas());
        schemas.extend(field_work::schemas());
        schemas.extend(accounts::schemas());
        document["components"]["schemas"] = schemas.into();
        document["components"]["securitySchemes"] = json!({
            "token": {
                "type": "http", "scheme": "bearer",
                "description": "A machine's key, or the write token while no administrator exists",
            },
            "session": {
                "type": "apiKey", "in": "cookie", "name": "mingjie",
                "description": "Signed in; what changes anything also needs `X-CSRF-Token`",
            },
        });
        let operations = document["paths"]
            .as_object_mut()
            .into_iter()
            .flat_map(|paths| paths.values_mut())
            .filter_map(Value::as_object_mut)
            .flat_map(|path| path.values_mut())
            .filter(|operation| operation["responses"].is_object());
        for operation in operations {
            operation["responses"]["default"] = json!({
                "description": "A refusal",
                "content": { "application/problem+json": {
                    "schema": { "$ref": "#/components/schemas/Problem" },
                } },
            });
        }
        Self {
            current: document.to_string().into(),
            older: lower(document).to_string().into(),
        }
    }
}

/// `GET /openapi.json`
#[utoipa::path(get, operation_id = "openapi", path = "/openapi.json", tag = "operation",
    responses((status = 200, description = "This document, OpenAPI 3.1", body = ref("#/components/schemas/Object"))))]
pub(in crate::http) async fn current(State(app): State<App>) -> Answer<Response> {
    let documents = app.documents().get().ok_or_else(Refusal::not_found)?;
    Ok(answer(
        documents.current.clone(),
        "application/vnd.oai.openapi+json;version=3.1",
    ))
}

/// `GET /openapi-3.0.json`
#[utoipa::path(get, operation_id = "openapi_3_0", path = "/openapi-3.0.json", tag = "operation",
    responses((status = 200, description = "This document, OpenAPI 3.0", body = ref("#/components/schemas/Object"))))]
pub(in crate::http) async fn older(State(app): State<App>) -> Answer<Response> {
    let documents = app.documents().get().ok_or_else(Refusal::not_found)?;
    Ok(answer(
        documents.older.clone(),
        "application/vnd.oai.openapi+json;version=3.0",
    ))
}

/// The pages that show the document, at `/docs`.
pub(in crate::http) fn pages() -> Router<App> {
    let config = Config::new([Url::new("3.1", CURRENT), Url::new("3.0", OLDER)]);
    SwaggerUi::new("/docs").config(config).into()
}

fn answer(document: Bytes, media_type: &'static str) -> Response {
    let mut response = Response::new(Body::from(document));
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}
