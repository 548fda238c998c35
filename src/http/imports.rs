//! The quality reports of imports.

use axum::{Json, extract::State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    App,
    access::Asker,
    extract::{self, Params},
    refusal::Answer,
};
use crate::domain::Act;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Imports {
    /// 1 to 1000; default 100.
    limit: Option<usize>,
}

/// `GET /api/v1/imports`
#[utoipa::path(get, path = "/api/v1/imports", tag = "operation",
    params(Imports),
    security(("token" = [])),
    responses((status = 200, description = "The quality reports of imports, newest first", body = ref("#/components/schemas/Imports"))))]
pub(super) async fn imports(
    State(app): State<App>,
    asker: Asker,
    Params(query): Params<Imports>,
) -> Answer<Json<Value>> {
    asker.acting(Act::ReadImports)?;
    let limit = extract::limit(query.limit, 100, 1_000)?;
    let imports = app.registry().imports(limit).await?;
    let imports: Vec<Value> = imports
        .into_iter()
        .map(|import| {
            json!({
                "id": import.id,
                "kind": import.kind.as_str(),
                "source": import.source,
                "file_name": import.file_name,
                "started_at": import.started_at,
                "finished_at": import.finished_at,
                "position": import.position.map(|position| position.0),
                "report": import.report,
            })
        })
        .collect();
    Ok(Json(json!({ "imports": imports })))
}
