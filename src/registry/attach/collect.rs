//! Taking away what nothing needs: uploads that were given up, photos for which no report came,
//! contents that nothing refers to.

use std::time::Duration;

use chrono::TimeDelta;

use super::keep::{PLAIN, THUMB, VIEW};
use crate::{
    registry::{Registry, RegistryError},
    store::Collection,
};

/// What a collection took away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Collected {
    /// Uploads that were given up.
    pub uploads: u64,
    /// Attachments that nothing claimed.
    pub attachments: u64,
    /// Contents that nothing referred to.
    pub contents: u64,
}

/// A content that somebody touched more lately may be about to be referred to.
const UNTOUCHED: TimeDelta = TimeDelta::hours(1);
/// How many contents one collection takes away, so that it holds nobody up for long.
const MOST: i64 = 200;
const EVERY: Duration = Duration::from_mins(10);

impl Registry {
    /// Takes away what nothing needs; nothing while another process does so.
    ///
    /// # Errors
    /// When the database or the object store fails; what has not been taken away stays referred to
    /// as it was.
    pub async fn collect_orphans(&self) -> Result<Collected, RegistryError> {
        let now = self.clock.now();
        let vault = self.vault()?;
        let begun = Collection::begin(&self.store, now, now - UNTOUCHED, MOST).await?;
        let Some(collection) = begun else {
            return Ok(Collected::default());
        };
        let made: Vec<&str> = PLAIN.into_iter().chain([VIEW, THUMB]).collect();
        for address in &collection.contents {
            vault.discard(address, &made).await?;
        }
        let collected = Collected {
            uploads: collection.uploads,
            attachments: collection.attachments,
            contents: collection.contents.len() as u64,
        };
        collection.end().await?;
        Ok(collected)
    }

    /// Collects every ten minutes, for ever.
    pub async fn keep_collecting(&self) {
        loop {
            tokio::time::sleep(EVERY).await;
            match self.collect_orphans().await {
                Ok(collected) if collected == Collected::default() => {}
                Ok(collected) => tracing::info!(?collected, "took away what nothing needs"),
                Err(error) => tracing::warn!(%error, "cannot take away what nothing needs"),
            }
        }
    }
}
