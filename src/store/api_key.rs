//! Keys for machines: what they may, and the hash by which they are known.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use super::{Commit, Store, StoreError};

/// A machine's key.
#[derive(Clone, Debug, FromRow)]
pub struct ApiKey {
    /// Its id.
    pub id: Uuid,
    /// By what it is known and found.
    pub prefix: String,
    /// SHA-256 of the whole key.
    pub hash: Vec<u8>,
    /// Whose or what for.
    pub name: String,
    /// The role it acts in.
    pub role: String,
    /// Its region.
    pub region: String,
    /// The kinds it is bound to; none: all.
    pub kinds: Option<Vec<String>>,
    /// Requests a minute.
    pub rate: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Who made it.
    pub created_by: String,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
    /// When it was last used, to the minute.
    pub used_at: Option<DateTime<Utc>>,
    /// From where it was last used.
    pub used_from: Option<String>,
}

const COLUMNS: &str = "id, prefix, hash, name, role, region, kinds, rate, created_at, created_by, expires_at, \
    revoked_at, used_at, used_from";

impl Store {
    /// Every key, the latest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn api_keys(&self) -> Result<Vec<ApiKey>, StoreError> {
        let text =
            format!("select {COLUMNS} from people.api_key order by created_at desc, id desc");
        Ok(sqlx::query_as(sqlx::AssertSqlSafe(text))
            .fetch_all(&self.app)
            .await?)
    }

    /// The key of a prefix, whether or not it is still good.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn api_key(&self, prefix: &str) -> Result<Option<ApiKey>, StoreError> {
        let text = format!("select {COLUMNS} from people.api_key where prefix = $1");
        Ok(sqlx::query_as(sqlx::AssertSqlSafe(text))
            .bind(prefix)
            .fetch_optional(&self.app)
            .await?)
    }

    /// Notes that a key was used, unless that was noted after `before`. Nobody waits for the disk: what a
    /// lost note costs is a minute.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn touch_key(
        &self,
        id: Uuid,
        now: DateTime<Utc>,
        before: DateTime<Utc>,
        from: Option<&str>,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "with at_once as materialized (select set_config('synchronous_commit', 'off', true))
             update people.api_key set used_at = $2, used_from = $4
             from at_once
             where id = $1 and (used_at is null or used_at < $3)",
        )
        .bind(id)
        .bind(now)
        .bind(before)
        .bind(from)
        .execute(&self.app)
        .await?;
        Ok(())
    }
}

impl Commit {
    /// Keeps a key.
    ///
    /// # Errors
    /// [`StoreError::Refused`] by one of its constraints.
    pub async fn add_key(&mut self, key: &ApiKey) -> Result<(), StoreError> {
        sqlx::query(
            "insert into people.api_key
                 (id, prefix, hash, name, role, region, kinds, rate, created_at, created_by, expires_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        )
        .bind(key.id)
        .bind(&key.prefix)
        .bind(&key.hash)
        .bind(&key.name)
        .bind(&key.role)
        .bind(&key.region)
        .bind(&key.kinds)
        .bind(key.rate)
        .bind(self.at)
        .bind(&key.created_by)
        .bind(key.expires_at)
        .execute(&mut *self.transaction)
        .await?;
        Ok(())
    }

    /// Revokes a key; whether it was good until now.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn revoke_key(&mut self, prefix: &str) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "update people.api_key set revoked_at = $2 where prefix = $1 and revoked_at is null",
        )
        .bind(prefix)
        .bind(self.at)
        .execute(&mut *self.transaction)
        .await?;
        self.people_changed().await?;
        Ok(done.rows_affected() == 1)
    }
}
