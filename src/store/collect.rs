//! What nothing refers to any more is found here, and held while its content is taken away.

use chrono::{DateTime, Utc};
use sqlx::{Postgres, Transaction};

use super::{Store, StoreError};

/// One collector at a time among all processes.
const COLLECTING: i64 = 7_305_438;

/// A collection under way: the contents in it are held until it ends.
#[derive(Debug)]
pub struct Collection {
    transaction: Transaction<'static, Postgres>,
    /// Uploads that were thrown away.
    pub uploads: u64,
    /// Attachments that nothing claimed.
    pub attachments: u64,
    /// The addresses of contents to take away.
    pub contents: Vec<String>,
}

impl Collection {
    /// Throws away uploads that have expired and attachments that nothing claimed, and finds up to
    /// `most` contents that nothing refers to and nobody brought since `untouched_since`. `None`
    /// while another process collects.
    ///
    /// Whoever brings one of these contents now waits until the collection has ended, and then
    /// keeps it anew; whoever brought one before has touched it, so that it is not among them.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn begin(
        store: &Store,
        now: DateTime<Utc>,
        untouched_since: DateTime<Utc>,
        most: i64,
    ) -> Result<Option<Self>, StoreError> {
        let mut transaction = store.owner.begin().await?;
        let alone: bool = sqlx::query_scalar("select pg_try_advisory_xact_lock($1)")
            .bind(COLLECTING)
            .fetch_one(&mut *transaction)
            .await?;
        if !alone {
            transaction.rollback().await?;
            return Ok(None);
        }
        let mut gone = [0; 2];
        for (count, statement) in gone.iter_mut().zip([
            "delete from upload where expires_at <= $1",
            "delete from attachment where claim_by <= $1",
        ]) {
            *count = sqlx::query(statement)
                .bind(now)
                .execute(&mut *transaction)
                .await?
                .rows_affected();
        }
        let contents = sqlx::query_scalar(
            "delete from blob where sha256 in (
                 select sha256 from blob where refs = 0 and touched_at <= $1
                 order by touched_at limit $2 for update skip locked
             ) and refs = 0 and touched_at <= $1
             returning sha256",
        )
        .bind(untouched_since)
        .bind(most)
        .fetch_all(&mut *transaction)
        .await?;
        Ok(Some(Self {
            transaction,
            uploads: gone[0],
            attachments: gone[1],
            contents,
        }))
    }

    /// Ends it, the contents having been taken away. Dropped instead, everything stays referred to
    /// as it was; a content that is away already is kept anew by whoever brings it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn end(self) -> Result<(), StoreError> {
        self.transaction.commit().await?;
        Ok(())
    }
}
