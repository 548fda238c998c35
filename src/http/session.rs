//! Signing in and out, and what belongs to whoever is signed in: its sessions and its password.

use axum::{
    Json,
    extract::{FromRequestParts, Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse as _, Response},
};
use axum_extra::extract::cookie::{Cookie, SameSite};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{
    App,
    access::{Asker, address, cookie_name, session_token},
    body::JsonBody,
    extract::{self, NoParams, Params},
    refusal::{Answer, Refusal},
};
use crate::{
    config::Config,
    domain::{Act, Caller, Role, Via},
    registry::people::{LONGEST_HOURS, Opened, SessionMark, SignIn},
};

/// Where a request comes from, and what the browser calls itself.
#[derive(Debug)]
pub(super) struct Origin {
    from: Option<String>,
    agent: Option<String>,
    /// The session's token that it showed.
    token: Option<String>,
}

impl FromRequestParts<App> for Origin {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let config = app.registry().config();
        Ok(Self {
            from: address(parts, config),
            agent: parts
                .headers
                .get(header::USER_AGENT)
                .and_then(|value| value.to_str().ok())
                .map(|text| text.chars().take(200).collect()),
            token: session_token(&parts.headers, config).map(str::to_owned),
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Credentials {
    login: String,
    password: String,
}

/// `GET /api/v1/session`
#[utoipa::path(get, operation_id = "who_am_i", path = "/api/v1/session", tag = "accounts",
    security((), ("token" = []), ("session" = [])),
    responses((status = 200, description = "Who is asking, and what that may do", body = ref("#/components/schemas/Session"))))]
pub(super) async fn who(
    State(app): State<App>,
    asker: Asker,
    _params: Params<NoParams>,
) -> Response {
    private(Json(told(&app, &asker.caller, asker.session.as_ref())).into_response())
}

/// `POST /api/v1/session`
#[utoipa::path(post, operation_id = "sign_in", path = "/api/v1/session", tag = "accounts",
    request_body(content = ref("#/components/schemas/Credentials"), content_type = "application/json"),
    responses((status = 200, description = "Signed in: the cookie is set", body = ref("#/components/schemas/Session"))))]
pub(super) async fn sign_in(
    State(app): State<App>,
    origin: Origin,
    _params: Params<NoParams>,
    JsonBody(body): JsonBody,
) -> Answer<Response> {
    let credentials: Credentials = extract::json(&body)?;
    let registry = app.registry();
    // The session that the browser had is not taken on but ended: nobody can plant one.
    let before = match &origin.token {
        Some(token) => registry
            .known_by_session(token, None)
            .await?
            .and_then(|known| known.session)
            .map(|mark| mark.id),
        None => None,
    };
    let opened = registry
        .sign_in(SignIn {
            login: credentials.login,
            password: credentials.password,
            from: origin.from,
            agent: origin.agent,
            before,
        })
        .await?;
    Ok(open(&app, &opened))
}

/// `DELETE /api/v1/session`
#[utoipa::path(delete, operation_id = "sign_out", path = "/api/v1/session", tag = "accounts",
    security(("session" = [])),
    responses((status = 204, description = "Signed out: the session has ended")))]
pub(super) async fn sign_out(
    State(app): State<App>,
    asker: Asker,
    _params: Params<NoParams>,
) -> Answer<Response> {
    app.registry().sign_out(&asker.caller).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    set_cookie(&mut response, app.registry().config(), "", 0);
    Ok(response)
}

/// `GET /api/v1/sessions`
#[utoipa::path(get, operation_id = "sessions", path = "/api/v1/sessions", tag = "accounts",
    security(("session" = [])),
    responses((status = 200, description = "The sessions of whoever is signed in", body = ref("#/components/schemas/Sessions"))))]
pub(super) async fn sessions(
    State(app): State<App>,
    asker: Asker,
    _params: Params<NoParams>,
) -> Answer<Response> {
    let caller = asker.signed_in()?;
    let sessions = app.registry().own_sessions(caller).await?;
    let sessions: Vec<Value> = sessions
        .into_iter()
        .map(|session| {
            json!({
                "id": session.id,
                "current": caller.via == Via::Session(session.id),
                "created_at": session.created_at,
                "seen_at": session.seen_at,
                "expires_at": session.expires_at,
                "address": session.address,
                "agent": session.agent,
            })
        })
        .collect();
    Ok(private(
        Json(json!({ "sessions": sessions })).into_response(),
    ))
}

