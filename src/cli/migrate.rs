//! `mingjie migrate`

use super::outcome::Outcome;
use crate::{
    config::Config,
    messages::{Lang, say},
    registry::{Clock, Registry},
    store::migration_state,
};

/// Brings the database to this program's schema.
#[expect(clippy::print_stdout, reason = "a command answers on standard output")]
pub(super) async fn migrate(config: Config, lang: Lang, json: bool) -> anyhow::Result<Outcome> {
    let registry = Registry::open(config, Clock::System).await?;
    let state = migration_state(registry.url()).await?;
    if json {
        println!(
            "{}",
            serde_json::json!({ "known": state.known, "applied": state.applied })
        );
    } else {
        println!(
            "{}",
            say(
                lang,
                "cli.migrated",
                &[("count", &state.applied.to_string())]
            )
        );
    }
    registry.close().await?;
    Ok(Outcome::Done)
}
