//! Sessions and the links by which an account gets its password: hashes of secrets, never secrets.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use super::{Commit, Store, StoreError};

/// A session.
#[derive(Clone, Debug, FromRow)]
pub struct Session {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub account_id: Uuid,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub seen_at: DateTime<Utc>,
    /// When it ends at the latest.
    pub expires_at: DateTime<Utc>,
    /// From where it was begun.
    pub address: Option<String>,
    /// What the browser calls itself.
    pub agent: Option<String>,
}

/// A session to begin.
#[derive(Clone, Debug)]
pub struct NewSession<'a> {
    /// Its id.
    pub id: Uuid,
    /// SHA-256 of its token.
    pub token_hash: &'a [u8],
    /// Whose it is.
    pub account_id: Uuid,
    /// When it ends at the latest.
    pub expires_at: DateTime<Utc>,
    /// From where.
    pub address: Option<&'a str>,
    /// What the browser calls itself.
    pub agent: Option<&'a str>,
}

const COLUMNS: &str = "id, account_id, created_at, seen_at, expires_at, address, agent";

impl Store {
    /// The session of a token, unless it has ended: used at or after `idle_since`, and before its end.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn session(
        &self,
        token_hash: &[u8],
        now: DateTime<Utc>,
        idle_since: DateTime<Utc>,
    ) -> Result<Option<Session>, StoreError> {
        let text = format!(
            "select {COLUMNS} from people.session where token_hash = $1 and expires_at > $2 and seen_at >= $3"
        );
        Ok(sqlx::query_as(sqlx::AssertSqlSafe(text))
            .bind(token_hash)
            .bind(now)
            .bind(idle_since)
            .fetch_optional(&self.app)
            .await?)
    }

    /// Notes that a session was used. Nobody waits for the disk: what a lost note costs is a minute.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn touch_session(&self, id: Uuid, now: DateTime<Utc>) -> Result<(), StoreError> {
        sqlx::query(
            "with at_once as materialized (select set_config('synchronous_commit', 'off', true))
             update people.session set seen_at = $2
             from at_once
             where id = $1 and seen_at < $2",
        )
        .bind(id)
        .bind(now)
        .execute(&self.app)
        .await?;
        Ok(())
    }

    /// The sessions of an account that have not ended, the latest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn sessions(
        &self,
        account: Uuid,
        now: DateTime<Utc>,
        idle_since: DateTime<Utc>,
    ) -> Result<Vec<Session>, StoreError> {
        let text = format!(
            "select {COLUMNS} from people.session
             where account_id = $1 and expires_at > $2 and seen_at >= $3
             order by created_at desc, id desc"
        );
        Ok(sqlx::query_as(sqlx::AssertSqlSafe(text))
            .bind(account)
            .bind(now)
            .bind(idle_since)
            .fetch_all(&self.app)
            .await?)
    }

    /// The account for which a link is good: neither used nor past its time.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn link(
        &self,
        token_hash: &[u8],
        now: DateTime<Utc>,
    ) -> Result<Option<Uuid>, StoreError> {
        Ok(sqlx::query_scalar(
            "select account_id from people.link where token_hash = $1 and used_at is null and expires_at > $2",
        )
        .bind(token_hash)
        .bind(now)
        .fetch_optional(&self.app)
        .await?)
    }
}

impl Commit {
    /// Begins a session, and clears away those of the account that have ended.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn begin_session(&mut self, session: &NewSession<'_>) -> Result<(), StoreError> {
        sqlx::query("delete from people.session where account_id = $1 and expires_at <= $2")
            .bind(session.account_id)
            .bind(self.at)
            .execute(&mut *self.transaction)
            .await?;
        sqlx::query(
            "insert into people.session (id, token_hash, account_id, created_at, seen_at, expires_at, address, agent)
             values ($1, $2, $3, $4, $4, $5, $6, $7)",
        )
        .bind(session.id)
        .bind(session.token_hash)
        .bind(session.account_id)
        .bind(self.at)
        .bind(session.expires_at)
        .bind(session.address)
        .bind(session.agent)
        .execute(&mut *self.transaction)
        .await?;
        Ok(())
    }

    /// Ends a session of an account; whether there was one.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn end_session(&mut self, account: Uuid, session: Uuid) -> Result<bool, StoreError> {
        let done = sqlx::query("delete from people.session where account_id = $1 and id = $2")
            .bind(account)
            .bind(session)
            .execute(&mut *self.transaction)
            .await?;
        self.people_changed().await?;
        Ok(done.rows_affected() == 1)
    }

    /// Ends every session of an account but one; how many.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn end_sessions(
        &mut self,
        account: Uuid,
        but: Option<Uuid>,
    ) -> Result<u64, StoreError> {
        let done = sqlx::query(
            "delete from people.session where account_id = $1 and ($2::uuid is null or id <> $2)",
        )
        .bind(account)
        .bind(but)
        .execute(&mut *self.transaction)
        .await?;
        self.people_changed().await?;
        Ok(done.rows_affected())
    }

    /// Makes a link for an account; earlier ones are good no longer.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn add_link(
        &mut self,
        token_hash: &[u8],
        account: Uuid,
        expires_at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "update people.link set used_at = $2 where account_id = $1 and used_at is null",
        )
        .bind(account)
        .bind(self.at)
        .execute(&mut *self.transaction)
        .await?;
        sqlx::query(
            "insert into people.link (token_hash, account_id, created_at, expires_at) values ($1, $2, $3, $4)",
        )
        .bind(token_hash)
        .bind(account)
        .bind(self.at)
        .bind(expires_at)
        .execute(&mut *self.transaction)
        .await?;
        Ok(())
    }

    /// Uses a link up; the account for which it was good.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it is good no longer.
    pub async fn use_link(&mut self, token_hash: &[u8]) -> Result<Uuid, StoreError> {
        sqlx::query_scalar(
            "update people.link set used_at = $2
             where token_hash = $1 and used_at is null and expires_at > $2
             returning account_id",
        )
        .bind(token_hash)
        .bind(self.at)
        .fetch_optional(&mut *self.transaction)
        .await?
        .ok_or(StoreError::NotFound)
    }
}
