//! Operations from the field: each is kept once, in a transaction of its own, so that one that cannot
//! be taken never holds up another.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Utc};
use serde_json::Value as Json;
use sqlx::{AssertSqlSafe, FromRow, Row as _};
use uuid::Uuid;

use super::row;
use crate::{
    domain::{Actor, UnknownWord, field_work::LineSide},
    store::{Store, StoreError},
};

/// What became of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperationStatus {
    /// It is part of its record.
    Applied,
    /// It is kept and looked at by the office.
    Quarantined,
    /// The office decided that it stays out.
    SetAside,
}

/// An operation to be kept.
#[derive(Debug)]
pub struct NewOperation<'a> {
    /// Its id.
    pub id: Uuid,
    /// What tells its content from any other under the same id.
    pub digest: &'a [u8],
    /// The task, its inspection and the record; none of something that cannot be read.
    pub place: Option<(Uuid, Uuid, Uuid)>,
    /// The login of whoever sends it.
    pub login: &'a str,
    /// The side of the line that sender belongs to.
    pub side: Option<LineSide>,
    /// The region whose office looks after it.
    pub region_code: &'a str,
    /// The phone.
    pub device: Option<Uuid>,
    /// As it came.
    pub body: &'a Json,
    /// What became of it.
    pub status: OperationStatus,
    /// Why it is in quarantine, in words.
    pub reasons: &'a Json,
    /// The photo's file that it brings, and the record that it is given to.
    pub file: Option<(Uuid, Uuid)>,
    /// When it came.
    pub at: DateTime<Utc>,
}

/// What keeping an operation came to.
#[derive(Clone, Debug, PartialEq)]
pub enum OperationOutcome {
    /// It is kept now, or was kept before with the same content.
    Kept {
        /// What became of it.
        status: OperationStatus,
        /// Why it is in quarantine.
        reasons: Json,
        /// Whether it was here before.
        before: bool,
    },
    /// Another content came under the same id before.
    OtherContent,
    /// The file that it brings is not there to be given; nothing was kept.
    NoFile,
    /// The file that it brings has another SHA-256; nothing was kept.
    OtherFile,
}

/// An operation as it is kept.
#[derive(Clone, Debug)]
pub struct KeptOperation {
    /// Its id.
    pub id: Uuid,
    /// The inspection; none of something that belongs to none.
    pub inspection_id: Option<Uuid>,
    /// The task.
    pub task_id: Option<Uuid>,
    /// The record.
    pub record_id: Option<Uuid>,
    /// The login of whoever sent it.
    pub login: String,
    /// The side of the line that person belongs to.
    pub side: Option<LineSide>,
    /// The region whose office looks after it.
    pub region_code: String,
    /// The phone.
    pub device: Option<Uuid>,
    /// As it came.
    pub body: Json,
    /// What the photo that it brings says of itself.
    pub facts: Option<Json>,
    /// What became of it.
    pub status: OperationStatus,
    /// Why it is or was in quarantine.
    pub reasons: Json,
    /// When it came.
    pub received_at: DateTime<Utc>,
    /// Who decided about it, and when.
    pub settled: Option<(String, DateTime<Utc>)>,
    /// Why so.
    pub settled_why: Option<String>,
}

/// A decision about an operation in quarantine.
#[derive(Debug)]
pub struct Settlement<'a> {
    /// What becomes of it.
    pub status: OperationStatus,
    /// The task, its inspection and the record, when it is let in.
    pub place: Option<(Uuid, Uuid, Uuid)>,
    /// The side of whoever did it.
    pub side: Option<LineSide>,
    /// The login of whoever decides.
    pub by: &'a str,
    /// Why so.
    pub why: &'a str,
    /// When.
    pub at: DateTime<Utc>,
}

/// What a phone says is still on it.
#[derive(Debug)]
pub struct DeviceReport<'a> {
    /// The phone.
    pub id: Uuid,
    /// What people call it.
    pub name: &'a str,
    /// The region whose office looks after it.
    pub region_code: &'a str,
    /// Operations that have not been sent.
    pub operations: i32,
    /// Photos whose bytes have not been sent.
    pub photos: i32,
    /// How many bytes those are.
    pub bytes: i64,
    /// When it says so.
    pub at: DateTime<Utc>,
}

