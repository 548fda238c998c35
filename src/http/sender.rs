//! Whoever brings or looks at a file: somebody who is known, or the public with its address.

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{StatusCode, request::Parts},
};

use super::{App, access::Asker, refusal::Refusal};
use crate::domain::{Act, Actor};

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
        let caller = Asker::from_request_parts(parts, app).await?.caller;
        // In the role that may most: bring, see originals, read cases; else what everybody may.
        let actor = [
            Act::Upload,
            Act::ReadOriginals,
            Act::ReadCases,
            Act::ReportFault,
        ]
        .into_iter()
        .find_map(|act| caller.acting(act))
        .ok_or_else(|| Refusal::forbidden(Act::Upload))?;
        Ok(Self { actor, address })
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
