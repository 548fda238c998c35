//! The naming desk over HTTP: reservations, the office's words, suggestions, unnamed roads, the whole
//! register checked, lists handed in as files.

mod campaign;
mod docket;
mod reading;
mod reservations;
mod suggest;
mod unnamed;
mod word_banks;

use super::{App, access::Asker, refusal::Refusal};
use crate::domain::{Act, Actor, EVERYWHERE};

pub(super) use campaign::*;
pub(super) use docket::{
    CheckParams, Form, Listed, answer as answer_docket, drafts as docket_drafts, on_a_thread, table,
};
pub(super) use reading::*;
pub(super) use reservations::*;
pub(super) use suggest::*;
pub(super) use unnamed::*;
pub(super) use word_banks::*;

/// Whoever keeps names, in a role held for the region when there is one.
fn office(asker: &Asker, app: &App, region: Option<&str>) -> Result<Actor, Refusal> {
    let actor = asker.acting(Act::EditNames)?;
    let Some(region) = region else {
        return Ok(actor);
    };
    let view = app.registry().view()?;
    let reaches = |held: &str| held == EVERYWHERE || view.snapshot.is_below(region, held);
    let there = asker.caller.acting_where(Act::EditNames, reaches);
    Ok(there.unwrap_or(actor))
}
