//! The straight way of a load: taken where nothing of its source is registered, so that a row can
//! only be new, unless the file itself has it twice.

use std::sync::{Arc, mpsc};

use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::{Bulk, Direct, Duplicate, load::Load};
use crate::{
    domain::Kind,
    store::{StoreError, statement},
};

/// How many rows of a load have their digest compared with the database's own.
const COMPARED: i32 = 500;

impl Bulk {
    /// What writes rows straight, when nothing of the source is registered. Regions hang on each
    /// other, and codes of regions and lines are everybody's: they are always staged.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn direct(&mut self, load: &Load<'_>) -> Result<Option<Direct>, StoreError> {
        if matches!(self.kind, Kind::Region | Kind::BoundaryLine) {
            return Ok(None);
        }
        let is_known: bool = sqlx::query_scalar(AssertSqlSafe(format!(
            "select exists (select from {} where source = $1)",
            self.kind
        )))
        .bind(load.source)
        .fetch_one(&mut *self.commit.transaction)
        .await?;
        if is_known {
            return Ok(None);
        }
        // The kind is locked, so the numbers that follow are nobody else's.
        let first_fid: i64 =
            sqlx::query_scalar("select nextval(pg_get_serial_sequence($1, 'fid'))")
                .bind(self.kind.as_str())
                .fetch_one(&mut *self.commit.transaction)
                .await?;
        let (sender, spare) = mpsc::channel();
        self.spare = Some(sender);
        let defaults = Arc::clone(&self.defaults);
        Ok(Some(Direct::new(load, first_fid, spare, defaults)))
    }

    /// Counts what was written straight, builds the indexes again and compares some digests with
    /// the database's own.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when a digest is another; otherwise when the database does not answer.
    pub async fn settle(&mut self, direct: &Direct) -> Result<(), StoreError> {
        let count = direct.count();
        self.direct = count;
        if count == 0 {
            return Ok(());
        }
        self.fid_offset = Some(direct.first_fid());
        sqlx::query("select setval(pg_get_serial_sequence($1, 'fid'), $2)")
            .bind(self.kind.as_str())
            .bind(direct.last_fid())
            .execute(&mut *self.commit.transaction)
            .await?;
        self.rebuild_indexes().await?;
        let step = usize::try_from(count / COMPARED).unwrap_or(0).max(1);
        let some: Vec<i32> = (0..count).step_by(step).collect();
        // Row by row along the keys: nothing is known yet of what the tables hold.
        let differing: i64 = sqlx::query_scalar(AssertSqlSafe(format!(
            "select count(*) from unnest($2::integer[]) asked (ordinal)
             cross join lateral (
                 select id, digest from change c where c.commit_id = $1 and c.ordinal = asked.ordinal offset 0
             ) c
             cross join lateral (
                 select {digest} as digest from {kind} t where t.id = c.id offset 0
             ) own
             where c.digest <> own.digest",
            kind = self.kind,
            digest = statement::digest(self.kind, "t"),
        )))
        .bind(self.commit.id)
        .bind(some)
        .fetch_one(&mut *self.commit.transaction)
        .await?;
        if differing == 0 {
            return Ok(());
        }
        Err(StoreError::Corrupt {
            kind: self.kind,
            detail: format!("{differing} digests are not the database's own"),
        })
    }

    /// Takes every row out of the stage whose identifier a row written straight has; `first_line`
    /// holds that row's `fid`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn take_again(&mut self) -> Result<Vec<Duplicate>, StoreError> {
        self.duplicates(format!(
            "delete from stage s using {kind} t
             where t.source = {source} and t.source_id = s.source_id
             returning s.line, s.source_id, t.fid, null::text",
            kind = self.kind,
            source = statement::literal(&self.source),
        ))
        .await
    }

    /// Which of some doorplates written straight bear a number that an earlier one on their road
    /// bears, at most `limit`; `line` holds the plate's `fid`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn repeated_among(
        &mut self,
        plates: &[Uuid],
        limit: i64,
    ) -> Result<Vec<Duplicate>, StoreError> {
        // Row by row along the keys, as above; the source, which all have, in no condition of its own.
        let rows: Vec<(i64, String, Option<String>)> = sqlx::query_as(
            "select p.fid, p.number || coalesce('-' || p.suffix, ''), coalesce(p.road_name, p.road_source_id)
             from unnest($1::uuid[]) asked (id)
             cross join lateral (select * from doorplate d where d.id = asked.id offset 0) p
             where exists (
                 select from doorplate t
                 where t.road_source_id = p.road_source_id and t.number = p.number
                   and row(t.source, t.suffix, t.building, t.unit, t.room)
                       is not distinct from row($2, p.suffix, p.building, p.unit, p.room)
                   and t.state <> 'retired' and t.fid < p.fid
                 offset 0
             )
             order by p.fid limit $3",
        )
        .bind(plates)
        .bind(&self.source)
        .bind(limit)
        .fetch_all(&mut *self.commit.transaction)
        .await?;
        Ok(rows
            .into_iter()
            .map(|(line, value, detail)| Duplicate {
                line,
                value,
                first_line: 0,
                detail,
            })
            .collect())
    }
}
