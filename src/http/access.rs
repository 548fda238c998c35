//! Who is asking: a session's cookie, a machine's key, the configured token, or anybody. Handlers ask
//! [`Asker`] for the actor of an act, and never look at roles themselves.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, HeaderName, Method, StatusCode, header, request::Parts},
};
use subtle::ConstantTimeEq as _;

use super::{App, refusal::Refusal};
use crate::{
    config::Config,
    domain::{Act, Actor, Audience, Caller, Sight, Via},
    registry::{
        View,
        people::{Known, SessionMark},
    },
    snapshot::RowRef,
};

/// What unsafe requests of a session carry beside its cookie.
pub(super) const CSRF: HeaderName = HeaderName::from_static("x-csrf-token");

/// Whoever asks; anybody when nothing says who. A wrong token is refused rather than ignored; a
/// cookie that is good no longer makes a reader of the public.
#[derive(Clone, Debug)]
pub(super) struct Asker {
    pub(super) caller: Arc<Caller>,
    pub(super) session: Option<SessionMark>,
    pub(super) sight: Arc<Sight>,
}

/// What the reader sees whole.
#[derive(Clone, Debug)]
pub(super) struct Reader(pub(super) Arc<Sight>);

impl Asker {
    /// The actor of an act.
    ///
    /// # Errors
    /// 401 for whoever did not say who it is, 403 for whoever may not.
    pub(super) fn acting(&self, act: Act) -> Result<Actor, Refusal> {
        self.caller.acting(act).ok_or_else(|| self.refused(act))
    }

    /// The actor of an act on a feature: in a role held where it lies, when there is one.
    ///
    /// # Errors
    /// As [`Asker::acting`].
    pub(super) fn acting_on(
        &self,
        act: Act,
        view: &View,
        row: RowRef<'_>,
    ) -> Result<Actor, Refusal> {
        self.caller
            .acting_where(act, |region| view.snapshot.reaches(region, row))
            .ok_or_else(|| self.refused(act))
    }

    /// Refuses whoever did not say who it is.
    pub(super) fn signed_in(&self) -> Result<&Caller, Refusal> {
        if self.is_known() {
            Ok(&self.caller)
        } else {
            Err(Refusal::unauthorised())
        }
    }

    /// Which tiles it is told of: the internal ones once it said who it is.
    pub(super) fn audience(&self) -> Audience {
        if self.is_known() {
            Audience::Internal
        } else {
            Audience::Public
        }
    }

    fn is_known(&self) -> bool {
        self.caller.via != Via::Nothing
    }

    fn refused(&self, act: Act) -> Refusal {
        if !self.is_known() {
            return Refusal::unauthorised();
        }
        if self.session.as_ref().is_some_and(|mark| mark.must_change) {
            return Refusal::new(StatusCode::FORBIDDEN, "password_must_change");
        }
        Refusal::forbidden(act)
    }
}

impl FromRequestParts<App> for Asker {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let asker = identify(parts, app).await?;
        if let Some(mark) = &asker.session {
            check_csrf(&parts.method, &parts.headers, mark)?;
        }
        Ok(asker)
    }
}

impl FromRequestParts<App> for Reader {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        // Most readers say nothing of themselves, and nothing need be found out for them.
        if !is_told(&parts.headers) {
            return Ok(Self(Known::public_sight()));
        }
        // Reading changes nothing, with whatever method it is asked for.
        let asker = identify(parts, app).await?;
        Ok(Self(asker.sight))
    }
}

/// Whether a request says who asks, or claims to.
pub(super) fn is_told(headers: &HeaderMap) -> bool {
    headers.contains_key(header::AUTHORIZATION) || headers.contains_key(header::COOKIE)
}

async fn identify(parts: &Parts, app: &App) -> Result<Asker, Refusal> {
    let config = app.registry().config();
    let from = address(parts, config);
    if let Some(value) = parts.headers.get(header::AUTHORIZATION) {
        let token = value
            .to_str()
            .ok()
            .and_then(|text| text.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| token.trim())
            .ok_or_else(Refusal::unauthorised)?;
        let known = app
            .registry()
            .known_by_token(token, from.as_deref())
            .await?
            .ok_or_else(Refusal::unauthorised)?;
        return Ok(known.into());
    }
    if let Some(token) = session_token(&parts.headers, config)
        && let Some(known) = app
            .registry()
            .known_by_session(token, from.as_deref())
            .await?
    {
        return Ok(known.into());
    }
    Ok(Known::public(from).into())
}

impl From<Known> for Asker {
    fn from(known: Known) -> Self {
        Self {
            caller: known.caller,
            session: known.session,
            sight: known.sight,
        }
    }
}

/// The name of the session's cookie. Browsers take one that begins with `__Host-` only over TLS, for
/// the whole host and no other.
pub(super) const fn cookie_name(config: &Config) -> &'static str {
    if config.behind_tls {
        "__Host-mingjie"
    } else {
        "mingjie"
    }
}

/// The session's token, as the cookie has it: nothing in it is ever encoded.
pub(super) fn session_token<'h>(headers: &'h HeaderMap, config: &Config) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|cookie| cookie.split_once('='))
        .find(|(name, _)| name.trim() == cookie_name(config))
        .map(|(_, token)| token.trim())
        .filter(|token| !token.is_empty())
}

/// A browser sends the cookie by itself, whichever page asks; the token it does not.
fn check_csrf(method: &Method, headers: &HeaderMap, mark: &SessionMark) -> Result<(), Refusal> {
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(());
    }
    let given = headers.get(CSRF).map_or(&b""[..], |value| value.as_bytes());
    if given.ct_eq(mark.csrf.as_bytes()).into() {
        Ok(())
    } else {
        Err(Refusal::new(StatusCode::FORBIDDEN, "csrf"))
    }
}

/// The address that a request comes from: the peer's, or what our own proxy says of it.
pub(super) fn address(parts: &Parts, config: &Config) -> Option<String> {
    let forwarded = || {
        let told = parts
            .headers
            .get_all("x-forwarded-for")
            .iter()
            .next_back()?;
        let last = told.to_str().ok()?.rsplit(',').next()?.trim();
        last.parse::<std::net::IpAddr>().ok()
    };
    let peer = || {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>()?;
        Some(peer.0.ip())
    };
    config
        .behind_proxy
        .then(forwarded)
        .flatten()
        .or_else(peer)
        .map(|address| address.to_canonical().to_string())
}
