//! Uploads under way, piece by piece: whatever dies, what was answered for is here.

use chrono::{DateTime, Utc};
use sqlx::{Row as _, postgres::PgRow};
use uuid::Uuid;

use super::{Store, StoreError};
use crate::domain::{Actor, Upload};

impl Store {
    /// Begins an upload.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn begin_upload(
        &self,
        actor: &Actor,
        upload: &Upload,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut transaction = self.acting(actor).await?;
        sqlx::query(
            "insert into upload (id, name, size, sha256, uploaded_by, created_at, expires_at)
             values ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(upload.id)
        .bind(&upload.name)
        .bind(i64::try_from(upload.size).unwrap_or(i64::MAX))
        .bind(&upload.sha256)
        .bind(&upload.uploaded_by)
        .bind(at)
        .bind(upload.expires_at)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// An upload of the actor's that has not expired.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn upload(
        &self,
        actor: &Actor,
        id: Uuid,
        at: DateTime<Utc>,
    ) -> Result<Option<Upload>, StoreError> {
        let mut transaction = self.acting(actor).await?;
        let row = sqlx::query(
            "select id, name, size, sha256, received, uploaded_by, expires_at, attachment_id
             from upload where id = $1 and expires_at > $2",
        )
        .bind(id)
        .bind(at)
        .fetch_optional(&mut *transaction)
        .await?;
        transaction.rollback().await?;
        row.map(|row| decode(&row)).transpose()
    }

    /// Takes a piece if it begins where the last one ended; whether it did. The piece is kept, and
    /// counted as received, or neither.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn add_part(
        &self,
        actor: &Actor,
        id: Uuid,
        from: u64,
        bytes: &[u8],
        expires_at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.acting(actor).await?;
        let at = i64::try_from(from).unwrap_or(i64::MAX);
        let fits = sqlx::query(
            "update upload set received = received + $3, expires_at = greatest(expires_at, $4)
             where id = $1 and received = $2 and attachment_id is null",
        )
        .bind(id)
        .bind(at)
        .bind(i64::try_from(bytes.len()).unwrap_or(i64::MAX))
        .bind(expires_at)
        .execute(&mut *transaction)
        .await?
        .rows_affected()
            == 1;
        if !fits {
            transaction.rollback().await?;
            return Ok(false);
        }
        sqlx::query("insert into upload_part (upload_id, at, bytes) values ($1, $2, $3)")
            .bind(id)
            .bind(at)
            .bind(bytes)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// All that is here of an upload, in its order.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn uploaded(&self, actor: &Actor, id: Uuid) -> Result<Vec<u8>, StoreError> {
        let mut transaction = self.acting(actor).await?;
        let parts: Vec<Vec<u8>> =
            sqlx::query_scalar("select bytes from upload_part where upload_id = $1 order by at")
                .bind(id)
                .fetch_all(&mut *transaction)
                .await?;
        transaction.rollback().await?;
        Ok(parts.concat())
    }

    /// Throws an upload away.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn drop_upload(&self, actor: &Actor, id: Uuid) -> Result<(), StoreError> {
        let mut transaction = self.acting(actor).await?;
        sqlx::query("delete from upload where id = $1 and attachment_id is null")
            .bind(id)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// How many bytes an actor has on their way.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn bytes_under_way(
        &self,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        let mut transaction = self.acting(actor).await?;
        let bytes: i64 = sqlx::query_scalar(
            "select coalesce(sum(size), 0)::bigint from upload where uploaded_by = $1 and expires_at > $2",
        )
        .bind(&actor.login)
        .bind(at)
        .fetch_one(&mut *transaction)
        .await?;
        transaction.rollback().await?;
        Ok(u64::try_from(bytes).unwrap_or_default())
    }
}

fn decode(row: &PgRow) -> Result<Upload, StoreError> {
    let count = |column: &str| -> Result<u64, StoreError> {
        let number: i64 = row.try_get(column)?;
        Ok(u64::try_from(number).unwrap_or_default())
    };
    Ok(Upload {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        size: count("size")?,
        sha256: row.try_get("sha256")?,
        received: count("received")?,
        uploaded_by: row.try_get("uploaded_by")?,
        expires_at: row.try_get("expires_at")?,
        attachment_id: row.try_get("attachment_id")?,
    })
}
