//! Whoever brings or looks at a file: somebody who is known, or the public with its address.

use std::net::IpAddr;

use axum::{
    extract::FromRequestParts,
    http::{StatusCode, request::Parts},
};

use super::{
    App,
    access::{self, Asker},
    refusal::{Answer, Refusal},
    upload_room::{Holder, NoPlace, Place},
};
use crate::domain::{Act, Actor, Role, Via};

/// Who brings or looks, and from where.
#[derive(Debug)]
pub(super) struct Sender {
    asker: Asker,
    pub(super) address: IpAddr,
}

impl Sender {
    /// Who brings a file: in a role that brings papers to cases, else as anybody who reports a fault.
    ///
    /// # Errors
    /// 403 for whoever may do neither.
    pub(super) fn bringing(&self) -> Answer<Actor> {
        self.asker.acting(Act::Upload).or_else(|_| {
            let actor = self.asker.acting(Act::ReportFault)?;
            // Whatever the roles of whoever is known, this is done as the public does it.
            Ok(Actor {
                role: Role::Public,
                ..actor
            })
        })
    }

    /// A place for a file on its way in, held as long as the value is.
    ///
    /// # Errors
    /// 429 when the caller has all of its own, 503 when there is none.
    pub(super) fn place(&self, app: &App) -> Answer<Place> {
        let caller = &self.asker.caller;
        let holder = match caller.via {
            Via::Nothing => Holder::stranger(self.address),
            _ => Holder::Account(caller.login.clone()),
        };
        app.upload_room().enter(holder).map_err(|why| {
            let status = match why {
                NoPlace::OfYours => StatusCode::TOO_MANY_REQUESTS,
                NoPlace::OfAll => StatusCode::SERVICE_UNAVAILABLE,
            };
            Refusal::about_files(status, "uploads_at_once").again_after(5)
        })
    }

    /// Who looks at files, in each of its roles that may: at originals, at papers of cases, at what
    /// is there for all.
    pub(super) fn looking(&self) -> Vec<Actor> {
        [Act::ReadOriginals, Act::ReadCases, Act::ReadPublished]
            .into_iter()
            .filter_map(|act| self.asker.acting(act).ok())
            .collect()
    }
}

impl FromRequestParts<App> for Sender {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let address = access::address(parts, app.registry().config())
            .and_then(|text| text.parse().ok())
            .ok_or(Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "internal"))?;
        let asker = Asker::from_request_parts(parts, app).await?;
        Ok(Self { asker, address })
    }
}
