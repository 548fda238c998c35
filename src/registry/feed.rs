//! The change feed: what happened after a position, whole commits only, each change with the
//! feature as it is at the feed's head.

use std::time::Duration;

use crate::{
    domain::{Change, Kind, Position},
    registry::{Registry, RegistryError},
    snapshot::RowRef,
    store::ImportRecord,
};

/// A page of the feed.
#[derive(Debug)]
pub struct FeedPage {
    /// The changes, oldest first.
    pub changes: Vec<Change>,
    /// Where the next page begins.
    pub next: Position,
    /// Where the log stands.
    pub head: Position,
}

/// What is asked of the feed.
#[derive(Clone, Debug)]
pub struct FeedQuery {
    /// Strictly after this position.
    pub since: Position,
    /// At most so many.
    pub limit: usize,
    /// Of these kinds.
    pub kinds: Vec<Kind>,
    /// Only features of this region and below.
    pub region: Option<String>,
    /// How long to wait when there is nothing yet.
    pub wait: Duration,
}

impl Registry {
    /// A page of the feed. Without news it waits as long as it may.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn feed(&self, query: &FeedQuery) -> Result<FeedPage, RegistryError> {
        let mut page = self.feed_now(query).await?;
        let mut end = std::pin::pin!(tokio::time::sleep(query.wait));
        // What comes may not be of the kind or region asked for.
        while page.changes.is_empty() && page.next >= page.head && !query.wait.is_zero() {
            let beyond = Position(page.head.0.max(query.since.0) + 1);
            let news = tokio::select! {
                () = &mut end => false,
                view = self.view_at(beyond, query.wait) => view.is_ok(),
            };
            if !news {
                break;
            }
            page = self.feed_now(query).await?;
        }
        Ok(page)
    }

    async fn feed_now(&self, query: &FeedQuery) -> Result<FeedPage, RegistryError> {
        let view = self.view()?;
        let head = view.snapshot.position();
        let limit = i64::try_from(query.limit).unwrap_or(i64::MAX);
        let changes = self
            .store
            .changes_since(query.since, &query.kinds, limit)
            .await?;
        let full = changes.len() == query.limit;
        // The log may be a commit ahead of this process: what it shows ends at its own position.
        let mut changes: Vec<Change> = changes
            .into_iter()
            .filter(|change| change.position <= head)
            .collect();
        let next = match changes.last() {
            Some(last) if full => last.position,
            _ => head.max(query.since),
        };
        for change in &mut changes {
            change.feature = view
                .snapshot
                .by_id(change.kind, change.id)
                .map(RowRef::to_feature);
        }
        changes.retain(|change| {
            query.region.as_deref().is_none_or(|region| {
                view.snapshot
                    .by_id(change.kind, change.id)
                    .is_some_and(|row| view.snapshot.belongs_to(row, region))
            })
        });
        Ok(FeedPage {
            changes,
            next,
            head,
        })
    }

    /// The latest imports, newest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn imports(&self, limit: usize) -> Result<Vec<ImportRecord>, RegistryError> {
        Ok(self
            .store
            .imports(i64::try_from(limit).unwrap_or(i64::MAX))
            .await?)
    }
}
