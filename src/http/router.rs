//! Every route, once.

use std::time::Duration;

use axum::{
    Router,
    http::{HeaderName, Method, StatusCode, header},
    middleware,
    routing::get,
};
use tower::limit::GlobalConcurrencyLimitLayer;
use tower_http::{
    catch_panic::CatchPanicLayer,
    cors::{Any, CorsLayer},
    timeout::TimeoutLayer,
};

use super::{
    App, changes, courtesy, events, feature, health, imports, kinds, list, lookup, pages,
    refusal::Refusal, tiles, write,
};

/// The whole application.
pub fn router(app: App) -> Router {
    let config = app.registry().config().clone();
    let timed = Router::new()
        .route("/api/v1/kinds", get(kinds::kinds))
        .route("/api/v1/nearest", get(lookup::nearest))
        .route("/api/v1/reverse", get(lookup::reverse))
        .route(
            "/api/v1/within",
            get(lookup::within).post(lookup::within_geometry),
        )
        .route("/api/v1/imports", get(imports::imports))
        .route("/api/v1/{kind}", get(list::list).post(write::create))
        .route(
            "/api/v1/{kind}/{id}",
            get(feature::get).patch(write::change).delete(write::retire),
        )
        .route("/api/v1/{kind}/{id}/history", get(feature::history))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            Duration::from_secs(config.request_timeout_s),
        ))
        .layer(GlobalConcurrencyLimitLayer::new(
            config.max_concurrent_requests,
        ));
    let painted = Router::new()
        .route("/tiles.json", get(tiles::description))
        .route("/style.json", get(tiles::style))
        .route("/tiles/{file}", get(tiles::layer_description))
        .route("/tiles/{z}/{x}/{y}", get(tiles::all))
        .route("/tiles/{layer}/{z}/{x}/{y}", get(tiles::one))
        .route("/tiles/internal/{z}/{x}/{y}", get(tiles::all_internal))
        .route(
            "/tiles/internal/{layer}/{z}/{x}/{y}",
            get(tiles::one_internal),
        );
    Router::new()
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
        // These wait on purpose.
        .route("/api/v1/changes", get(changes::changes))
        .route("/api/v1/events", get(events::events))
        .merge(timed)
        .merge(painted)
        .fallback(pages::page)
        .method_not_allowed_fallback(|| async {
            Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed")
        })
        .layer(CatchPanicLayer::custom(|_| {
            tracing::error!("a handler panicked");
            axum::response::IntoResponse::into_response(Refusal::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "internal",
            ))
        }))
        .layer(middleware::from_fn_with_state(
            app.clone(),
            courtesy::receive,
        ))
        .layer(cors())
        .with_state(app)
}

/// Anybody's page may read; what is written is guarded by the token, which no browser sends by itself.
fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([
            Method::GET,
            Method::HEAD,
            Method::POST,
            Method::PATCH,
            Method::DELETE,
        ])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::IF_MATCH,
            header::IF_NONE_MATCH,
            HeaderName::from_static("mingjie-min-position"),
        ])
        .expose_headers([
            header::ETAG,
            header::LOCATION,
            courtesy::POSITION,
            HeaderName::from_static("x-request-id"),
        ])
}
