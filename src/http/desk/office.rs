//! Who keeps the desk's records.

use crate::{
    domain::{Act, Actor, EVERYWHERE},
    http::{App, access::Asker, refusal::Refusal},
};

/// Whoever keeps names, in a role held for the region when there is one.
pub(super) fn office(asker: &Asker, app: &App, region: Option<&str>) -> Result<Actor, Refusal> {
    let actor = asker.acting(Act::EditNames)?;
    let Some(region) = region else {
        return Ok(actor);
    };
    let view = app.registry().view()?;
    let reaches = |held: &str| held == EVERYWHERE || view.snapshot.is_below(region, held);
    let there = asker.caller.acting_where(Act::EditNames, reaches);
    Ok(there.unwrap_or(actor))
}
