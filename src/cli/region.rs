//! `--region`: a code that no region bears would answer with nothing and say nothing.

use super::outcome::Usage;
use crate::{messages::Phrase, registry::Registry};

/// Refuses a code that is not registered; closes the registry then.
pub(super) async fn require(registry: &Registry, code: Option<&str>) -> anyhow::Result<()> {
    let Some(code) = code else {
        return Ok(());
    };
    if registry.knows_region(code).await? {
        return Ok(());
    }
    registry.close().await?;
    Err(Usage(Phrase::of("cli.usage.unknown_region").with("value", code)).into())
}
