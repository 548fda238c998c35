//! A feature's earlier versions: the current row, then the chain of what the log kept before each
//! change.

use chrono::{DateTime, Utc};
use serde_json::Value as Json;
use uuid::Uuid;

use super::{Store, StoreError, row};
use crate::domain::{Feature, Kind, Operation, Position};

/// One version of a feature.
#[derive(Clone, Debug)]
pub struct Version {
    /// Where in the log it was made.
    pub position: Position,
    /// When it was made.
    pub at: DateTime<Utc>,
    /// By what.
    pub operation: Operation,
    /// Why, when a reason was given.
    pub reason: Option<String>,
    /// What the log calls who made it.
    pub actor: String,
    /// In which role.
    pub role: String,
    /// The feature at that version.
    pub feature: Feature,
}

/// The changes of a feature, newest first. Its insert stands in a commit of its own time: in a load
/// at the ordinal that its `fid` tells, otherwise among few. Binds: id, kind, the newest version,
/// when it was made, `fid`.
const CHANGES_OF: &str = "
    select m.first + c.ordinal, m.at, c.op, m.reason, m.actor, m.role, c.before, c.version
    from change c join commit m on m.id = c.commit_id
    where c.id = $1 and c.before is not null and c.kind = $2 and c.version <= $3
    union all
    select m.first + c.ordinal, m.at, c.op, m.reason, m.actor, m.role, c.before, c.version
    from commit m
    left join import i on i.id = m.import_id
    cross join lateral (
        select * from change c where c.commit_id = m.id and c.ordinal = $5 - i.fid_offset
        union all
        select * from change c where c.commit_id = m.id and i.fid_offset is null
    ) c
    where m.at = $4 and c.id = $1 and c.before is null
    order by version desc";

type LogRow = (
    i64,
    DateTime<Utc>,
    String,
    Option<String>,
    String,
    String,
    Option<Json>,
    i32,
);

impl Store {
    /// Every version of a feature, newest first; empty when there is no such feature.
    ///
    /// # Errors
    /// When the database does not answer or holds a version that cannot be read.
    pub async fn history(&self, kind: Kind, id: Uuid) -> Result<Vec<Version>, StoreError> {
        let Some(current) = self.features(kind, &[id]).await?.pop() else {
            return Ok(Vec::new());
        };
        let rows: Vec<LogRow> = sqlx::query_as(CHANGES_OF)
            .bind(id)
            .bind(kind.as_str())
            .bind(current.version)
            .bind(current.created_at)
            .bind(current.fid)
            .fetch_all(&self.reader)
            .await?;
        let mut versions = Vec::with_capacity(rows.len());
        let mut feature = Some(current);
        for (position, at, op, reason, actor, role, before, _) in rows {
            let operation = Operation::from_stored(&op).ok_or_else(|| StoreError::Corrupt {
                kind,
                detail: format!("log: operation `{op}`"),
            })?;
            let Some(this) = feature.take() else { break };
            versions.push(Version {
                position: Position(position),
                at,
                operation,
                reason,
                actor,
                role,
                feature: this,
            });
            feature = before
                .map(|before| row::decode_before(kind, &before))
                .transpose()?;
        }
        Ok(versions)
    }
}
