//! Sifting the stage: what only the whole file, or the file beside the register, can tell.

use sqlx::AssertSqlSafe;

use super::Bulk;
use crate::{
    domain::{Kind, region, shared},
    store::{StoreError, statement},
};

/// A staged row that was taken out again, and the value that made it so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// Its line.
    pub line: i64,
    /// The identifier or code concerned.
    pub value: String,
    /// The line that keeps the identifier, for a duplicate.
    pub first_line: i64,
    /// What the value does not go with: the road of a repeated number, the day that an end precedes.
    pub detail: Option<String>,
}

impl Bulk {
    /// Takes every later row with an identifier that an earlier row has out of the stage.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn take_duplicates(&mut self) -> Result<Vec<Duplicate>, StoreError> {
        let mut taken = Vec::new();
        let mut keys = vec!["source_id"];
        if has_unique_code(self.kind) {
            keys.push("code");
        }
        for key in keys {
            let text = format!(
                "with again as (
                     select {key} as value, min(nth) as first, min(line) as first_line from stage
                     where {key} is not null group by {key} having count(*) > 1
                 )
                 delete from stage s using again a
                 where s.{key} = a.value and s.nth > a.first
                 returning s.line, a.value, a.first_line, null::text"
            );
            taken.extend(self.duplicates(text).await?);
        }
        Ok(taken)
    }

    /// Moves parents that the code's shape implies up to the nearest that is there.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn settle_parents(&mut self) -> Result<(), StoreError> {
        if self.kind != Kind::Region {
            return Ok(());
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
        .await
    }

    /// Takes regions out of the stage whose parent is neither registered nor staged, again and again
    /// until none is left: a child goes with its parent.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn take_orphans(&mut self) -> Result<Vec<Duplicate>, StoreError> {
        if self.kind != Kind::Region {
            return Ok(Vec::new());
        }
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
               and not exists (select from target g where g.nth = s.nth)
             returning s.line, {required} & ~(s.present | s.computed)"
        );
        Ok(sqlx::query_as(AssertSqlSafe(text))
            .fetch_all(&mut *self.commit.transaction)
            .await?)
    }

    /// Takes every later row out of the stage that names the same registered feature as an earlier
    /// one does, by another of its names.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn take_same_targets(&mut self) -> Result<Vec<Duplicate>, StoreError> {
        self.duplicates(
            "with again as (
                 select g.id, min(g.nth) as first, min(s.line) as first_line
                 from target g join stage s on s.nth = g.nth
                 group by g.id having count(*) > 1
             )
             delete from stage s using target g join again a on a.id = g.id
             where s.nth = g.nth and g.nth > a.first
             returning s.line, coalesce(s.source_id, s.code), a.first_line, null::text"
                .to_owned(),
        )
        .await
    }

    /// Takes rows out of the stage that bring a code which another registered feature bears.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn take_taken_codes(&mut self) -> Result<Vec<Duplicate>, StoreError> {
        if !has_unique_code(self.kind) {
            return Ok(Vec::new());
        }
        let text = format!(
            "delete from stage s using {kind} t
             where t.code = s.code
               and not exists (select from target g where g.nth = s.nth and g.id = t.id)
             returning s.line, s.code, 0::bigint, null::text",
            kind = self.kind,
        );
        self.duplicates(text).await
    }

    /// Takes rows out of the stage that would make a registered feature end before it begins.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn take_backward_periods(&mut self) -> Result<Vec<Duplicate>, StoreError> {
        let merged = |at: usize| {
            let column = self.kind.fields()[at].name;
            let bit = 1_u64 << at;
            format!("case when s.present & {bit} <> 0 then s.{column} else t.{column} end")
        };
        let (from, to) = (merged(shared::VALID_FROM_AT), merged(shared::VALID_TO_AT));
        let text = format!(
            "delete from stage s using target g join {kind} t on t.id = g.id
             where s.nth = g.nth and g.changed and {from} > {to}
             returning s.line, ({to})::text, 0::bigint, ({from})::text",
            kind = self.kind,
        );
        self.duplicates(text).await
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
        // A hash over what makes a number, then only its repetitions: most files have few.
        let text = format!(
            "with plate as materialized (
                 select s.nth, s.line, s.number, s.suffix, s.building, s.unit, s.room, s.road_source_id,
                        coalesce(s.road_name, s.road_source_id) as road,
                        g.id, g.nth is null or g.changed as is_news
                 from stage s left join target g on g.nth = s.nth
                 where s.road_source_id is not null and s.number is not null
                   and s.state is distinct from 'retired'
             ), again as (
                 select road_source_id, number, suffix, building, unit, room,
                        min(nth) as first_nth, min(line) as first_line
                 from plate
                 group by road_source_id, number, suffix, building, unit, room
                 having count(*) > 1
             )
             select p.line, p.number || coalesce('-' || p.suffix, ''), coalesce(a.first_line, p.line), p.road
             from plate p left join again a
                 on a.road_source_id = p.road_source_id and a.number = p.number
                and row(a.suffix, a.building, a.unit, a.room)
                    is not distinct from row(p.suffix, p.building, p.unit, p.room)
             where p.nth > a.first_nth or p.is_news and exists (
                 select from doorplate t
                 where t.road_source_id = p.road_source_id and t.number = p.number
                   and row(t.source, t.suffix, t.building, t.unit, t.room)
                       is not distinct from row({source}, p.suffix, p.building, p.unit, p.room)
                   and t.state <> 'retired' and t.id is distinct from p.id
                   and not exists (select from target g where g.id = t.id)
             )
             order by p.nth limit {limit}",
            source = statement::literal(&self.source),
        );
        self.duplicates(text).await
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

    pub(super) async fn duplicates(&mut self, text: String) -> Result<Vec<Duplicate>, StoreError> {
        let rows: Vec<(i64, String, i64, Option<String>)> = sqlx::query_as(AssertSqlSafe(text))
            .fetch_all(&mut *self.commit.transaction)
            .await?;
        Ok(rows
            .into_iter()
            .map(|(line, value, first_line, detail)| Duplicate {
                line,
                value,
                first_line,
                detail,
            })
            .collect())
    }
}

/// Whether no two features of the kind bear one code.
const fn has_unique_code(kind: Kind) -> bool {
    matches!(kind, Kind::Region | Kind::BoundaryLine)
}