/// `DELETE /api/v1/sessions/{id}`
#[utoipa::path(delete, operation_id = "end_session", path = "/api/v1/sessions/{id}", tag = "accounts",
    params(("id" = String, Path, description = "One of one's own")),
    security(("session" = [])),
    responses((status = 204, description = "The session has ended")))]
pub(super) async fn end(
    State(app): State<App>,
    asker: Asker,
    Path(id): Path<String>,
    _params: Params<NoParams>,
) -> Answer<StatusCode> {
    let caller = asker.signed_in()?;
    let id = id.parse().map_err(|_| Refusal::not_found())?;
    app.registry().end_own_session(caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewPassword {
    old: String,
    new: String,
}

/// `POST /api/v1/session/password`
#[utoipa::path(post, operation_id = "change_password", path = "/api/v1/session/password", tag = "accounts",
    request_body(content = ref("#/components/schemas/NewPassword"), content_type = "application/json"),
    security(("session" = [])),
    responses((status = 204, description = "Changed; every other session has ended")))]
pub(super) async fn change_password(
    State(app): State<App>,
    asker: Asker,
    _params: Params<NoParams>,
    JsonBody(body): JsonBody,
) -> Answer<StatusCode> {
    let caller = asker.signed_in()?;
    let passwords: NewPassword = extract::json(&body)?;
    app.registry()
        .change_own_password(caller, passwords.old, passwords.new)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UsedLink {
    token: String,
    password: String,
}

/// `POST /api/v1/link`
#[utoipa::path(post, operation_id = "use_link", path = "/api/v1/link", tag = "accounts",
    request_body(content = ref("#/components/schemas/UsedLink"), content_type = "application/json"),
    responses((status = 200, description = "The account has its password and is signed in", body = ref("#/components/schemas/Session"))))]
pub(super) async fn use_link(
    State(app): State<App>,
    origin: Origin,
    _params: Params<NoParams>,
    JsonBody(body): JsonBody,
) -> Answer<Response> {
    let used: UsedLink = extract::json(&body)?;
    let opened = app
        .registry()
        .use_link(&used.token, used.password, origin.from, origin.agent)
        .await?;
    Ok(open(&app, &opened))
}

/// The answer to whoever has just come in.
fn open(app: &App, opened: &Opened) -> Response {
    let known = &opened.known;
    let mut response =
        private(Json(told(app, &known.caller, known.session.as_ref())).into_response());
    let config = app.registry().config();
    set_cookie(&mut response, config, &opened.token, LONGEST_HOURS * 3600);
    response
}

/// Who is asking and what that may do, for pages that show no more than that.
fn told(app: &App, caller: &Caller, session: Option<&SessionMark>) -> Value {
    let view = app.registry().view().ok();
    let region_name = |code: &str| {
        let view = view.as_ref()?;
        let row = view.snapshot.chain(code).pop()?;
        row.name().map(str::to_owned)
    };
    let roles: Vec<Value> = caller
        .grants
        .iter()
        .map(|grant| {
            let (zh, en) = grant.role.labels();
            json!({
                "role": grant.role.as_str(),
                "label": { "zh-CN": zh, "en": en },
                "region": grant.region,
                "region_name": region_name(&grant.region),
            })
        })
        .collect();
    let labels: Map<String, Value> = Role::ALL
        .into_iter()
        .map(|role| {
            let (zh, en) = role.labels();
            let label = json!({ "zh-CN": zh, "en": en });
            (role.as_str().to_owned(), label)
        })
        .collect();
    let acts: Vec<&str> = Act::ALL
        .into_iter()
        .filter(|act| caller.may(*act))
        .map(Act::as_str)
        .collect();
    json!({
        "signed_in": caller.via != Via::Nothing,
        "via": caller.via.as_str(),
        "person": caller.person.map(|id| json!({ "id": id, "login": caller.login, "name": caller.name })),
        "roles": roles,
        "role_labels": labels,
        "acts": acts,
        "csrf": session.map(|mark| mark.csrf.to_string()),
        "must_change_password": session.is_some_and(|mark| mark.must_change),
    })
}

fn set_cookie(response: &mut Response, config: &Config, value: &str, age_s: i64) {
    let cookie = Cookie::build((cookie_name(config), value.to_owned()))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(config.behind_tls)
        .build()
        .to_string();
    if let Ok(value) = HeaderValue::from_str(&format!("{cookie}; Max-Age={age_s}")) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
}

/// An answer for one reader, which nobody keeps.
pub(super) fn private(mut response: Response) -> Response {
    let headers: &mut HeaderMap = response.headers_mut();
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-store"),
    );
    response
}
