//! A bulk load: COPY into a staging table, then set-wise statements, all in one transaction.
//!
//! The statements count in the numbers of the file, not of the register, except where the load is
//! larger than the table: then the indexes are built anew inside the transaction (readers live in
//! memory and do not notice).

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{AssertSqlSafe, PgConnection};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::matching::MERGED_GEOMETRY;
use crate::{
    domain::{Actor, EVERYWHERE, Kind, Position, shared},
    store::{Commit, CommitNote, Store, StoreError, stage, statement},
};

/// A bulk load under way.
#[derive(Debug)]
pub struct Bulk {
    pub(super) commit: Commit,
    pub(super) kind: Kind,
    pub(super) source: String,
    pub(super) rebuilt: Vec<String>,
}

/// What a load did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BulkCounts {
    /// New rows.
    pub inserted: i64,
    /// Rows whose content changed.
    pub updated: i64,
    /// Rows that were so already.
    pub unchanged: i64,
}

impl Bulk {
    /// Locks the kind against other writers and makes the staging table.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when another load or writer holds the kind.
    pub async fn begin(
        store: &Store,
        kind: Kind,
        source: &str,
        commit_id: Uuid,
        at: DateTime<Utc>,
        on: NaiveDate,
    ) -> Result<Self, StoreError> {
        let mut transaction = store.owner.begin().await?;
        let text = format!(
            "lock table {} in share row exclusive mode; \
             set local work_mem = '96MB'; set local maintenance_work_mem = '384MB'; \
             set local synchronous_commit = on; {}",
            kind,
            stage::create_stage(kind)
        );
        sqlx::raw_sql(AssertSqlSafe(text))
            .execute(&mut *transaction)
            .await?;
        let commit = Commit::over(transaction, commit_id, at, on);
        Ok(Self {
            commit,
            kind,
            source: source.to_owned(),
            rebuilt: Vec::new(),
        })
    }

    /// Copies what the channel brings into the staging table. When `abort` is told by the sender
    /// dropping the channel without the trailer, the copy fails and with it the load.
    ///
    /// # Errors
    /// When the database refuses the bytes or does not answer.
    pub async fn copy(&mut self, mut chunks: mpsc::Receiver<Vec<u8>>) -> Result<(), StoreError> {
        let mut copy = PgConnection::copy_in_raw(
            &mut self.commit.transaction,
            "copy stage from stdin (format binary)",
        )
        .await?;
        while let Some(chunk) = chunks.recv().await {
            if let Err(error) = copy.send(chunk).await {
                copy.abort("the copy broke off").await.ok();
                return Err(error.into());
            }
        }
        copy.finish().await?;
        self.run("analyze stage".to_owned()).await?;
        Ok(())
    }

    /// Writes what is new and what has changed, each with its change row.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when a row breaks a constraint; then nothing is changed.
    pub async fn apply(&mut self, import_id: Uuid) -> Result<BulkCounts, StoreError> {
        // Rows taken out after they were matched are no targets any more.
        self.run(
            "delete from target g where not exists (select from stage s where s.nth = g.nth)"
                .to_owned(),
        )
        .await?;
        let (staged, registered, changed): (i64, i64, i64) = sqlx::query_as(
            "select (select count(*) from stage), count(*), count(*) filter (where changed) from target",
        )
        .fetch_one(&mut *self.commit.transaction)
        .await?;
        let counts = BulkCounts {
            inserted: staged - registered,
            updated: changed,
            unchanged: registered - changed,
        };
        if counts.updated > 0 {
            self.apply_updates(import_id).await?;
        }
        if counts.inserted > 0 {
            self.drop_indexes(counts.inserted).await?;
            self.apply_inserts(import_id, counts.updated).await?;
            self.rebuild_indexes().await?;
        }
        let changes = i32::try_from(counts.inserted + counts.updated).unwrap_or(i32::MAX);
        self.commit.logged(self.kind, changes);
        Ok(counts)
    }

