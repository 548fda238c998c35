//! The office's own words, each change in the log like a feature's; and that log for both kinds of
//! desk records.

use serde_json::Value as Json;
use sqlx::{Row as _, postgres::PgRow};
use uuid::Uuid;

use super::{Commit, Loading, StoreError};
use crate::domain::{Bank, BankWord, FindingCategory, Operation, WordPlace};

const COLUMNS: &str =
    "id, version, bank, word, finding_category, categories, place, meaning, article, source,
    region_code, valid_from, valid_to";

impl Commit {
    /// Adds a word.
    ///
    /// # Errors
    /// [`StoreError::Refused`] by `bank_word_once_unique` when it is there already;
    /// [`StoreError::OutOfReach`] outside the actor's regions.
    pub async fn add_word(&mut self, word: &BankWord) -> Result<(), StoreError> {
        let query = sqlx::query(
            "insert into bank_word
                 (id, bank, word, finding_category, categories, place, meaning, article, source, region_code,
                  valid_from, valid_to, changed_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        );
        bound(query, word)
            .bind(self.at)
            .execute(&mut *self.transaction)
            .await?;
        self.log_record("bank_word", word.id, Operation::Insert, None)
            .await
    }

    /// The word as it is, locked until the transaction ends.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none within reach, or it was withdrawn.
    pub async fn lock_word(&mut self, id: Uuid) -> Result<BankWord, StoreError> {
        let text = sqlx::AssertSqlSafe(format!(
            "select {COLUMNS} from bank_word where id = $1 and withdrawn_on is null for update"
        ));
        let row = sqlx::query(text)
            .bind(id)
            .fetch_optional(&mut *self.transaction)
            .await?
            .ok_or(StoreError::NotFound)?;
        decode(&row)
    }

    /// Writes a locked word anew.
    ///
    /// # Errors
    /// As [`Commit::add_word`].
    pub async fn change_word(&mut self, word: &BankWord) -> Result<(), StoreError> {
        let before = self.record_before("bank_word", word.id).await?;
        let query = sqlx::query(
            "update bank_word
             set version = version + 1, bank = $2, word = $3, finding_category = $4, categories = $5, place = $6,
                 meaning = $7, article = $8, source = $9, region_code = $10, valid_from = $11, valid_to = $12,
                 changed_at = $13
             where id = $1",
        );
        bound(query, word)
            .bind(self.at)
            .execute(&mut *self.transaction)
            .await?;
        self.log_record("bank_word", word.id, Operation::Update, before)
            .await
    }

    /// Takes a locked word out of use; nothing is erased.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn withdraw_word(&mut self, id: Uuid) -> Result<(), StoreError> {
        let before = self.record_before("bank_word", id).await?;
        sqlx::query(
            "update bank_word set withdrawn_on = $2, version = version + 1, changed_at = $3 where id = $1",
        )
        .bind(id)
        .bind(self.on)
        .bind(self.at)
        .execute(&mut *self.transaction)
        .await?;
        self.log_record("bank_word", id, Operation::Retire, before)
            .await
    }

    /// A desk record as it is before a change. `table` is one of this room's two literals.
    pub(super) async fn record_before(
        &mut self,
        table: &'static str,
        id: Uuid,
    ) -> Result<Option<Json>, StoreError> {
        let text =
            sqlx::AssertSqlSafe(format!("select to_jsonb(t) from {table} t where t.id = $1"));
        Ok(sqlx::query_scalar(text)
            .bind(id)
            .fetch_optional(&mut *self.transaction)
            .await?)
    }

    /// Logs the change of a desk record.
    pub(super) async fn log_record(
        &mut self,
        table: &'static str,
        id: Uuid,
        operation: Operation,
        before: Option<Json>,
    ) -> Result<(), StoreError> {
        let text = sqlx::AssertSqlSafe(format!(
            "insert into change (commit_id, ordinal, kind, id, version, op, before, digest)
             select $1, $2, '{table}', t.id, t.version, $3, $4, sha256(convert_to(to_jsonb(t)::text, 'UTF8'))
             from {table} t where t.id = $5"
        ));
        sqlx::query(text)
            .bind(self.id)
            .bind(self.changes)
            .bind(operation.as_str())
            .bind(before)
            .bind(id)
            .execute(&mut *self.transaction)
            .await?;
        self.changes += 1;
        Ok(())
    }
}

impl Loading {
    /// The words that were not withdrawn.
    ///
    /// # Errors
    /// When the connection breaks or a row cannot be read.
    pub async fn bank_words(&mut self) -> Result<Vec<BankWord>, StoreError> {
        let text = sqlx::AssertSqlSafe(format!(
            "select {COLUMNS} from bank_word where withdrawn_on is null order by word, id"
        ));
        let rows = sqlx::query(text)
            .fetch_all(&mut **self.connection())
            .await?;
        rows.iter().map(decode).collect()
    }
}

type Query<'q> = sqlx::query::Query<'q, sqlx::Postgres, sqlx::postgres::PgArguments>;

fn bound<'q>(query: Query<'q>, word: &'q BankWord) -> Query<'q> {
    let categories: Vec<&str> = word.categories.iter().map(|c| c.as_str()).collect();
    query
        .bind(word.id)
        .bind(word.bank.as_str())
        .bind(&word.word)
        .bind(word.finding_category.map(FindingCategory::as_str))
        .bind(categories)
        .bind(word.place.as_str())
        .bind(&word.meaning)
        .bind(&word.article)
        .bind(&word.source)
        .bind(&word.region_code)
        .bind(word.valid_from)
        .bind(word.valid_to)
}

fn decode(row: &PgRow) -> Result<BankWord, StoreError> {
    let bank: &str = row.try_get("bank")?;
    let place: &str = row.try_get("place")?;
    let finding: Option<&str> = row.try_get("finding_category")?;
    let categories: Vec<String> = row.try_get("categories")?;
    let unknown = |word: &str| {
        let error = format!("bank_word: `{word}` is unknown");
        StoreError::Database(sqlx::Error::Decode(error.into()))
    };
    Ok(BankWord {
        id: row.try_get("id")?,
        version: row.try_get("version")?,
        bank: Bank::from_word(bank).ok_or_else(|| unknown(bank))?,
        word: row.try_get("word")?,
        finding_category: finding
            .map(|word| FindingCategory::from_word(word).ok_or_else(|| unknown(word)))
            .transpose()?,
        categories: categories
            .iter()
            .map(|word| word.parse().map_err(|_| unknown(word)))
            .collect::<Result<_, _>>()?,
        place: WordPlace::from_word(place).ok_or_else(|| unknown(place))?,
        meaning: row.try_get("meaning")?,
        article: row.try_get("article")?,
        source: row.try_get("source")?,
        region_code: row.try_get("region_code")?,
        valid_from: row.try_get("valid_from")?,
        valid_to: row.try_get("valid_to")?,
    })
}
