//! Name records: kept in line with the features that a commit changed, in the same transaction.

use chrono::NaiveDate;
use sqlx::{AssertSqlSafe, PgConnection};
use uuid::Uuid;

use super::{Store, StoreError};
use crate::domain::Kind;

/// Ends the standard name of every feature in the commit that has another name now, or is retired,
/// and begins the new one. A name replaced before or on the day it began becomes a former name of
/// that day.
pub(super) async fn follow_changes(
    connection: &mut PgConnection,
    kind: Kind,
    commit: Uuid,
    on: NaiveDate,
) -> Result<(), StoreError> {
    let column = |name| {
        if kind.field(name).is_some() {
            format!("t.{name}")
        } else {
            "null".to_owned()
        }
    };
    // A feature restored on the day it was retired bears its name without a break; under another
    // name, the old one ended the day before.
    let resumed = format!(
        "update name_record n
         set valid_to = case
                 when n.text = t.name then null
                 when n.valid_from >= $2 then n.valid_to
                 else $2 - 1
             end,
             role = case when n.text <> t.name and n.valid_from >= $2 then 'former' else n.role end
         from {kind} t join change c on c.id = t.id and c.commit_id = $1 and c.kind = '{kind}'
         where n.feature_id = t.id and n.role = 'standard' and n.valid_to >= $2
           and c.op = 'restore' and t.name is not null"
    );
    let closed = format!(
        "update name_record n
         set role = case when n.valid_from >= $2 and t.state <> 'retired' then 'former' else n.role end,
             valid_to = case
                 when t.state = 'retired' then greatest(n.valid_from, $2)
                 else greatest(n.valid_from, $2 - 1)
             end
         from {kind} t join change c on c.id = t.id and c.commit_id = $1 and c.kind = '{kind}'
         where n.feature_id = t.id and n.role = 'standard' and n.valid_to is null
           and c.op <> 'insert'
           and (n.text is distinct from t.name or t.state = 'retired')"
    );
    // A name that stays follows the feature's spelling, and its beginning where it began with it.
    let kept = format!(
        "update name_record n
         set pinyin = {pinyin}, specific = {specific}, generic = {generic}, region_code = t.region_code,
             valid_from = case
                 when n.valid_from is not distinct from (c.before ->> 'valid_from')::date then t.valid_from
                 else n.valid_from
             end
         from {kind} t join change c on c.id = t.id and c.commit_id = $1 and c.kind = '{kind}'
         where n.feature_id = t.id and n.role = 'standard' and n.valid_to is null and n.text = t.name
           and c.op = 'update' and $2::date is not null",
        specific = column("specific"),
        generic = column("generic"),
        pinyin = column("pinyin"),
    );
    for text in [resumed, closed, kept] {
        sqlx::query(AssertSqlSafe(text))
            .bind(commit)
            .bind(on)
            .execute(&mut *connection)
            .await?;
    }
    let begun = format!(
        "insert into name_record (id, kind, feature_id, text, role, specific, generic, pinyin, valid_from, region_code)
         select gen_random_uuid(), '{kind}', t.id, t.name, 'standard', {specific}, {generic}, {pinyin},
                case when c.op = 'insert' then t.valid_from else greatest(t.valid_from, $2) end, t.region_code
         from {kind} t join change c on c.id = t.id and c.commit_id = $1 and c.kind = '{kind}'
         where t.name is not null and t.state <> 'retired'
           and (c.op = 'insert' or not exists (
               select from name_record n
               where n.feature_id = t.id and n.role = 'standard' and n.valid_to is null
           ))",
        specific = column("specific"),
        generic = column("generic"),
        pinyin = column("pinyin"),
    );
    sqlx::query(AssertSqlSafe(begun))
        .bind(commit)
        .bind(on)
        .execute(&mut *connection)
        .await?;
    Ok(())
}

impl Store {
    /// The standard name and its romanization on a day.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn standard_name_on(
        &self,
        feature: Uuid,
        day: NaiveDate,
    ) -> Result<Option<(String, Option<String>)>, StoreError> {
        Ok(sqlx::query_as(
            "select text, pinyin from name_record
             where feature_id = $1 and role in ('standard', 'former')
               and daterange(valid_from, valid_to, '[]') @> $2
             order by role desc limit 1",
        )
        .bind(feature)
        .bind(day)
        .fetch_optional(&self.reader)
        .await?)
    }

    /// Names that features of a region and below bore before and bear no more, the latest first, at
    /// most 500.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn former_names(
        &self,
        region: &str,
    ) -> Result<Vec<(Kind, Uuid, String)>, StoreError> {
        let rows: Vec<(String, Uuid, String)> = sqlx::query_as(
            "with recursive below as (
                 select code from region where code = $1
                 union
                 select r.code from region r join below b on r.parent_code = b.code
             )
             select n.kind, n.feature_id, n.text from name_record n
             where n.feature_id is not null and n.region_code in (select code from below)
               and (n.role = 'former' or n.role = 'standard' and n.valid_to is not null)
             order by n.valid_to desc nulls last, n.id
             limit 500",
        )
        .bind(region)
        .fetch_all(&self.reader)
        .await?;
        let known = |(kind, id, text): (String, Uuid, String)| Some((kind.parse().ok()?, id, text));
        Ok(rows.into_iter().filter_map(known).collect())
    }
}
