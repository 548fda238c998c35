//! `mingjie serve`

use super::{
    command::Serve,
    outcome::Outcome,
    run::{Door, Opening},
};
use crate::{
    config::Config,
    messages::Lang,
    registry::{Clock, Registry},
};

/// Serves until it is told to stop.
pub(super) async fn serve(
    order: Serve,
    mut config: Config,
    lang: Lang,
    door: Door,
) -> anyhow::Result<Outcome> {
    if let Some(listen) = order.listen {
        config.listen = listen;
    }
    let registry = Registry::open(config, Clock::System).await?;
    door(Opening {
        registry,
        lang,
        listening: Box::new(|_| {}),
    })
    .await?;
    Ok(Outcome::Done)
}
