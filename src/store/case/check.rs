//! The checks of the names that cases propose: kept with the step that made them.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::{PgConnection, Row as _, postgres::PgRow};
use uuid::Uuid;

use super::row::corrupt;
use crate::{
    domain::{NameCheck, Position, lifecycle::Subject},
    store::{Commit, StoreError, log::parse_kind},
};

const COLUMNS: &str =
    "ordinal, name, category, pack, judged_on, at, position, verdict, findings, skipped";

impl Commit {
    /// The latest check of the name that a case proposes.
    ///
    /// # Errors
    /// When the database does not answer or holds a check that cannot be read.
    pub async fn latest_check(&mut self, case: Uuid) -> Result<Option<NameCheck>, StoreError> {
        let mut all = of_case(&mut self.transaction, case).await?;
        Ok((!all.is_empty()).then(|| all.remove(0)))
    }

    /// When an act was last done to a case.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn last_done_at(
        &mut self,
        case: Uuid,
        act: &str,
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        Ok(
            sqlx::query_scalar("select max(at) from case_event where case_id = $1 and act = $2")
                .bind(case)
                .bind(act)
                .fetch_one(&mut *self.transaction)
                .await?,
        )
    }

    /// The features that a case is about.
    ///
    /// # Errors
    /// When the database does not answer or holds a kind that is none.
    pub async fn case_subjects(&mut self, case: Uuid) -> Result<Vec<Subject>, StoreError> {
        subjects(&mut self.transaction, case).await
    }

    /// Keeps a check with the step that made it.
    pub(super) async fn keep_check(
        &mut self,
        case: Uuid,
        ordinal: i32,
        check: &NameCheck,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "insert into case_check (case_id, ordinal, name, category, pack, judged_on, at, position, verdict,
                                     findings, skipped)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        )
        .bind(case)
        .bind(ordinal)
        .bind(&check.name)
        .bind(check.category.map(crate::text::Category::as_str))
        .bind(&check.pack)
        .bind(check.judged_on)
        .bind(check.at)
        .bind(check.position.0)
        .bind(check.verdict.as_str())
        .bind(json!(check.findings))
        .bind(&check.skipped)
        .execute(&mut *self.transaction)
        .await?;
        Ok(())
    }
}

/// The features that a case is about.
pub(super) async fn subjects(
    connection: &mut PgConnection,
    case: Uuid,
) -> Result<Vec<Subject>, StoreError> {
    let rows: Vec<(String, Uuid)> = sqlx::query_as(
        "select kind, feature_id from case_subject where case_id = $1 order by kind, feature_id",
    )
    .bind(case)
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|(kind, id)| parse_kind(&kind).map(|kind| Subject { kind, id }))
        .collect()
}

/// Every check of a case, the latest first.
pub(super) async fn of_case(
    connection: &mut PgConnection,
    case: Uuid,
) -> Result<Vec<NameCheck>, StoreError> {
    let text = format!("select {COLUMNS} from case_check where case_id = $1 order by ordinal desc");
    sqlx::query(sqlx::AssertSqlSafe(text))
        .bind(case)
        .fetch_all(connection)
        .await?
        .iter()
        .map(decode)
        .collect()
}

fn decode(row: &PgRow) -> Result<NameCheck, StoreError> {
    let category: Option<String> = row.try_get("category")?;
    let verdict: String = row.try_get("verdict")?;
    let unreadable = |error: serde_json::Error| corrupt(format!("check: {error}"));
    Ok(NameCheck {
        ordinal: row.try_get("ordinal")?,
        name: row.try_get("name")?,
        category: category.and_then(|word| word.parse().ok()),
        pack: row.try_get("pack")?,
        judged_on: row.try_get("judged_on")?,
        at: row.try_get("at")?,
        position: Position(row.try_get("position")?),
        verdict: serde_json::from_value(verdict.into()).map_err(unreadable)?,
        findings: serde_json::from_value(row.try_get("findings")?).map_err(unreadable)?,
        skipped: row.try_get("skipped")?,
    })
}
