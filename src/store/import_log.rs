//! The quality report of each import, kept.

use chrono::{DateTime, Utc};
use serde_json::Value as Json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Store, StoreError};
use crate::domain::{Kind, Position};

/// An import that was made, or refused as a whole.
#[derive(Clone, Debug)]
pub struct ImportRecord {
    /// Its id.
    pub id: Uuid,
    /// What it brought.
    pub kind: Kind,
    /// Who owns the data.
    pub source: String,
    /// The file's name.
    pub file_name: String,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: DateTime<Utc>,
    /// Its position in the log; none when it changed nothing. Known when its commit closes.
    pub position: Option<Position>,
    /// The report, whose `position` is filled in then.
    pub report: Json,
}

type Row = (
    Uuid,
    String,
    String,
    String,
    DateTime<Utc>,
    DateTime<Utc>,
    Option<i64>,
    Json,
);

/// Keeps a report, in the transaction of the load that it tells of. `fid_offset` is what the `fid` of
/// each feature registered exceeds the ordinal of its insert by.
pub(super) async fn keep(
    connection: &mut PgConnection,
    record: &ImportRecord,
    actor: &str,
    fid_offset: Option<i64>,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into import
             (id, kind, source, file_name, actor, started_at, finished_at, position, report, fid_offset)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(record.id)
    .bind(record.kind.as_str())
    .bind(&record.source)
    .bind(&record.file_name)
    .bind(actor)
    .bind(record.started_at)
    .bind(record.finished_at)
    .bind(record.position.map(|position| position.0))
    .bind(&record.report)
    .bind(fid_offset)
    .execute(connection)
    .await?;
    Ok(())
}

impl Store {
    /// The latest imports, newest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn imports(&self, limit: i64) -> Result<Vec<ImportRecord>, StoreError> {
        let rows: Vec<Row> = sqlx::query_as(
            "select id, kind, source, file_name, started_at, finished_at, position, report
             from import order by finished_at desc, id desc limit $1",
        )
        .bind(limit)
        .fetch_all(&self.reader)
        .await?;
        rows.into_iter()
            .map(
                |(id, kind, source, file_name, started_at, finished_at, position, report)| {
                    Ok(ImportRecord {
                        id,
                        kind: super::log::parse_kind(&kind)?,
                        source,
                        file_name,
                        started_at,
                        finished_at,
                        position: position.map(Position),
                        report,
                    })
                },
            )
            .collect()
    }
}
