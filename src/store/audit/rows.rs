//! Rows, past and present, against the digests that the log took of them.

use sqlx::{AssertSqlSafe, FromRow, PgConnection};
use uuid::Uuid;

use super::finding::AuditFinding;
use crate::{
    domain::Kind,
    store::{StoreError, statement},
};

/// No more findings of one sort than this: who finds so many needs no longer list.
const MOST: usize = 1_000;

#[derive(FromRow)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "a row of answers, one column a question"
)]
struct BrokenRow {
    commit_id: Uuid,
    place: Option<i64>,
    id: Uuid,
    version: i32,
    missing: bool,
    digest_broken: bool,
    box_broken: bool,
    op_broken: bool,
    gap: bool,
    marks: Option<Vec<Option<i32>>>,
    now: Option<Vec<Option<i32>>>,
}

/// A kind's changes with what they made: the row itself for the latest, else what the next change
/// kept as before.
fn changes_of(kind: Kind) -> String {
    format!(
        "select c.commit_id, c.id, c.version, c.op, c.digest, c.marks, c.box_before, c.box_after, c.before,
                lead(c.before) over w as next_before, lead(c.version) over w as next_version,
                lead(c.op) over w as next_op, lead(c.box_before) over w as next_box,
                lag(c.version) over w as previous_version
         from change c where c.kind = '{kind}'
         window w as (partition by c.id order by c.version)"
    )
}

/// Every feature as it is, against the digest of its latest change.
pub(super) async fn latest(
    connection: &mut PgConnection,
    kind: Kind,
) -> Result<Vec<AuditFinding>, StoreError> {
    let text = format!(
        "with last as ({changes}), judged as (
             select c.commit_id, c.id, c.version, t.id is null as missing,
                    coalesce(c.version <> t.version or c.digest is distinct from {digest}, false) as digest_broken,
                    t.id is not null and ({bounds})::text is distinct from c.box_after::text as box_broken,
                    (c.op in ('retire', 'restore') and (c.op = 'retire') <> (t.state = 'retired')) is true as op_broken,
                    c.version <> coalesce(c.previous_version, 0) + 1 as gap,
                    c.marks, {marks} as now
             from last c left join {kind} t on t.id = c.id
             where c.next_version is null
         )
         select j.*, m.last as place
         from judged j left join commit m on m.id = j.commit_id
         where missing or digest_broken or box_broken or op_broken or gap
         limit {MOST}",
        changes = changes_of(kind),
        digest = statement::digest(kind, "t"),
        bounds = statement::bounds("t"),
        marks = statement::marks(kind, "t"),
    );
    broken(connection, kind, text, ["row_missing", "row_digest"]).await
}

/// What the log kept of earlier versions, against the digests of the changes that made them.
pub(super) async fn earlier(
    connection: &mut PgConnection,
    kind: Kind,
) -> Result<Vec<AuditFinding>, StoreError> {
    let text = format!(
        "with every as ({changes}), judged as (
             select c.commit_id, c.id, c.version, false as missing,
                    c.digest is distinct from {digest} as digest_broken,
                    ({bounds})::text is distinct from c.box_after::text
                        or c.box_after::text is distinct from c.next_box::text as box_broken,
                    (c.op in ('retire', 'restore') and (c.op = 'retire') <> (t.state = 'retired')) is true as op_broken,
                    c.version <> coalesce(c.previous_version, 0) + 1 as gap,
                    c.marks, {marks} as now
             from every c cross join lateral jsonb_populate_record(null::{kind}, c.next_before) t
             where c.next_version is not null
         )
         select j.*, m.last as place
         from judged j left join commit m on m.id = j.commit_id
         where digest_broken or box_broken or op_broken or gap
         limit {MOST}",
        changes = changes_of(kind),
        digest = statement::digest(kind, "t"),
        bounds = statement::bounds("t"),
        marks = statement::marks(kind, "t"),
    );
    broken(connection, kind, text, ["row_missing", "before_digest"]).await
}

/// What such a question finds.
async fn broken(
    connection: &mut PgConnection,
    kind: Kind,
    text: String,
    sorts: [&'static str; 2],
) -> Result<Vec<AuditFinding>, StoreError> {
    let rows: Vec<BrokenRow> = sqlx::query_as(AssertSqlSafe(text))
        .fetch_all(connection)
        .await?;
    Ok(of_rows(kind, &rows, sorts))
}

/// Features that no change has made.
pub(super) async fn unlogged(
    connection: &mut PgConnection,
    kind: Kind,
) -> Result<Vec<AuditFinding>, StoreError> {
    let text = format!(
        "select t.id, t.version from {kind} t
         where not exists (select from change c where c.id = t.id and c.kind = '{kind}')
         limit {MOST}"
    );
    let rows: Vec<(Uuid, i32)> = sqlx::query_as(AssertSqlSafe(text))
        .fetch_all(connection)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, version)| AuditFinding {
            kind: Some(kind),
            feature: Some(id),
            version: Some(version),
            ..AuditFinding::of("row_unlogged")
        })
        .collect())
}

fn of_rows(
    kind: Kind,
    rows: &[BrokenRow],
    [missing, digest]: [&'static str; 2],
) -> Vec<AuditFinding> {
    rows.iter()
        .flat_map(|row| {
            [
                (row.missing, missing),
                (row.digest_broken, digest),
                (row.box_broken && !row.digest_broken, "change_box"),
                (row.op_broken && !row.digest_broken, "change_op"),
                (row.gap, "version_gap"),
            ]
            .into_iter()
            .filter(|(broken, _)| *broken)
            .map(|(_, code)| AuditFinding {
                commit: Some(row.commit_id),
                position: row.place,
                kind: Some(kind),
                feature: Some(row.id),
                version: Some(row.version),
                fields: if row.digest_broken && code == digest {
                    differing(kind, row)
                } else {
                    Vec::new()
                },
                code,
            })
        })
        .collect()
}

/// The fields whose marks differ. Where none does, it is the geometry, or the digest in the log.
fn differing(kind: Kind, row: &BrokenRow) -> Vec<String> {
    let (Some(then), Some(now)) = (&row.marks, &row.now) else {
        return Vec::new();
    };
    let names = kind
        .fields()
        .iter()
        .map(|field| field.name)
        .chain(["source", "fid", "version", "geometry"]);
    let fields: Vec<String> = names
        .zip(then.iter().zip(now))
        .filter(|(_, (then, now))| then != now)
        .map(|(name, _)| name.to_owned())
        .collect();
    if fields.is_empty() {
        vec!["digest".to_owned()]
    } else {
        fields
    }
}
