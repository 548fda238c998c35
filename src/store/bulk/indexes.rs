//! Building indexes anew when a load outweighs its table: cheaper than keeping them up row by row.

use sqlx::AssertSqlSafe;

use super::Bulk;
use crate::store::StoreError;

/// A load of fewer rows leaves the indexes alone.
const FEW: i64 = 20_000;

impl Bulk {
    /// Drops the indexes when the table is empty or smaller than the load; what they were is
    /// remembered, so that they are built the same again. A key that another table refers to stays.
    pub(super) async fn drop_indexes(&mut self, inserts: i64) -> Result<(), StoreError> {
        let kind = self.kind;
        if inserts < FEW {
            return Ok(());
        }
        let present: i64 = sqlx::query_scalar(AssertSqlSafe(format!(
            "select count(*) from (select from {kind} limit {inserts}) present"
        )))
        .fetch_one(&mut *self.commit.transaction)
        .await?;
        if present >= inserts {
            return Ok(());
        }
        let keys: Vec<(String, String)> = sqlx::query_as(
            "select conname::text, pg_get_constraintdef(oid) from pg_constraint
             where conrelid = $1::regclass and contype in ('p', 'u')
               and not exists (
                   select from pg_constraint f
                   where f.confrelid = $1::regclass and f.conindid = pg_constraint.conindid
               )",
        )
        .bind(kind.as_str())
        .fetch_all(&mut *self.commit.transaction)
        .await?;
        let plain: Vec<(String, String)> = sqlx::query_as(
            "select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) from pg_index i
             where i.indrelid = $1::regclass
               and not exists (select from pg_constraint c where c.conindid = i.indexrelid)",
        )
        .bind(kind.as_str())
        .fetch_all(&mut *self.commit.transaction)
        .await?;
        for (name, definition) in keys {
            self.run(format!("alter table {kind} drop constraint {name}"))
                .await?;
            self.rebuilt.push(format!(
                "alter table {kind} add constraint {name} {definition}"
            ));
        }
        for (name, definition) in plain {
            self.run(format!("drop index {name}")).await?;
            self.rebuilt.push(definition);
        }
        Ok(())
    }

    pub(super) async fn rebuild_indexes(&mut self) -> Result<(), StoreError> {
        for definition in std::mem::take(&mut self.rebuilt) {
            self.run(definition).await?;
        }
        Ok(())
    }
}
