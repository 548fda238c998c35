//! Names kept free: name records of the role `reserved`, each change in the log like a feature's.

use chrono::NaiveDate;
use sqlx::{Row as _, postgres::PgRow};
use uuid::Uuid;

use super::{Commit, Store, StoreError};
use crate::domain::{NameReservation, Operation};

const COLUMNS: &str =
    "id, text, category, region_code, valid_from, valid_to, holder, reference, released_on";

impl Commit {
    /// Reserves a name.
    ///
    /// # Errors
    /// [`StoreError::OutOfReach`] outside the actor's regions.
    pub async fn reserve(&mut self, kept: &NameReservation) -> Result<(), StoreError> {
        sqlx::query(
            "insert into name_record
                 (id, kind, text, role, category, region_code, valid_from, valid_to, holder, reference, created_at)
             values ($1, 'place', $2, 'reserved', $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(kept.id)
        .bind(&kept.name)
        .bind(kept.category.map(crate::text::Category::as_str))
        .bind(&kept.region_code)
        .bind(kept.from)
        .bind(kept.until)
        .bind(&kept.holder)
        .bind(&kept.reference)
        .bind(self.at)
        .execute(&mut *self.transaction)
        .await?;
        self.log_record("name_record", kept.id, Operation::Insert, None)
            .await
    }

    /// The reservation of exactly this name that holds in one of these regions. Whoever asks for the
    /// same name waits until this transaction ends.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn reserved_among(
        &mut self,
        name: &str,
        regions: &[String],
    ) -> Result<Option<NameReservation>, StoreError> {
        sqlx::query("select pg_advisory_xact_lock(hashtextextended($1, 0))")
            .bind(name)
            .execute(&mut *self.transaction)
            .await?;
        let text = sqlx::AssertSqlSafe(format!(
            "select {COLUMNS} from name_record
             where role = 'reserved' and text = $1 and released_on is null and valid_to >= $2
               and region_code = any ($3)
             order by valid_to desc limit 1"
        ));
        let row = sqlx::query(text)
            .bind(name)
            .bind(self.on)
            .bind(regions)
            .fetch_optional(&mut *self.transaction)
            .await?;
        row.as_ref().map(decode).transpose()
    }

    /// Gives a reserved name up.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none within reach that still holds.
    pub async fn release(&mut self, id: Uuid) -> Result<NameReservation, StoreError> {
        let before = self.record_before("name_record", id).await?;
        let text = sqlx::AssertSqlSafe(format!(
            "update name_record set released_on = $2, version = version + 1
             where id = $1 and role = 'reserved' and released_on is null and reaches(region_code)
             returning {COLUMNS}"
        ));
        let row = sqlx::query(text)
            .bind(id)
            .bind(self.on)
            .fetch_optional(&mut *self.transaction)
            .await?
            .ok_or(StoreError::NotFound)?;
        self.log_record("name_record", id, Operation::Retire, before)
            .await?;
        decode(&row)
    }
}

impl Store {
    /// Reservations of a region and below, the one that ends first at the head; those that ended
    /// before `since` are left out.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn reservations(
        &self,
        region: Option<&str>,
        since: Option<NaiveDate>,
    ) -> Result<Vec<NameReservation>, StoreError> {
        let text = sqlx::AssertSqlSafe(format!(
            "with recursive below as (
                 select code from region where code = $1
                 union
                 select r.code from region r join below b on r.parent_code = b.code
             )
             select {COLUMNS} from name_record
             where role = 'reserved'
               and ($1 is null or region_code in (select code from below))
               and ($2::date is null or valid_to >= $2 and released_on is null)
             order by valid_to, id"
        ));
        let rows = sqlx::query(text)
            .bind(region)
            .bind(since)
            .fetch_all(&self.reader)
            .await?;
        rows.iter().map(decode).collect()
    }
}

fn decode(row: &PgRow) -> Result<NameReservation, StoreError> {
    let category: Option<String> = row.try_get("category")?;
    Ok(NameReservation {
        id: row.try_get("id")?,
        name: row.try_get("text")?,
        category: category.and_then(|word| word.parse().ok()),
        region_code: row.try_get("region_code")?,
        from: row.try_get("valid_from")?,
        until: row.try_get("valid_to")?,
        holder: row.try_get("holder")?,
        reference: row.try_get("reference")?,
        released_on: row.try_get("released_on")?,
    })
}
