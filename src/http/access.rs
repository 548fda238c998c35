//! Who is asking. Until accounts exist there are two: the public, and whoever bears the write token.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};
use subtle::ConstantTimeEq as _;

use super::{App, refusal::Refusal};
use crate::domain::{Actor, Audience, EVERYWHERE, Role, Via};

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
