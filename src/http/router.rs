//! Every route, once.

use std::time::Duration;

use axum::{
    Router,
    http::{HeaderName, Method, StatusCode, header},
    middleware,
};
use tower::{ServiceBuilder, limit::GlobalConcurrencyLimitLayer};
use tower_http::{
    catch_panic::CatchPanicLayer,
    cors::{Any, CorsLayer},
    timeout::TimeoutLayer,
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    App, access, accounts, addresses, attachments, audit, boundaries, cases, changes, courtesy,
    desk, events, feature, field_work, health, imports, keys, kinds, list, lookup, names, ogc,
    openapi, pages, refusal::Refusal, revert, search, session, tiles, uploads, write,
};
use crate::config::Config;

/// The whole application.
pub fn router(app: App) -> Router {
    let (routes, document) = routes(app.registry().config()).split_for_parts();
    app.documents()
        .get_or_init(|| openapi::Documents::of(&document));
    // One layer of all: each `layer` of a router boxes every route once more.
    let around = ServiceBuilder::new()
        .layer(cors())
        .layer(middleware::from_fn_with_state(
            app.clone(),
            courtesy::receive,
        ))
        .layer(CatchPanicLayer::custom(|_| {
            tracing::error!("a handler panicked");
            axum::response::IntoResponse::into_response(Refusal::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "internal",
            ))
        }));
    routes
        .merge(openapi::pages())
        .fallback(pages::page)
        .method_not_allowed_fallback(|| async {
            Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed")
        })
        .layer(around)
        .with_state(app)
}

/// Every route and its description.
fn routes(config: &Config) -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(openapi::begun())
        .routes(routes!(health::alive))
        .routes(routes!(health::ready))
        .routes(routes!(health::metrics))
        .routes(routes!(openapi::current))
        .routes(routes!(openapi::older))
        // These wait on purpose.
        .routes(routes!(changes::changes))
        .routes(routes!(events::events))
        .routes(routes!(cases::events))
        .merge(instant())
        .merge(brought())
        .merge(timed(config))
        .merge(painted())
}

/// Look-ups that are answered from memory in microseconds and wait for nothing: a bound of time or
/// number would cost them a good part of their time and never hold anybody.
fn instant() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(lookup::nearest))
        .routes(routes!(lookup::reverse))
}

