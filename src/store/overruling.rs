//! Findings overruled: added, taken back and read, never changed.

use chrono::{DateTime, Utc};
use sqlx::{Row as _, postgres::PgRow};
use uuid::Uuid;

use super::{Commit, Loading, StoreError};
use crate::{
    domain::{Operation, Overruling, Withdrawal},
    text::Category,
};

impl Commit {
    /// Notes that a finding was overruled.
    ///
    /// # Errors
    /// [`StoreError::Refused`] by `overruling_once_unique` when it was overruled before;
    /// [`StoreError::OutOfReach`] outside the actor's regions.
    pub async fn overrule(&mut self, one: &Overruling) -> Result<(), StoreError> {
        sqlx::query(
            "insert into overruling
                 (id, name, category, region_code, rule, fingerprint, reason, login, role, at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(one.id)
        .bind(&one.name)
        .bind(one.category.map(Category::as_str))
        .bind(&one.region_code)
        .bind(&one.rule)
        .bind(&one.fingerprint)
        .bind(&one.reason)
        .bind(&one.login)
        .bind(one.role.as_str())
        .bind(one.at)
        .execute(&mut *self.transaction)
        .await?;
        self.log_record("overruling", one.id, Operation::Insert, None)
            .await
    }

    /// Notes that an overruling was taken back; what was written stays.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none within reach that still holds.
    pub async fn withdraw_overruling(
        &mut self,
        id: Uuid,
        end: &Withdrawal,
    ) -> Result<(), StoreError> {
        let before = self.record_before("overruling", id).await?;
        let done = sqlx::query(
            "update overruling
             set version = version + 1, withdrawn_at = $2, withdrawn_login = $3, withdrawn_role = $4,
                 withdrawn_reason = $5
             where id = $1 and withdrawn_at is null",
        )
        .bind(id)
        .bind(end.at)
        .bind(&end.login)
        .bind(end.role.as_str())
        .bind(&end.reason)
        .execute(&mut *self.transaction)
        .await?;
        if done.rows_affected() == 0 {
            return Err(StoreError::NotFound);
        }
        self.log_record("overruling", id, Operation::Retire, before)
            .await
    }
}

impl Loading {
    /// Every overruling, the newest first.
    ///
    /// # Errors
    /// When the connection breaks or a row cannot be read.
    pub async fn overrulings(&mut self) -> Result<Vec<Overruling>, StoreError> {
        let rows = sqlx::query(
            "select id, name, category, region_code, rule, fingerprint, reason, login, role, at,
                    withdrawn_at, withdrawn_login, withdrawn_role, withdrawn_reason
             from overruling order by at desc, id desc",
        )
        .fetch_all(&mut **self.connection())
        .await?;
        rows.iter().map(decode).collect()
    }
}

fn decode(row: &PgRow) -> Result<Overruling, StoreError> {
    let unknown = |word: &str| {
        let error = format!("overruling: `{word}` is unknown");
        StoreError::Database(sqlx::Error::Decode(error.into()))
    };
    let category: Option<String> = row.try_get("category")?;
    let role: String = row.try_get("role")?;
    let withdrawn_at: Option<DateTime<Utc>> = row.try_get("withdrawn_at")?;
    let withdrawn = withdrawn_at.map(|at| -> Result<Withdrawal, StoreError> {
        let role: String = row.try_get("withdrawn_role")?;
        Ok(Withdrawal {
            reason: row.try_get("withdrawn_reason")?,
            login: row.try_get("withdrawn_login")?,
            role: role.parse().map_err(|_| unknown(&role))?,
            at,
        })
    });
    Ok(Overruling {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        category: category
            .map(|word| word.parse().map_err(|_| unknown(&word)))
            .transpose()?,
        region_code: row.try_get("region_code")?,
        rule: row.try_get("rule")?,
        fingerprint: row.try_get("fingerprint")?,
        reason: row.try_get("reason")?,
        login: row.try_get("login")?,
        role: role.parse().map_err(|_| unknown(&role))?,
        at: row.try_get("at")?,
        withdrawn: withdrawn.transpose()?,
    })
}
