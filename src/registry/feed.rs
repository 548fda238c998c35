//! The change feed: what happened after a position, whole commits only, each change with the
//! feature as it is at the feed's head, and told as its reader may learn it.

use std::time::Duration;

use crate::{
    domain::{Audience, Change, Feature, Kind, Operation, Position, Sight, State, Value, shared},
    registry::{Registry, RegistryError},
    snapshot::Eye as _,
    store::{FedChange, ImportRecord},
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
    /// What its reader sees whole.
    pub sight: Sight,
    /// How long to wait when there is nothing yet.
    pub wait: Duration,
}

/// How long a process may take to follow what others have written.
const CATCH_UP: Duration = Duration::from_secs(5);

impl Registry {
    /// A page of the feed. Without news it waits as long as it may.
    ///
    /// # Errors
    /// [`RegistryError::PositionAhead`] for a position that the log has not reached within the time
    /// to wait; [`RegistryError::NotReady`] for one that only this process has not; and when the
    /// database does not answer.
    pub async fn feed(&self, query: &FeedQuery) -> Result<FeedPage, RegistryError> {
        self.reach(query).await?;
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

    /// Waits for the position that is asked after: other processes of the same database may be ahead
    /// of this one, and a database that follows another may be behind it.
    async fn reach(&self, query: &FeedQuery) -> Result<(), RegistryError> {
        if self.view()?.snapshot.position() >= query.since {
            return Ok(());
        }
        let head = self.store.head().await?;
        if head >= query.since {
            self.view_at(query.since, query.wait.max(CATCH_UP)).await?;
            return Ok(());
        }
        let ahead = RegistryError::PositionAhead {
            asked: query.since,
            head,
        };
        if query.wait.is_zero() {
            return Err(ahead);
        }
        self.view_at(query.since, query.wait)
            .await
            .map(|_| ())
            .map_err(|_| ahead)
    }

    async fn feed_now(&self, query: &FeedQuery) -> Result<FeedPage, RegistryError> {
        let view = self.view()?;
        let head = view.snapshot.position();
        let eye = view.snapshot.seen_by(&query.sight);
        let limit = i64::try_from(query.limit).unwrap_or(i64::MAX);
        let mut logged = self
            .store
            .changes_since(query.since, &query.kinds, limit)
            .await?;
        let full = logged.len() == query.limit;
        // The log may be a commit ahead of this process: what it shows ends at its own position.
        logged.retain(|fed| fed.change.position <= head);
        let next = match logged.last() {
            Some(last) if full => last.change.position,
            _ => head.max(query.since),
        };
        let mut changes = Vec::with_capacity(logged.len());
        for fed in logged {
            let Some(row) = view.snapshot.by_id(fed.change.kind, fed.change.id) else {
                continue;
            };
            let region = query.region.as_deref();
            if region.is_some_and(|region| !view.snapshot.belongs_to(row, region)) {
                continue;
            }
            let feature = row.to_feature();
            match eye.of_feature(&feature) {
                Audience::Internal => changes.push(Change {
                    feature: Some(feature),
                    ..fed.change
                }),
                Audience::Public => changes.extend(self.published(fed, feature).await?),
            }
        }
        Ok(FeedPage {
            changes,
            next,
            head,
        })
    }

    /// What the public learns of a change, whose feature is `now` so: a feature set back to a draft
    /// goes as if it were retired, a draft published comes as if it were new, and what happens to
    /// drafts is nobody's business.
    async fn published(
        &self,
        fed: FedChange,
        now: Feature,
    ) -> Result<Option<Change>, RegistryError> {
        let was_draft = fed.state_before == Some(State::Draft);
        let becomes_draft = fed.state_after.unwrap_or_else(|| now.state()) == State::Draft;
        let mut change = fed.change;
        change.operation = match (was_draft, becomes_draft) {
            (true, true) => return Ok(None),
            (false, true) if change.operation == Operation::Insert => return Ok(None),
            (false, true) => Operation::Retire,
            (true, false) if fed.was_published => Operation::Restore,
            (true, false) => Operation::Insert,
            (false, false) => change.operation,
        };
        if now.state() != State::Draft {
            change.feature = Some(now);
        } else if becomes_draft {
            // Its last published form, which is no secret.
            change.feature = self
                .store
                .before(change.kind, change.id, change.version)
                .await?
                .map(|last| retired(last, &change));
        }
        Ok(change.feature.is_some().then_some(change))
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

fn retired(mut feature: Feature, change: &Change) -> Feature {
    feature.version = change.version;
    feature.updated_at = change.at;
    feature.values[shared::STATE_AT] = Value::from(State::Retired.as_str());
    feature
}