/// What is answered within bounds of time and number.
fn timed(config: &Config) -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(kinds::kinds))
        .routes(routes!(lookup::within, lookup::within_geometry))
        .routes(routes!(search::search))
        .routes(routes!(names::check))
        .routes(routes!(names::romanize))
        .routes(routes!(addresses::parse, addresses::parse_all))
        .routes(routes!(addresses::geocode, addresses::geocode_all))
        .routes(routes!(boundaries::check, boundaries::check_collection))
        .routes(routes!(desk::suggest_names))
        .routes(routes!(desk::campaign))
        .routes(routes!(desk::overrulings, desk::overrule))
        .routes(routes!(desk::withdraw_overruling))
        .routes(routes!(desk::reservations, desk::reserve))
        .routes(routes!(desk::release))
        .routes(routes!(desk::words, desk::add_words))
        .routes(routes!(desk::change_word, desk::withdraw_word))
        .routes(routes!(desk::unnamed_roads))
        .routes(routes!(desk::naming_coverage))
        .routes(routes!(desk::settle_reading))
        .routes(routes!(desk::standing_name))
        .routes(routes!(desk::naming_rules))
        .routes(routes!(imports::imports))
        .routes(routes!(cases::kinds))
        .routes(routes!(cases::list, cases::open))
        .routes(routes!(cases::counts))
        .routes(routes!(cases::one))
        .routes(routes!(cases::people))
        .routes(routes!(cases::print))
        .routes(routes!(cases::print_paper))
        .routes(routes!(cases::act))
        .routes(routes!(cases::comment))
        .routes(routes!(cases::notices))
        .routes(routes!(cases::noticed))
        .routes(routes!(cases::say_to_notice))
        .routes(routes!(cases::own_comment))
        .routes(routes!(cases::notice_comments))
        .routes(routes!(cases::answer_comment))
        .routes(routes!(cases::tasks))
        .routes(routes!(cases::report))
        .routes(routes!(cases::followed))
        .routes(routes!(cases::own_photo))
        .routes(routes!(cases::act_on_report))
        .routes(routes!(uploads::begin))
        .routes(routes!(attachments::show))
        .routes(routes!(attachments::about))
        .routes(routes!(field_work::sync))
        .routes(routes!(field_work::arrivals))
        .routes(routes!(field_work::settle))
        .routes(routes!(field_work::inspections, field_work::open))
        .routes(routes!(field_work::inspection, field_work::change))
        .routes(routes!(field_work::assign))
        .routes(routes!(field_work::pack))
        .routes(routes!(field_work::photo))
        .routes(routes!(field_work::marker_records))
        .routes(routes!(session::who, session::sign_in, session::sign_out))
        .routes(routes!(session::change_password))
        .routes(routes!(session::sessions))
        .routes(routes!(session::end))
        .routes(routes!(session::use_link))
        .routes(routes!(accounts::list, accounts::make))
        .routes(routes!(accounts::one, accounts::change))
        .routes(routes!(accounts::set_password))
        .routes(routes!(accounts::link))
        .routes(routes!(accounts::grant))
        .routes(routes!(accounts::revoke))
        .routes(routes!(keys::list, keys::make))
        .routes(routes!(keys::revoke))
        .routes(routes!(audit::log))
        .routes(routes!(list::list, write::create))
        .routes(routes!(feature::get, write::change, write::retire))
        .routes(routes!(feature::history))
        .routes(routes!(revert::revert))
        .routes(routes!(ogc::landing))
        .routes(routes!(ogc::conformance))
        .routes(routes!(ogc::all))
        .routes(routes!(ogc::one))
        .routes(routes!(ogc::queryables))
        .routes(routes!(ogc::items))
        .routes(routes!(ogc::item))
        .routes(routes!(ogc::tilesets))
        .routes(routes!(ogc::tileset))
        .routes(routes!(ogc::matrices))
        .routes(routes!(ogc::matrix_set))
        .layer(
            ServiceBuilder::new()
                .layer(GlobalConcurrencyLimitLayer::new(
                    config.max_concurrent_requests,
                ))
                .layer(TimeoutLayer::with_status_code(
                    StatusCode::SERVICE_UNAVAILABLE,
                    Duration::from_secs(config.request_timeout_s),
                )),
        )
}

/// Files on their way in, which takes as long as the sender's network does.
fn brought() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(uploads::status, uploads::append, uploads::give_up))
        .routes(routes!(attachments::list, attachments::bring))
}

/// Vector tiles and their descriptions.
fn painted() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(tiles::description))
        .routes(routes!(tiles::style))
        .routes(routes!(tiles::layer_description))
        .routes(routes!(tiles::all))
        .routes(routes!(tiles::one))
        .routes(routes!(tiles::all_internal))
        .routes(routes!(tiles::one_internal))
}

/// Anybody's page may read, as the public: no other site's page gets a cookie sent along, and tokens no
/// browser sends by itself.
fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([
            Method::GET,
            Method::HEAD,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
        ])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::IF_MATCH,
            header::IF_NONE_MATCH,
            HeaderName::from_static("idempotency-key"),
            HeaderName::from_static("mingjie-follow-code"),
            access::CSRF,
            HeaderName::from_static("mingjie-min-position"),
            uploads::OFFSET,
        ])
        .expose_headers([
            header::ETAG,
            header::LOCATION,
            courtesy::POSITION,
            ogc::CONTENT_CRS,
            uploads::OFFSET,
            uploads::LENGTH,
            HeaderName::from_static("x-request-id"),
        ])
}
