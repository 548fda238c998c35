//! Whether the house stands: for a process supervisor, a load balancer, Prometheus.

use std::net::SocketAddr;

use axum::{
    Json,
    extract::{ConnectInfo, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
};
use serde_json::{Value, json};

use super::{
    App,
    access::Asker,
    refusal::{Answer, Refusal},
};
use crate::domain::Act;

/// `GET /healthz`: the process answers.
#[utoipa::path(get, operation_id = "healthz", path = "/healthz", tag = "operation",
    responses((status = 200, description = "The process answers", body = ref("#/components/schemas/Object"))))]
pub(super) async fn alive(State(app): State<App>) -> Json<Value> {
    Json(json!({ "status": "ok", "uptime_s": app.uptime_s() }))
}

/// `GET /readyz`: the register is loaded.
#[utoipa::path(get, operation_id = "readyz", path = "/readyz", tag = "operation",
    responses((status = 200, description = "The register is loaded", body = ref("#/components/schemas/Object"))))]
pub(super) async fn ready(State(app): State<App>) -> Answer<Json<Value>> {
    let view = app.registry().view()?;
    Ok(Json(
        json!({ "status": "ready", "position": view.snapshot.position().0 }),
    ))
}

/// `GET /metrics`: for Prometheus, on loopback or with the token.
#[utoipa::path(get, path = "/metrics", tag = "operation",
    security((), ("token" = [])),
    responses((status = 200, description = "Metrics for Prometheus, on loopback or with the token", body = String, content_type = "text/plain")))]
pub(super) async fn metrics(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    asker: Result<Asker, Refusal>,
) -> Answer<Response> {
    // A request that came through a proxy is not from this machine, whoever hands it over.
    let forwarded = headers.contains_key("x-forwarded-for") || headers.contains_key("forwarded");
    if forwarded || !peer.ip().is_loopback() {
        asker?.acting(Act::ReadMetrics)?;
    }
    let recorder = app.metrics().ok_or_else(Refusal::not_found)?;
    if let Ok(view) = app.registry().view() {
        #[expect(clippy::cast_precision_loss, reason = "gauges are floating")]
        metrics::gauge!("mingjie_position").set(view.snapshot.position().0 as f64);
        for (kind, bytes) in view.snapshot.memory() {
            #[expect(clippy::cast_precision_loss, reason = "gauges are floating")]
            metrics::gauge!("mingjie_snapshot_bytes", "kind" => kind.as_str()).set(bytes as f64);
        }
    }
    Ok((
        StatusCode::OK,
        [("content-type", "text/plain; version=0.0.4")],
        recorder.render(),
    )
        .into_response())
}
