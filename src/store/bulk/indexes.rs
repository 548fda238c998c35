//! Building indexes anew when a load outweighs its table: cheaper than keeping them up row by row.

use std::sync::atomic::Ordering;

use sqlx::AssertSqlSafe;

use super::Bulk;
use crate::store::{StoreError, statement};

/// A load of fewer rows leaves the indexes alone.
const FEW: i64 = 20_000;

impl Bulk {
    /// Drops the indexes when the table is empty or smaller than the load; what they were is
    /// remembered, so that they are built the same again. A key that another table refers to stays.
    pub(super) async fn drop_indexes(&mut self, inserts: i64) -> Result<bool, StoreError> {
        let kind = self.kind;
        if inserts < FEW {
            return Ok(false);
        }
        let present: i64 = sqlx::query_scalar(AssertSqlSafe(format!(
            "select count(*) from (select from {kind} limit {inserts}) present"
        )))
        .fetch_one(&mut *self.commit.transaction)
        .await?;
        if present >= inserts {
            return Ok(false);
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
        Ok(true)
    }

    /// Makes what is the same in every row of the load the default of its column, until the indexes
    /// are built again: a million rows are spared a tenth of their way. The table is ours alone by
    /// now, and the change of it seen by nobody else.
    pub(super) async fn set_defaults(&mut self) -> Result<(), StoreError> {
        let kind = self.kind;
        let at = self.at_literal();
        let constants = [
            ("source", statement::literal(&self.source)),
            ("created_at", at.clone()),
            ("updated_at", at),
            ("import_id", format!("'{}'", self.import_id)),
        ];
        for (column, constant) in constants {
            let before: Option<String> = sqlx::query_scalar(
                "select pg_get_expr(d.adbin, d.adrelid)
                 from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
                 where a.attrelid = $1::regclass and a.attname = $2",
            )
            .bind(kind.as_str())
            .bind(column)
            .fetch_one(&mut *self.commit.transaction)
            .await?;
            let change = format!("alter table {kind} alter column {column}");
            self.run(format!("{change} set default {constant}")).await?;
            self.rebuilt.push(match before {
                Some(before) => format!("{change} set default {before}"),
                None => format!("{change} drop default"),
            });
        }
        self.defaults.store(true, Ordering::Release);
        Ok(())
    }

    pub(super) async fn rebuild_indexes(&mut self) -> Result<(), StoreError> {
        for definition in std::mem::take(&mut self.rebuilt) {
            self.run(definition).await?;
        }
        Ok(())
    }
}
