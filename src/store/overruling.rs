//! Findings overruled: added and read, never changed.

use sqlx::{Row as _, postgres::PgRow};

use super::{Commit, Loading, StoreError};
use crate::{
    domain::{Operation, Overruling},
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
}

impl Loading {
    /// Every overruling, the newest first.
    ///
    /// # Errors
    /// When the connection breaks or a row cannot be read.
    pub async fn overrulings(&mut self) -> Result<Vec<Overruling>, StoreError> {
        let rows = sqlx::query(
            "select id, name, category, region_code, rule, fingerprint, reason, login, role, at
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
    })
}
