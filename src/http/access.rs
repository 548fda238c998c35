//! Who is asking. Until accounts exist there are two: the public, and whoever bears the write token.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, header, request::Parts},
};
use subtle::ConstantTimeEq as _;

use super::{App, refusal::Refusal};
use crate::domain::{Actor, Audience, Caller, EVERYWHERE, Grant, Role, Via};

/// Whoever may write. Extracting it refuses everybody else.
#[derive(Debug)]
pub(super) struct Writer(pub(super) Actor);

/// What the reader may see: more with the token, and a wrong token is refused rather than ignored.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader(pub(super) Audience);

impl FromRequestParts<App> for Writer {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        match audience(&parts.headers, app)? {
            Audience::Internal => Ok(Self(Actor {
                person: None,
                login: "write-token".to_owned(),
                name: "write-token".to_owned(),
                role: Role::Operator,
                regions: vec![EVERYWHERE.to_owned()],
                via: Via::Token,
                from: None,
                kinds: None,
            })),
            Audience::Public => Err(Refusal::unauthorised()),
        }
    }
}

impl FromRequestParts<App> for Reader {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        audience(&parts.headers, app).map(Self)
    }
}

/// Whoever asks, with everything that it is granted.
#[derive(Debug)]
pub(super) struct Asker {
    pub(super) caller: Arc<Caller>,
}

impl FromRequestParts<App> for Asker {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let from = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|ConnectInfo(address)| address.ip().to_string());
        let mut caller = Caller::public(from);
        if audience(&parts.headers, app)? == Audience::Internal {
            caller.login = "write-token".to_owned();
            caller.name.clone_from(&caller.login);
            caller.via = Via::Token;
            caller.grants.push(Grant {
                role: Role::Operator,
                region: EVERYWHERE.to_owned(),
            });
        }
        Ok(Self {
            caller: Arc::new(caller),
        })
    }
}

fn audience(headers: &HeaderMap, app: &App) -> Result<Audience, Refusal> {
    let Some(value) = headers.get(header::AUTHORIZATION) else {
        return Ok(Audience::Public);
    };
    let given = value
        .to_str()
        .ok()
        .and_then(|text| text.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token)
        .ok_or_else(Refusal::unauthorised)?;
    let expected = app.registry().config().write_token.as_deref();
    let fits = expected.is_some_and(|token| token.as_bytes().ct_eq(given.as_bytes()).into());
    if fits {
        Ok(Audience::Internal)
    } else {
        Err(Refusal::unauthorised())
    }
}
