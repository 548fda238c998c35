//! A bulk load: COPY into a staging table, then set-wise statements, all in one transaction.
//!
//! The statements count in the numbers of the file, not of the register, except where the load is
//! larger than the table: then the indexes are built anew inside the transaction (readers live in
//! memory and do not notice).

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{AssertSqlSafe, PgConnection};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::{Commit, CommitNote, Store, StoreError, stage, statement};
use crate::domain::{Kind, Position, region, shared};

/// A bulk load under way.
#[derive(Debug)]
pub struct Bulk {
    commit: Commit,
    kind: Kind,
    source: String,
    rebuilt: Vec<String>,
    staged: i64,
}

/// A row without a geometry leaves the feature where it is known to be.
const MERGED_GEOMETRY: &str = "coalesce(s.geom, t.geom)";

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

/// A staged row that was taken out again, and the value that made it so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// Its line.
    pub line: i64,
    /// The identifier or code concerned.
    pub value: String,
    /// The line that keeps the identifier, for a duplicate.
    pub first_line: i64,
    /// The road, for a repeated number.
    pub road: Option<String>,
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
            staged: 0,
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
        let rows = copy.finish().await?;
        self.staged = i64::try_from(rows).unwrap_or(i64::MAX);
        self.run("analyze stage".to_owned()).await?;
        Ok(())
    }

    /// Takes every later row with an identifier that an earlier row has out of the stage.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn take_duplicates(&mut self) -> Result<Vec<Duplicate>, StoreError> {
        let mut taken = Vec::new();
        let mut keys = vec!["source_id"];
        if matches!(self.kind, Kind::Region | Kind::BoundaryLine) {
            keys.push("code");
        }
        for key in keys {
            let text = format!(
                "with again as (
                     select {key} as value, min(line) as first_line from stage
                     where {key} is not null group by {key} having count(*) > 1
                 )
                 delete from stage s using again a
                 where s.{key} = a.value and s.line > a.first_line
                 returning s.line, a.value, a.first_line, null::text"
            );
            taken.extend(self.duplicates(text).await?);
        }
        Ok(taken)
    }

    /// Takes regions out of the stage whose named parent is neither registered nor staged, again and
    /// again until none is left: a child goes with its parent. Parents that the code's shape implies
    /// are moved up to the nearest that is there.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn take_orphans(&mut self) -> Result<Vec<Duplicate>, StoreError> {
        if self.kind != Kind::Region {
            return Ok(Vec::new());
        }
        self.run(format!(
            "update stage s set parent_code = (
                 select p from unnest(array[left(s.code, 9), left(s.code, 6), left(s.code, 4), left(s.code, 2)])
                     with ordinality as parents (p, rank)
                 where p <> s.code and length(p) < length(s.code)
                   and (exists (select from stage o where o.code = p) or exists (select from region r where r.code = p))
                 order by rank limit 1
             ) where s.computed & {bit} <> 0",
            bit = 1_u64 << region::PARENT_CODE_AT,
        ))
        .await?;
        let mut taken = Vec::new();
        loop {
            let orphans = self
                .duplicates(
                    "delete from stage s
                     where s.parent_code is not null
                       and not exists (select from stage o where o.code = s.parent_code)
                       and not exists (select from region r where r.code = s.parent_code)
                     returning s.line, s.parent_code, 0::bigint, null::text"
                        .to_owned(),
                )
                .await?;
            if orphans.is_empty() {
                return Ok(taken);
            }
            taken.extend(orphans);
        }
    }

    /// Lines of doorplates whose number another plate of the same road bears, in the file or in the
    /// register; at most `limit` of them.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn repeated_numbers(&mut self, limit: i64) -> Result<Vec<Duplicate>, StoreError> {
        if self.kind != Kind::Doorplate {
            return Ok(Vec::new());
        }
        let text = format!(
            // A hash over what makes a number, then only its repetitions: most files have few.
            "select s.line, s.number || coalesce('-' || s.suffix, ''), a.first_line,
                    coalesce(s.road_name, s.road_source_id)
             from (
                 select road_source_id, number, suffix, building, unit, room, min(line) as first_line
                 from stage where road_source_id is not null
                 group by road_source_id, number, suffix, building, unit, room
                 having count(*) > 1
             ) a join stage s
                 on s.road_source_id = a.road_source_id and s.number = a.number
                and s.suffix is not distinct from a.suffix
                and s.building is not distinct from a.building
                and s.unit is not distinct from a.unit
                and s.room is not distinct from a.room
             where s.line > a.first_line
             limit {limit}",
        );
        self.duplicates(text).await
    }

    /// Takes new rows that do not bring every required field out of the stage: such a row can only
    /// change what is registered. Gives their lines and the fields they lack, one bit a position.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn take_incomplete(&mut self) -> Result<Vec<(i64, i64)>, StoreError> {
        let required = self
            .kind
            .fields()
            .iter()
            .enumerate()
            .filter(|(_, field)| field.required)
            .fold(0_u64, |mask, (at, _)| mask | 1 << at);
        let lacks_geometry = if self.kind.may_lack_geometry() {
            "false"
        } else {
            "s.geom is null"
        };
        let text = format!(
            "delete from stage s
             where ((s.present | s.computed) & {required} <> {required} or {lacks_geometry})
               and not exists (select from target g where g.line = s.line)
             returning s.line, {required} & ~(s.present | s.computed)"
        );
        Ok(sqlx::query_as(AssertSqlSafe(text))
            .fetch_all(&mut *self.commit.transaction)
            .await?)
    }

    /// The first field of such a mask; `geometry` when none of its bits is set.
    #[must_use]
    pub fn first_field(&self, fields: i64) -> &'static str {
        self.kind
            .fields()
            .iter()
            .enumerate()
            .find(|(at, _)| fields & 1 << at != 0)
            .map_or("geometry", |(_, field)| field.name)
    }

    /// Finds which staged rows are registered already, and whether they say anything new.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn match_registered(&mut self) -> Result<(), StoreError> {
        let kind = self.kind;
        let merged = self.merged().collect::<Vec<_>>();
        let old = merged
            .iter()
            .map(|(column, _)| format!("t.{column}"))
            .collect::<Vec<_>>()
            .join(", ");
        let new = merged
            .iter()
            .map(|(_, value)| value.as_str())
            .collect::<Vec<_>>()
            .join(", ");
        let source = quote_literal(&self.source);
        // A region is the same region whoever says so; a code names a line or cemetery of this
        // source when the file gives no identifier of its own.
        let by_code = match kind {
            Kind::Region => Some("t.code = s.code".to_owned()),
            Kind::BoundaryLine => Some("not s.given and t.code = s.code".to_owned()),
            Kind::Cemetery => Some(format!(
                "not s.given and t.source = {source} and t.code = s.code"
            )),
            _ => None,
        };
        let by_source = format!("t.source = {source} and t.source_id = s.source_id");
        let matches = std::iter::once(by_source)
            .chain(by_code)
            .map(|condition| {
                format!(
                    "select s.line, t.id, row({old}, t.geom) is distinct from row({new}, {geom}) as changed
                     from stage s join {kind} t on {condition}",
                    geom = MERGED_GEOMETRY,
                )
            })
            .collect::<Vec<_>>()
            .join(" union all ");
        let text = format!(
            "create temporary table target on commit drop as
             select distinct on (line) line, id, changed from ({matches}) found order by line"
        );
        self.run(text).await?;
        self.run("analyze target".to_owned()).await
    }

    /// Writes what is new and what has changed, each with its change row.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when a row breaks a constraint; then nothing is changed.
    pub async fn apply(&mut self, import_id: Uuid) -> Result<BulkCounts, StoreError> {
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
             from stage s join target g on g.line = s.line
             where t.id = g.id and g.changed",
            at = self.at_literal(),
            geom = MERGED_GEOMETRY,
        ))
        .await?;
        self.run(format!(
            "insert into change (commit_id, ordinal, kind, id, version, op, before, digest, box_before, box_after)
             select '{commit}', row_number() over (order by t.fid) - 1, '{kind}', t.id, t.version,
                    case when t.state = 'retired' and o.state <> 'retired' then 'retire'
                         when t.state <> 'retired' and o.state = 'retired' then 'restore'
                         else 'update' end,
                    o.before, {digest}, o.box_before, {bounds}
             from {kind} t join old_row o on o.id = t.id",
            commit = self.commit.id,
            digest = statement::digest(kind, "t"),
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
             from stage s where not exists (select from target g where g.line = s.line)
             order by s.line",
            source = quote_literal(&self.source),
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
            "insert into change (commit_id, ordinal, kind, id, version, op, digest, box_after)
             select '{commit}', row_number() over () + {offset} - 1, '{kind}', t.id, t.version, 'insert',
                    {digest}, {bounds}
             from {table}",
            commit = self.commit.id,
            digest = statement::digest(kind, "t"),
            bounds = statement::bounds("t"),
        ))
        .await
    }

    /// Drops the secondary indexes when the table is empty or smaller than the load; what they were
    /// is remembered, so that they are built the same again.
    async fn drop_indexes(&mut self, inserts: i64) -> Result<(), StoreError> {
        let kind = self.kind;
        if inserts < 20_000 {
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
        let unique: Vec<(String, String)> = sqlx::query_as(
            "select conname::text, pg_get_constraintdef(oid) from pg_constraint
             where conrelid = $1::regclass and contype = 'u'",
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
        for (name, definition) in unique {
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

    async fn rebuild_indexes(&mut self) -> Result<(), StoreError> {
        for definition in std::mem::take(&mut self.rebuilt) {
            self.run(definition).await?;
        }
        Ok(())
    }

    /// What each column of a registered row becomes: what the file says; what was computed, where the
    /// register had nothing or the geometry moved; or what it was.
    fn merged(&self) -> impl Iterator<Item = (String, String)> + '_ {
        self.kind.fields().iter().enumerate().map(|(at, field)| {
            let column = statement::quoted(field.name);
            let bit = 1_u64 << at;
            let value = match at {
                // A row matched by code keeps its identifier unless the file gives one.
                shared::SOURCE_ID_AT => "case when s.given then s.source_id else t.source_id end".to_owned(),
                shared::STATE_AT => format!(
                    "case when s.present & {bit} <> 0 then coalesce(s.{column}, 'current') else t.{column} end"
                ),
                _ => format!(
                    "case when s.computed & {bit} <> 0 then
                              case when {MERGED_GEOMETRY} is distinct from t.geom
                                   then coalesce(s.{column}, t.{column}) else coalesce(t.{column}, s.{column}) end
                          when s.present & {bit} <> 0 then s.{column}
                          else t.{column} end"
                ),
            };
            (column, value)
        })
    }

    fn at_literal(&self) -> String {
        format!(
            "'{}'::timestamptz",
            self.commit.at.format("%Y-%m-%d %H:%M:%S%.6f+00")
        )
    }

    async fn duplicates(&mut self, text: String) -> Result<Vec<Duplicate>, StoreError> {
        let rows: Vec<(i64, String, i64, Option<String>)> = sqlx::query_as(AssertSqlSafe(text))
            .fetch_all(&mut *self.commit.transaction)
            .await?;
        Ok(rows
            .into_iter()
            .map(|(line, value, first_line, road)| Duplicate {
                road,
                line,
                value,
                first_line,
            })
            .collect())
    }

    async fn run(&mut self, text: String) -> Result<(), StoreError> {
        sqlx::raw_sql(AssertSqlSafe(text))
            .execute(&mut *self.commit.transaction)
            .await?;
        Ok(())
    }
}

/// A string literal, for the few statements that take no binds.
fn quote_literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
