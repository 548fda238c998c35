//! The names that a feature bears and bore.

use sqlx::{Row as _, postgres::PgRow};
use uuid::Uuid;

use super::{Store, StoreError};
use crate::domain::NameRecord;

impl Store {
    /// The names of a feature: the one in force first, then the latest that ended. Proposed and
    /// refused names are no names of it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn names_of(&self, feature: Uuid) -> Result<Vec<NameRecord>, StoreError> {
        let rows = sqlx::query(
            "select text, role, pinyin, syllables, locked, valid_from, valid_to, legal_basis
             from name_record
             where feature_id = $1 and role in ('standard', 'former', 'alias', 'short', 'on_map')
             order by valid_to desc nulls first, role <> 'standard', valid_from desc nulls last, id",
        )
        .bind(feature)
        .fetch_all(&self.reader)
        .await?;
        rows.iter().map(decode).collect()
    }
}

fn decode(row: &PgRow) -> Result<NameRecord, StoreError> {
    Ok(NameRecord {
        name: row.try_get("text")?,
        role: row.try_get("role")?,
        pinyin: row.try_get("pinyin")?,
        readings: row.try_get("syllables")?,
        locked: row.try_get("locked")?,
        valid_from: row.try_get("valid_from")?,
        valid_to: row.try_get("valid_to")?,
        legal_basis: row.try_get("legal_basis")?,
    })
}
