//! Accounts, as administrators keep them.

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    App,
    access::Asker,
    body::{AnyBody, JsonBody},
    extract::{self, NoParams, Params},
    reason,
    refusal::{Answer, Refusal},
    session::private,
};
use crate::{
    domain::{Act, Grant, Problem, ProblemCode, Role},
    registry::people::{AccountOrder, MadeLink, is_region},
    store::Account,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AskedGrant {
    role: String,
    region: String,
}

impl AskedGrant {
    pub(super) const fn of(role: String, region: String) -> Self {
        Self { role, region }
    }

    pub(super) fn parse(&self) -> Answer<Grant> {
        let role: Role = self.role.parse().map_err(|_| not_a_role(&self.role))?;
        if !is_region(&self.region) {
            return Err(Refusal::refused(vec![
                Problem::new(ProblemCode::WrongValue, "region", &self.region)
                    .with("allowed", "330683, 330683001, *"),
            ]));
        }
        Ok(Grant {
            role,
            region: self.region.clone(),
        })
    }
}

fn not_a_role(word: &str) -> Refusal {
    let allowed: Vec<&str> = Role::ALL
        .into_iter()
        .filter(|role| role.is_grantable())
        .map(Role::as_str)
        .collect();
    Refusal::refused(vec![
        Problem::new(ProblemCode::WrongValue, "role", word).with("allowed", allowed.join(", ")),
    ])
}

/// `GET /api/v1/accounts`
#[utoipa::path(get, operation_id = "accounts", path = "/api/v1/accounts", tag = "accounts",
    security(("session" = [])),
    responses((status = 200, description = "The accounts within the administrator's reach", body = ref("#/components/schemas/Accounts"))))]
pub(super) async fn list(
    State(app): State<App>,
    asker: Asker,
    _params: Params<NoParams>,
) -> Answer<Response> {
    let actor = asker.acting(Act::ManageAccounts)?;
    let accounts = app.registry().accounts(&actor).await?;
    let accounts: Vec<Value> = accounts.iter().map(told).collect();
    let roles: Vec<Value> = Role::ALL
        .into_iter()
        .filter(|role| role.is_grantable())
        .map(|role| {
            let (zh, en) = role.labels();
            json!({ "role": role.as_str(), "label": { "zh-CN": zh, "en": en } })
        })
        .collect();
    Ok(private(
        Json(json!({ "accounts": accounts, "roles": roles })).into_response(),
    ))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewAccount {
    login: String,
    name: String,
    password: Option<String>,
    #[serde(default)]
    grants: Vec<AskedGrant>,
    reason: Option<String>,
}

/// `POST /api/v1/accounts`
#[utoipa::path(post, operation_id = "make_account", path = "/api/v1/accounts", tag = "accounts",
    request_body(content = ref("#/components/schemas/NewAccount"), content_type = "application/json"),
    security(("session" = [])),
    responses((status = 201, description = "Made; without a password with a link by which it gets one", body = ref("#/components/schemas/Account"))))]
pub(super) async fn make(
    State(app): State<App>,
    asker: Asker,
    _params: Params<NoParams>,
    JsonBody(body): JsonBody,
) -> Answer<Response> {
    let actor = asker.acting(Act::ManageAccounts)?;
    let asked: NewAccount = extract::json(&body)?;
    let actor = actor.because(reason::given(asked.reason)?);
    let wants_link = asked.password.is_none();
    let order = AccountOrder {
        login: asked.login.trim().to_lowercase(),
        name: named(&asked.name)?,
        password: asked.password,
        must_change: true,
        grants: asked
            .grants
            .iter()
            .map(AskedGrant::parse)
            .collect::<Answer<_>>()?,
    };
    let account = app.registry().add_account(&actor, order).await?;
    let mut answer = told(&account);
    if wants_link {
        let link = app.registry().make_link(&actor, &account.login).await?;
        answer["link"] = told_link(&link);
    }
    let mut response = private((StatusCode::CREATED, Json(answer)).into_response());
    if let Ok(at) = HeaderValue::from_str(&format!("/api/v1/accounts/{}", account.login)) {
        response.headers_mut().insert(header::LOCATION, at);
    }
    Ok(response)
}

/// `GET /api/v1/accounts/{login}`
#[utoipa::path(get, operation_id = "account", path = "/api/v1/accounts/{login}", tag = "accounts",
    params(("login" = String, Path, description = "The account's login")),
    security(("session" = [])),
    responses((status = 200, description = "The account", body = ref("#/components/schemas/Account"))))]
pub(super) async fn one(
    State(app): State<App>,
    asker: Asker,
    Path(login): Path<String>,
    _params: Params<NoParams>,
) -> Answer<Response> {
    let actor = asker.acting(Act::ManageAccounts)?;
    let accounts = app.registry().accounts(&actor).await?;
    let account = accounts
        .iter()
        .find(|account| account.login == login)
        .ok_or_else(Refusal::not_found)?;
    Ok(private(Json(told(account)).into_response()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    name: Option<String>,
    locked: Option<bool>,
    reason: Option<String>,
}

/// `PATCH /api/v1/accounts/{login}`
#[utoipa::path(patch, operation_id = "change_account", path = "/api/v1/accounts/{login}", tag = "accounts",
    params(("login" = String, Path, description = "The account's login")),
    request_body(content = ref("#/components/schemas/AccountChange"), content_type = "application/json"),
    security(("session" = [])),
    responses((status = 204, description = "Changed; unlocking also ends the wait after wrong passwords")))]
