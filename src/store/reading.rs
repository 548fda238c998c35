//! Readings that a reviewer settled: kept with the name, and held by the database against whoever
//! brings another spelling while the name stays.

use uuid::Uuid;

use super::{Commit, StoreError};

impl Commit {
    /// Lets this transaction write a spelling over a locked one.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn review_reading(&mut self) -> Result<(), StoreError> {
        sqlx::query("select set_config('mingjie.reading', 'review', true)")
            .execute(&mut *self.transaction)
            .await?;
        Ok(())
    }

    /// Locks the readings of the name that a feature bears, or frees them when there are none.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it bears no name.
    pub async fn lock_reading(
        &mut self,
        feature: Uuid,
        syllables: Option<&[String]>,
        pinyin: &str,
        plain: &str,
    ) -> Result<(), StoreError> {
        let done = sqlx::query(
            "update name_record
             set syllables = $2, reading_source = case when $2 is null then null else 'reviewed' end,
                 locked = $2 is not null, pinyin = $3, pinyin_plain = $4, version = version + 1
             where feature_id = $1 and role = 'standard' and valid_to is null",
        )
        .bind(feature)
        .bind(syllables)
        .bind(pinyin)
        .bind(plain)
        .execute(&mut *self.transaction)
        .await?;
        if done.rows_affected() == 0 {
            return Err(StoreError::NotFound);
        }
        Ok(())
    }
}