/// A phone, as it was heard of last.
#[derive(Clone, Debug, FromRow)]
pub struct FieldDevice {
    /// The phone.
    pub id: Uuid,
    /// Who works with it.
    pub login: String,
    /// What people call it.
    pub name: String,
    /// Operations that had not been sent.
    pub pending_operations: i32,
    /// Photos whose bytes had not been sent.
    pub pending_photos: i32,
    /// How many bytes those were.
    pub pending_bytes: i64,
    /// When it was heard of.
    pub seen_at: DateTime<Utc>,
}

impl Store {
    /// Keeps an operation; kept before, it stays as it is. A file that it brings is given to the
    /// record in the same transaction.
    ///
    /// # Errors
    /// When the database does not answer; [`StoreError::Unfit`] for bytes that no column can hold.
    pub async fn keep_operation(
        &self,
        actor: &Actor,
        new: &NewOperation<'_>,
    ) -> Result<OperationOutcome, StoreError> {
        let mut transaction = self.acting(actor).await?;
        if let Some(before) = before(&mut transaction, new).await? {
            return Ok(before);
        }
        let mut facts: Option<Json> = None;
        if let Some((attachment, record)) = new.file {
            let found = sqlx::query(
                "select sha256, jsonb_build_object('sha256', sha256, 'bytes', bytes, 'taken_at', taken_at,
                            'lon', st_x(position), 'lat', st_y(position)) as facts
                 from attachment where id = $1",
            )
            .bind(attachment)
            .fetch_optional(&mut *transaction)
            .await?;
            let Some(found) = found else {
                return Ok(OperationOutcome::NoFile);
            };
            let sha256: &str = found.try_get("sha256")?;
            if new.body.get("sha256").and_then(Json::as_str) != Some(sha256) {
                return Ok(OperationOutcome::OtherFile);
            }
            facts = found.try_get("facts")?;
            let given: Vec<Uuid> = sqlx::query_scalar(
                "select claim_attachments(array[$1::uuid], $2, $3, 'field_record', $4, $5, false)",
            )
            .bind(attachment)
            .bind(new.login)
            .bind(new.at)
            .bind(record)
            .bind(new.region_code)
            .fetch_all(&mut *transaction)
            .await?;
            if given.is_empty() {
                return Ok(OperationOutcome::NoFile);
            }
        }
        let (task, inspection, record) = match new.place {
            Some((task, inspection, record)) => (Some(task), Some(inspection), Some(record)),
            None => (None, None, None),
        };
        let done = sqlx::query(
            "insert into field_operation (id, digest, inspection_id, task_id, record_id, login, side, region_code,
                                          device, body, facts, status, reasons, received_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
             on conflict on constraint field_operation_pk do nothing",
        )
        .bind(new.id)
        .bind(new.digest)
        .bind(inspection)
        .bind(task)
        .bind(record)
        .bind(new.login)
        .bind(new.side.map(LineSide::as_str))
        .bind(new.region_code)
        .bind(new.device)
        .bind(new.body)
        .bind(facts)
        .bind(new.status.as_str())
        .bind(new.reasons)
        .bind(new.at)
        .execute(&mut *transaction)
        .await?;
        if done.rows_affected() == 0 {
            // The same came at the same time and was quicker; if it is not to be seen, it is another's.
            let before = before(&mut transaction, new).await?;
            return Ok(before.unwrap_or(OperationOutcome::OtherContent));
        }
        transaction.commit().await?;
        Ok(OperationOutcome::Kept {
            status: new.status,
            reasons: new.reasons.clone(),
            before: false,
        })
    }

    /// The operations of inspections, or of tasks, that were taken in.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn operations_taken(
        &self,
        reader: &Actor,
        inspections: &[Uuid],
        tasks: &[Uuid],
    ) -> Result<Vec<KeptOperation>, StoreError> {
        let mut transaction = self.acting(reader).await?;
        let text = format!(
            "select {} from field_operation o
             where o.status = 'applied' and (o.inspection_id = any ($1) or o.task_id = any ($2))",
            row::OPERATION
        );
        let rows = sqlx::query(AssertSqlSafe(text))
            .bind(inspections)
            .bind(tasks)
            .fetch_all(&mut *transaction)
            .await?;
        rows.iter().map(row::operation).collect()
    }

    /// What is in quarantine within reach, the oldest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn operations_in_quarantine(
        &self,
        reader: &Actor,
    ) -> Result<Vec<KeptOperation>, StoreError> {
        let mut transaction = self.acting(reader).await?;
        let text = format!(
            "select {} from field_operation o where o.status = 'quarantined' order by o.received_at, o.id limit 1000",
            row::OPERATION
        );
        let rows = sqlx::query(AssertSqlSafe(text))
            .fetch_all(&mut *transaction)
            .await?;
        rows.iter().map(row::operation).collect()
    }

    /// An operation.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none within reach.
    pub async fn operation(&self, reader: &Actor, id: Uuid) -> Result<KeptOperation, StoreError> {
        let mut transaction = self.acting(reader).await?;
        let text = format!(
            "select {} from field_operation o where o.id = $1",
            row::OPERATION
        );
        let found = sqlx::query(AssertSqlSafe(text))
            .bind(id)
            .fetch_optional(&mut *transaction)
            .await?
            .ok_or(StoreError::NotFound)?;
        row::operation(&found)
    }

    /// Decides about an operation in quarantine.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it is not in quarantine, or not within reach.
    pub async fn settle_operation(
        &self,
        actor: &Actor,
        id: Uuid,
        how: &Settlement<'_>,
    ) -> Result<(), StoreError> {
        let mut transaction = self.acting(actor).await?;
        let (task, inspection, record) = match how.place {
            Some((task, inspection, record)) => (Some(task), Some(inspection), Some(record)),
            None => (None, None, None),
        };
        let done = sqlx::query(
            "update field_operation
             set status = $2, task_id = coalesce($3, task_id), inspection_id = coalesce($4, inspection_id),
                 record_id = coalesce($5, record_id), side = coalesce($6, side), settled_by = $7, settled_at = $8,
                 settled_why = $9
             where id = $1 and status = 'quarantined'",
        )
        .bind(id)
        .bind(how.status.as_str())
        .bind(task)
        .bind(inspection)
        .bind(record)
        .bind(how.side.map(LineSide::as_str))
        .bind(how.by)
        .bind(how.at)
        .bind(how.why)
        .execute(&mut *transaction)
        .await?;
        if done.rows_affected() == 0 {
            return Err(StoreError::NotFound);
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Notes what a phone says is still on it; the latest word counts.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn hear_of_device(
        &self,
        actor: &Actor,
        told: &DeviceReport<'_>,
    ) -> Result<(), StoreError> {
        let mut transaction = self.acting(actor).await?;
        sqlx::query(
            "insert into field_device (id, login, name, region_code, pending_operations, pending_photos,
                                       pending_bytes, seen_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8)
             on conflict on constraint field_device_pk do update
             set name = excluded.name, region_code = excluded.region_code,
                 pending_operations = excluded.pending_operations, pending_photos = excluded.pending_photos,
                 pending_bytes = excluded.pending_bytes, seen_at = excluded.seen_at
             where field_device.seen_at <= excluded.seen_at",
        )
        .bind(told.id)
        .bind(&actor.login)
        .bind(told.name)
        .bind(told.region_code)
        .bind(told.operations)
        .bind(told.photos)
        .bind(told.bytes)
        .bind(told.at)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// The phones within reach, the last heard of first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn field_devices(&self, reader: &Actor) -> Result<Vec<FieldDevice>, StoreError> {
        let mut transaction = self.acting(reader).await?;
        Ok(sqlx::query_as(
            "select id, login, name, pending_operations, pending_photos, pending_bytes, seen_at
             from field_device order by seen_at desc, id limit 500",
        )
        .fetch_all(&mut *transaction)
        .await?)
    }
}

/// What came of it when it came before.
async fn before(
    connection: &mut sqlx::PgConnection,
    new: &NewOperation<'_>,
) -> Result<Option<OperationOutcome>, StoreError> {
    let found: Option<(Vec<u8>, String, Json)> =
        sqlx::query_as("select digest, status, reasons from field_operation where id = $1")
            .bind(new.id)
            .fetch_optional(connection)
            .await?;
    found
        .map(|(digest, status, reasons)| {
            if digest != new.digest {
                return Ok(OperationOutcome::OtherContent);
            }
            let status = status
                .parse()
                .map_err(|_| StoreError::CorruptFieldWork(format!("`{status}`")))?;
            Ok(OperationOutcome::Kept {
                status,
                reasons,
                before: true,
            })
        })
        .transpose()
}

impl OperationStatus {
    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Quarantined => "quarantined",
            Self::SetAside => "set_aside",
        }
    }
}

impl fmt::Display for OperationStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for OperationStatus {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        [Self::Applied, Self::Quarantined, Self::SetAside]
            .into_iter()
            .find(|status| status.as_str() == word)
            .ok_or_else(|| UnknownWord(word.to_owned()))
    }
}
