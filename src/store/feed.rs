//! Reading the change log for the change feed, with what it takes to tell what the public learns.

use serde_json::Value as Json;
use sqlx::{Row as _, postgres::PgRow};
use uuid::Uuid;

use super::{
    Store, StoreError,
    log::{decode_change, parse_kind},
    row,
};
use crate::domain::{Change, Feature, Kind, Position, State};

/// A change, and between which states it led.
#[derive(Clone, Debug)]
pub struct FedChange {
    /// The change, without its feature.
    pub change: Change,
    /// The state before; none for an insert.
    pub state_before: Option<State>,
    /// The state after; none when the feature has it still.
    pub state_after: Option<State>,
    /// Whether a draft had been published before it became one.
    pub was_published: bool,
}

impl Store {
    /// The changes strictly after a position, oldest first, without their features. Only whole
    /// commits are ever seen, so nothing is added at or below a position already read.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn changes_since(
        &self,
        since: Position,
        kinds: &[Kind],
        limit: i64,
    ) -> Result<Vec<FedChange>, StoreError> {
        let kinds: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
        let rows = sqlx::query(
            "select c.kind, c.id, m.first + c.ordinal as position, c.version as change_version, c.op, m.at,
                    c.box_before, c.box_after, c.before ->> 'state' as state_before,
                    (
                        select n.before ->> 'state' from change n
                        where n.id = c.id and n.version = c.version + 1 and n.before is not null
                    ) as state_after,
                    coalesce(c.before ->> 'state' = 'draft', false) and exists (
                        select from change e
                        where e.id = c.id and e.version < c.version and e.before is not null
                          and e.before ->> 'state' <> 'draft'
                    ) as was_published
             from commit m join change c on c.commit_id = m.id
             where m.last > $1 and c.ordinal > $1 - m.first and c.kind = any ($2)
             order by m.first, c.ordinal
             limit $3",
        )
        .bind(since.0)
        .bind(kinds)
        .bind(limit)
        .fetch_all(&self.reader)
        .await?;
        rows.iter().map(decode).collect()
    }

    /// A feature as it was before the change that made a version of it; none for its first.
    ///
    /// # Errors
    /// When the database does not answer or holds a row that cannot be read.
    pub async fn before(
        &self,
        kind: Kind,
        id: Uuid,
        version: i32,
    ) -> Result<Option<Feature>, StoreError> {
        let before: Option<Json> = sqlx::query_scalar(
            "select before from change where id = $1 and version = $2 and before is not null",
        )
        .bind(id)
        .bind(version)
        .fetch_optional(&self.reader)
        .await?;
        before
            .map(|before| row::decode_before(kind, &before))
            .transpose()
    }
}

fn decode(fetched: &PgRow) -> Result<FedChange, StoreError> {
    let kind = parse_kind(fetched.try_get("kind")?)?;
    let mut change = decode_change(kind, fetched)?;
    change.id = fetched.try_get("id")?;
    let state = |column: &str| -> Result<Option<State>, StoreError> {
        let word: Option<&str> = fetched.try_get(column)?;
        Ok(word.and_then(State::from_stored))
    };
    Ok(FedChange {
        change,
        state_before: state("state_before")?,
        state_after: state("state_after")?,
        was_published: fetched.try_get("was_published")?,
    })
}
