//! A bulk load: COPY into a staging table, then set-wise statements, all in one transaction. Where
//! nothing of the source is registered, rows go straight to their table instead.
//!
//! The statements count in the numbers of the file, not of the register, except where the load is
//! larger than the table: then the indexes are built anew inside the transaction (readers live in
//! memory and do not notice).

use std::sync::{Arc, atomic::AtomicBool};

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{AssertSqlSafe, PgConnection};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::{
    direct::{COPY_CHANGES, Chunk, copy_rows},
    matching::MERGED_GEOMETRY,
};
use crate::{
    domain::{Actor, EVERYWHERE, Kind, Position, shared},
    store::{Commit, CommitNote, ImportRecord, Store, StoreError, stage, statement},
};

/// What is to be loaded, and when.
#[derive(Clone, Copy, Debug)]
pub struct Load<'a> {
    /// The kind of every row.
    pub kind: Kind,
    /// Who owns the data.
    pub source: &'a str,
    /// The commit that it becomes.
    pub commit_id: Uuid,
    /// The import that its rows name.
    pub import_id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// The day on which names begin and end.
    pub on: NaiveDate,
}

/// What is sent at once: it stays in the processor's cache on its way through both processes.
const MESSAGE_BYTES: usize = 1 << 16;

/// A bulk load under way.
#[derive(Debug)]
pub struct Bulk {
    pub(super) commit: Commit,
    pub(super) kind: Kind,
    pub(super) source: String,
    pub(super) import_id: Uuid,
    /// The definitions of what was dropped.
    pub(super) rebuilt: Vec<String>,
    /// How many rows were written straight.
    pub(super) direct: i32,
    /// What the `fid` of each row inserted exceeds the ordinal of its change by.
    pub(super) fid_offset: Option<i64>,
    /// Whether any row was staged.
    staged: bool,
    /// Whether the columns' defaults are what every row of the load has.
    pub(super) defaults: Arc<AtomicBool>,
    /// Takes back the memory of chunks that were sent.
    pub(super) spare: Option<std::sync::mpsc::Sender<Vec<u8>>>,
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
    pub async fn begin(store: &Store, load: &Load<'_>) -> Result<Self, StoreError> {
        let kind = load.kind;
        let mut transaction = store.owner.begin().await?;
        let text = format!(
            "lock table {} in share row exclusive mode; \
             set local work_mem = '96MB'; set local maintenance_work_mem = '128MB'; \
             set local max_parallel_maintenance_workers = 1; \
             set local synchronous_commit = on; {}",
            kind,
            stage::create_stage(kind)
        );
        sqlx::raw_sql(AssertSqlSafe(text))
            .execute(&mut *transaction)
            .await?;
        Ok(Self {
            commit: Commit::over(transaction, load.commit_id, load.at, load.on),
            kind,
            source: load.source.to_owned(),
            import_id: load.import_id,
            rebuilt: Vec::new(),
            direct: 0,
            fid_offset: None,
            staged: false,
            defaults: Arc::default(),
            spare: None,
        })
    }

    /// Copies what the channel brings, until its sender is gone.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when a row breaks a constraint; otherwise when the database does not
    /// answer.
    pub async fn copy(&mut self, mut chunks: mpsc::Receiver<Chunk>) -> Result<(), StoreError> {
        let mut is_first = true;
        while let Some(chunk) = chunks.recv().await {
            match chunk {
                Chunk::Staged(rows) => {
                    self.staged = true;
                    self.put("copy stage from stdin (format binary)", rows)
                        .await?;
                }
                Chunk::Direct {
                    rows,
                    changes,
                    expected,
                } => {
                    if std::mem::take(&mut is_first) {
                        let expected = i64::try_from(expected).unwrap_or(i64::MAX);
                        if self.drop_indexes(expected).await? {
                            self.set_defaults().await?;
                        }
                    }
                    for rows in rows {
                        self.put(&copy_rows(self.kind, &rows), rows.bytes).await?;
                    }
                    self.put(COPY_CHANGES, changes).await?;
                }
            }
        }
        if self.staged {
            self.run("analyze stage".to_owned()).await?;
        }
        Ok(())
    }