pub(super) async fn change(
    State(app): State<App>,
    asker: Asker,
    Path(login): Path<String>,
    _params: Params<NoParams>,
    JsonBody(body): JsonBody,
) -> Answer<StatusCode> {
    let actor = asker.acting(Act::ManageAccounts)?;
    let asked: Change = extract::json(&body)?;
    let actor = actor.because(reason::given(asked.reason)?);
    if let Some(name) = &asked.name {
        let name = named(name)?;
        app.registry().rename(&actor, &login, &name).await?;
    }
    if let Some(locked) = asked.locked {
        app.registry().lock(&actor, &login, locked).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetPassword {
    password: String,
    reason: Option<String>,
}

/// `POST /api/v1/accounts/{login}/password`
#[utoipa::path(post, operation_id = "set_password", path = "/api/v1/accounts/{login}/password", tag = "accounts",
    params(("login" = String, Path, description = "The account's login")),
    request_body(content = ref("#/components/schemas/SetPassword"), content_type = "application/json"),
    security(("session" = [])),
    responses((status = 204, description = "Set; to be changed at the next sign-in")))]
pub(super) async fn set_password(
    State(app): State<App>,
    asker: Asker,
    Path(login): Path<String>,
    _params: Params<NoParams>,
    JsonBody(body): JsonBody,
) -> Answer<StatusCode> {
    let actor = asker.acting(Act::ManageAccounts)?;
    let asked: SetPassword = extract::json(&body)?;
    let actor = actor.because(reason::given(asked.reason)?);
    app.registry()
        .set_password(&actor, &login, asked.password, true)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/v1/accounts/{login}/link`
#[utoipa::path(post, operation_id = "make_link", path = "/api/v1/accounts/{login}/link", tag = "accounts",
    params(("login" = String, Path, description = "The account's login")),
    request_body(content = ref("#/components/schemas/Why"), content_type = "application/json"),
    security(("session" = [])),
    responses((status = 201, description = "A link by which the account gets a password, good once", body = ref("#/components/schemas/AccountLink"))))]
pub(super) async fn link(
    State(app): State<App>,
    asker: Asker,
    Path(login): Path<String>,
    _params: Params<NoParams>,
    AnyBody(body): AnyBody,
) -> Answer<Response> {
    let actor = asker.acting(Act::ManageAccounts)?;
    let actor = actor.because(reason::of_body(&body)?);
    let link = app.registry().make_link(&actor, &login).await?;
    Ok(private(
        (StatusCode::CREATED, Json(told_link(&link))).into_response(),
    ))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewGrant {
    role: String,
    region: String,
    reason: Option<String>,
}

/// `POST /api/v1/accounts/{login}/grants`
#[utoipa::path(post, operation_id = "grant_role", path = "/api/v1/accounts/{login}/grants", tag = "accounts",
    params(("login" = String, Path, description = "The account's login")),
    request_body(content = ref("#/components/schemas/NewGrant"), content_type = "application/json"),
    security(("session" = [])),
    responses((status = 204, description = "Granted")))]
pub(super) async fn grant(
    State(app): State<App>,
    asker: Asker,
    Path(login): Path<String>,
    _params: Params<NoParams>,
    JsonBody(body): JsonBody,
) -> Answer<StatusCode> {
    let actor = asker.acting(Act::ManageAccounts)?;
    let asked: NewGrant = extract::json(&body)?;
    let actor = actor.because(reason::given(asked.reason)?);
    let grant = AskedGrant::of(asked.role, asked.region).parse()?;
    app.registry().grant(&actor, &login, &grant).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /api/v1/accounts/{login}/grants/{role}/{region}`
#[utoipa::path(delete, operation_id = "revoke_role", path = "/api/v1/accounts/{login}/grants/{role}/{region}", tag = "accounts",
    params(("login" = String, Path, description = "The account's login"), ("role" = String, Path, description = "The role"), ("region" = String, Path, description = "The region's code, or `*`")),
    request_body(content = ref("#/components/schemas/Why"), content_type = "application/json"),
    security(("session" = [])),
    responses((status = 204, description = "Taken back")))]
pub(super) async fn revoke(
    State(app): State<App>,
    asker: Asker,
    Path((login, role, region)): Path<(String, String, String)>,
    _params: Params<NoParams>,
    AnyBody(body): AnyBody,
) -> Answer<StatusCode> {
    let actor = asker.acting(Act::ManageAccounts)?;
    let actor = actor.because(reason::of_body(&body)?);
    let grant = AskedGrant { role, region }.parse()?;
    app.registry().revoke(&actor, &login, &grant).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A name that people can read: not empty, not long, without control characters.
pub(super) fn named(text: &str) -> Answer<String> {
    let name = text.trim();
    let problem = if name.is_empty() {
        Problem::new(ProblemCode::MissingField, "name", "")
    } else if name.chars().count() > 60 {
        Problem::new(ProblemCode::TooLong, "name", name)
            .with("length", name.chars().count().to_string())
            .with("limit", "60")
    } else if name.chars().any(char::is_control) {
        Problem::new(
            ProblemCode::ControlCharacter,
            "name",
            &name.escape_debug().to_string(),
        )
    } else {
        return Ok(name.to_owned());
    };
    Err(Refusal::refused(vec![problem]))
}

fn told(account: &Account) -> Value {
    let grants: Vec<Value> = account
        .grants
        .iter()
        .map(|grant| json!({ "role": grant.role.as_str(), "region": grant.region }))
        .collect();
    json!({
        "id": account.id,
        "login": account.login,
        "name": account.name,
        "locked": account.is_locked(),
        "waits_until": account.locked_until,
        "failed": account.failed,
        "has_password": account.password.is_some(),
        "must_change_password": account.must_change,
        "created_at": account.created_at,
        "password_at": account.password_at,
        "signed_in_at": account.signed_in_at,
        "grants": grants,
    })
}

fn told_link(link: &MadeLink) -> Value {
    json!({ "path": link.path(), "token": link.token, "expires_at": link.expires_at })
}
