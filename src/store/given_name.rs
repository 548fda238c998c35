//! Giving a name by the closing act of a case: nobody else gives or keeps the same one meanwhile, and
//! the name's record says by which instrument and in which case it was given.

use uuid::Uuid;

use super::{Commit, StoreError};

/// What the record of a name that a case gives says beside the name.
#[derive(Clone, Debug)]
pub struct GivenName {
    /// The feature that gets it.
    pub feature: Uuid,
    /// The case.
    pub case: Uuid,
    /// The number of the approval.
    pub legal_basis: String,
    /// The spelling without tone marks.
    pub pinyin_plain: String,
    /// The reading of each character in numbered tones, where somebody settled it.
    pub syllables: Option<Vec<String>>,
}

impl Commit {
    /// Holds a name and its sound until this transaction ends: whoever gives or keeps the same waits.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when others hold it for long.
    pub async fn hold_name(&mut self, name: &str, plain: &str) -> Result<(), StoreError> {
        // Always in this order, so that two never wait for each other.
        for held in [name.to_owned(), format!("sound {plain}")] {
            sqlx::query("select pg_advisory_xact_lock(hashtextextended($1, 0))")
                .bind(held)
                .execute(&mut *self.transaction)
                .await?;
        }
        Ok(())
    }

    /// Notes what the record of a name is to say once the transaction closes, and the day from which
    /// the name holds.
    pub fn give_name(&mut self, given: Option<GivenName>, from: chrono::NaiveDate) {
        self.given = given;
        self.named_on = from;
    }

    /// Completes the record of a name that was given, after the records follow the features.
    pub(super) async fn complete_given_name(&mut self) -> Result<(), StoreError> {
        let Some(given) = self.given.take() else {
            return Ok(());
        };
        let done = sqlx::query(
            "update name_record
             set case_id = $2, legal_basis = $3, pinyin_plain = $4, syllables = $5,
                 reading_source = case when $5 is null then reading_source else 'reviewed' end,
                 locked = $5 is not null, version = version + 1
             where feature_id = $1 and role = 'standard' and valid_to is null",
        )
        .bind(given.feature)
        .bind(given.case)
        .bind(&given.legal_basis)
        .bind(&given.pinyin_plain)
        .bind(given.syllables)
        .execute(&mut *self.transaction)
        .await?;
        if done.rows_affected() == 1 {
            Ok(())
        } else {
            Err(StoreError::NotFound)
        }
    }
}
