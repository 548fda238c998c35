//! Whoever brings or looks at a file: somebody who is known, or the public with its address.

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{StatusCode, request::Parts},
};

use super::{
    App,
    access::{Reader, Writer},
    refusal::Refusal,
};
use crate::domain::{Actor, Audience, Caller, Role, Via};

/// Who brings or looks, and from where.
#[derive(Debug)]
pub(super) struct Sender {
    pub(super) actor: Actor,
    pub(super) address: IpAddr,
}

impl FromRequestParts<App> for Sender {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let address =
            address(parts).ok_or(Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "internal"))?;
        let Reader(audience) = Reader::from_request_parts(parts, app).await?;
        let actor = match audience {
            Audience::Internal => Writer::from_request_parts(parts, app).await?.0,
            Audience::Public => public(address),
        };
        Ok(Self { actor, address })
    }
}

fn public(address: IpAddr) -> Actor {
    let caller = Caller::public(Some(address.to_string()));
    Actor {
        person: None,
        login: caller.login,
        name: caller.name,
        role: Role::Public,
        regions: Vec::new(),
        via: Via::Nothing,
        from: caller.from,
        kinds: None,
    }
}

/// The peer's address; behind a proxy on this machine, the one that it says it serves.
fn address(parts: &Parts) -> Option<IpAddr> {
    let ConnectInfo(peer) = parts.extensions.get::<ConnectInfo<SocketAddr>>()?;
    let peer = peer.ip();
    if !peer.is_loopback() {
        return Some(peer);
    }
    let told = parts
        .headers
        .get("x-forwarded-for")
        .and_then(|value| value.to_str().ok())
        .and_then(|list| list.rsplit(',').next()?.trim().parse().ok());
    Some(told.unwrap_or(peer))
}