    /// Refuses the load when it touches anything outside the actor's regions, before or after. The
    /// load runs as the owner of the tables, whom row-level security does not hold back.
    ///
    /// # Errors
    /// [`StoreError::OutOfReach`].
    pub async fn check_reach(&mut self, actor: &Actor) -> Result<(), StoreError> {
        if actor.regions.iter().any(|region| region == EVERYWHERE) {
            return Ok(());
        }
        let kind = self.kind;
        let text = format!(
            "select exists (
                 select from change c
                 join {kind} t on t.id = c.id
                 left join lateral jsonb_populate_record(null::{kind}, c.before) b on c.before is not null
                 where c.commit_id = $1
                   and (({now}) is not true or c.before is not null and ({then}) is not true)
             )",
            now = statement::reached(kind, "t"),
            then = statement::reached(kind, "b"),
        );
        sqlx::query("select set_config('mingjie.region', $1, true)")
            .bind(actor.reach())
            .execute(&mut *self.commit.transaction)
            .await?;
        let outside: bool = sqlx::query_scalar(AssertSqlSafe(text))
            .bind(self.commit.id)
            .fetch_one(&mut *self.commit.transaction)
            .await?;
        if outside {
            Err(StoreError::OutOfReach)
        } else {
            Ok(())
        }
    }

    /// Seals and commits the load.
    ///
    /// # Errors
    /// As [`Commit::close`].
    pub async fn close(self, note: CommitNote<'_>) -> Result<Option<Position>, StoreError> {
        self.commit.close(note).await
    }

    /// Gives the load up; nothing is changed.
    ///
    /// # Errors
    /// When the database does not answer; nothing is changed then either.
    pub async fn abandon(self) -> Result<(), StoreError> {
        Ok(self.commit.transaction.rollback().await?)
    }

    async fn apply_updates(&mut self, import_id: Uuid) -> Result<(), StoreError> {
        let kind = self.kind;
        let assignments = self
            .merged()
            .map(|(column, value)| format!("{column} = {value}"))
            .collect::<Vec<_>>()
            .join(", ");
        self.run(format!(
            "create temporary table old_row on commit drop as
             select t.id, t.state, {before} as before, {bounds} as box_before
             from {kind} t join target g on g.id = t.id where g.changed",
            before = statement::before("t"),
            bounds = statement::bounds("t"),
        ))
        .await?;
        self.run(format!(
            "update {kind} t set version = t.version + 1, updated_at = {at}, import_id = '{import_id}',
                    geom = {geom}, {assignments}
             from stage s join target g on g.nth = s.nth
             where t.id = g.id and g.changed",
            at = self.at_literal(),
            geom = MERGED_GEOMETRY,
        ))
        .await?;
        self.run(format!(
            "insert into change (commit_id, ordinal, kind, id, version, op, before, digest, marks, box_before, box_after)
             select '{commit}', row_number() over (order by t.fid) - 1, '{kind}', t.id, t.version,
                    case when t.state = 'retired' and o.state <> 'retired' then 'retire'
                         when t.state <> 'retired' and o.state = 'retired' then 'restore'
                         else 'update' end,
                    o.before, {digest}, {marks}, o.box_before, {bounds}
             from {kind} t join old_row o on o.id = t.id",
            commit = self.commit.id,
            digest = statement::digest(kind, "t"),
            marks = statement::marks(kind, "t"),
            bounds = statement::bounds("t"),
        ))
        .await
    }

    async fn apply_inserts(&mut self, import_id: Uuid, offset: i64) -> Result<(), StoreError> {
        let kind = self.kind;
        let columns = statement::field_columns(kind, "");
        let values = kind
            .fields()
            .iter()
            .enumerate()
            .map(|(at, field)| {
                let name = statement::quoted(field.name);
                if at == shared::STATE_AT {
                    format!("coalesce(s.{name}, 'current')")
                } else {
                    format!("s.{name}")
                }
            })
            .collect::<Vec<_>>()
            .join(", ");
        self.run(format!(
            "insert into {kind} (id, source, geom, created_at, updated_at, import_id, {columns})
             select s.id, {source}, s.geom, {at}, {at}, '{import_id}', {values}
             from stage s where not exists (select from target g where g.nth = s.nth)
             order by s.nth",
            source = statement::literal(&self.source),
            at = self.at_literal(),
        ))
        .await?;
        // What this load inserted: by import when it is most of the table, by id when it is little.
        let table = if self.rebuilt.is_empty() {
            format!(
                "stage s join {kind} t on t.id = s.id where t.import_id = '{import_id}' and t.version = 1"
            )
        } else {
            format!("{kind} t where t.import_id = '{import_id}' and t.version = 1")
        };
        self.run(format!(
            "insert into change (commit_id, ordinal, kind, id, version, op, digest, marks, box_after)
             select '{commit}', row_number() over () + {offset} - 1, '{kind}', t.id, t.version, 'insert',
                    {digest}, {marks}, {bounds}
             from {table}",
            commit = self.commit.id,
            digest = statement::digest(kind, "t"),
            marks = statement::marks(kind, "t"),
            bounds = statement::bounds("t"),
        ))
        .await
    }

    fn at_literal(&self) -> String {
        format!(
            "'{}'::timestamptz",
            self.commit.at.format("%Y-%m-%d %H:%M:%S%.6f+00")
        )
    }

    pub(super) async fn run(&mut self, text: String) -> Result<(), StoreError> {
        sqlx::raw_sql(AssertSqlSafe(text))
            .execute(&mut *self.commit.transaction)
            .await?;
        Ok(())
    }
}