    async fn put(&mut self, into: &str, mut bytes: Vec<u8>) -> Result<(), StoreError> {
        let mut copy = PgConnection::copy_in_raw(&mut self.commit.transaction, into).await?;
        for message in bytes.chunks(MESSAGE_BYTES) {
            if let Err(error) = copy.send(message).await {
                copy.abort("the copy broke off").await.ok();
                return Err(error.into());
            }
        }
        copy.finish().await?;
        if let Some(spare) = &self.spare {
            bytes.clear();
            // Whoever wrote them may be done.
            spare.send(bytes).ok();
        }
        Ok(())
    }

    /// Whether there are staged rows to sift and to apply.
    #[must_use]
    pub const fn has_staged(&self) -> bool {
        self.staged
    }

    /// Writes what is new and what has changed in the stage, each with its change row, and counts
    /// it together with what was written straight.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when a row breaks a constraint; then nothing is changed.
    pub async fn apply(&mut self) -> Result<BulkCounts, StoreError> {
        let mut counts = BulkCounts::default();
        if self.staged {
            counts = self.apply_staged().await?;
        }
        counts.inserted += i64::from(self.direct);
        let changes = i32::try_from(counts.inserted + counts.updated).unwrap_or(i32::MAX);
        self.commit.logged(self.kind, changes);
        Ok(counts)
    }

    async fn apply_staged(&mut self) -> Result<BulkCounts, StoreError> {
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
            self.apply_updates().await?;
        }
        if counts.inserted > 0 {
            self.drop_indexes(counts.inserted).await?;
            self.apply_inserts(counts.updated).await?;
            self.rebuild_indexes().await?;
        }
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

    /// Seals and commits the load together with its report.
    ///
    /// # Errors
    /// As [`Commit::close`].
    pub async fn close(
        mut self,
        note: CommitNote<'_>,
        report: ImportRecord,
    ) -> Result<Option<Position>, StoreError> {
        self.commit.keep(report, self.fid_offset);
        self.commit.close(note).await
    }

    /// Gives the load up; nothing is changed.
    ///
    /// # Errors
    /// When the database does not answer; nothing is changed then either.
    pub async fn abandon(self) -> Result<(), StoreError> {
        Ok(self.commit.transaction.rollback().await?)
    }

    async fn apply_updates(&mut self) -> Result<(), StoreError> {
        let (kind, import_id) = (self.kind, self.import_id);
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
             select '{commit}', row_number() over (order by t.fid) + {direct} - 1, '{kind}', t.id, t.version,
                    case when t.state = 'retired' and o.state <> 'retired' then 'retire'
                         when t.state <> 'retired' and o.state = 'retired' then 'restore'
                         else 'update' end,
                    o.before, {digest}, {marks}, o.box_before, {bounds}
             from {kind} t join old_row o on o.id = t.id",
            commit = self.commit.id,
            direct = self.direct,
            digest = statement::digest(kind, "t"),
            marks = statement::marks(kind, "t"),
            bounds = statement::bounds("t"),
        ))
        .await
    }

    async fn apply_inserts(&mut self, updated: i64) -> Result<(), StoreError> {
        let (kind, import_id) = (self.kind, self.import_id);
        let offset = i64::from(self.direct) + updated;
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
        if self.fid_offset.is_none() {
            let first: i64 =
                sqlx::query_scalar(AssertSqlSafe(format!("select min(t.fid) from {table}")))
                    .fetch_one(&mut *self.commit.transaction)
                    .await?;
            self.fid_offset = Some(first - offset);
        }
        self.run(format!(
            "insert into change (commit_id, ordinal, kind, id, version, op, digest, marks, box_after)
             select '{commit}', row_number() over (order by t.fid) + {offset} - 1, '{kind}', t.id, t.version,
                    'insert', {digest}, {marks}, {bounds}
             from {table}",
            commit = self.commit.id,
            digest = statement::digest(kind, "t"),
            marks = statement::marks(kind, "t"),
            bounds = statement::bounds("t"),
        ))
        .await
    }

    pub(super) fn at_literal(&self) -> String {
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
