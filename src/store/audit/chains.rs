//! The chains: seals, digests and numbers of commits and events, and the ends that were written down.

use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use super::finding::{AuditFinding, AuditHead};
use crate::store::StoreError;

#[derive(FromRow)]
struct BrokenCommit {
    id: Uuid,
    place: i64,
    digest_broken: bool,
    chain_broken: bool,
    gap: bool,
}

/// The register's commits: seal, digest, and positions without gaps.
pub(super) async fn chain(connection: &mut PgConnection) -> Result<Vec<AuditFinding>, StoreError> {
    let rows: Vec<BrokenCommit> = sqlx::query_as(
        "with changed as (
             select commit_id, string_agg(digest, ''::bytea order by ordinal) as digests, count(*) as number
             from change group by commit_id
         ), told as (
             select commit_id, string_agg(digest, ''::bytea order by ordinal) as digests
             from people.event group by commit_id
         ), judged as (
             select m.id, m.last as place,
                    m.digest is distinct from sha256(coalesce(c.digests, '') || coalesce(e.digests, ''))
                        or coalesce(c.number, 0) <> m.last - m.first + 1 as digest_broken,
                    m.chain is distinct from sha256(coalesce(lag(m.chain) over w, '') || commit_seal(
                        m.id, m.first, m.last, m.actor, m.role, m.at, m.reason, m.case_id, m.import_id, m.digest
                    )) as chain_broken,
                    m.first <> coalesce(lag(m.last) over w, 0) + 1 as gap
             from commit m
             left join changed c on c.commit_id = m.id
             left join told e on e.commit_id = m.id
             window w as (order by m.last)
         )
         select * from judged where digest_broken or chain_broken or gap order by place limit 1000",
    )
    .fetch_all(connection)
    .await?;
    Ok(told(&rows, ["commit_digest", "commit_chain", "commit_gap"]))
}

/// The journal's, and what each saw of the register.
pub(super) async fn journal(
    connection: &mut PgConnection,
) -> Result<Vec<AuditFinding>, StoreError> {
    let rows: Vec<BrokenCommit> = sqlx::query_as(
        "with judged as (
             select j.id, j.number as place,
                    j.digest is distinct from commit_digest(j.id) as digest_broken,
                    j.chain is distinct from sha256(coalesce(lag(j.chain) over w, '') || people.journal_seal(
                        j.id, j.number, j.actor, j.role, j.at, j.reason, j.digest, j.register_last, j.register_chain
                    )) as chain_broken,
                    j.number <> coalesce(lag(j.number) over w, 0) + 1 as gap
             from people.journal j
             window w as (order by j.number)
         )
         select * from judged where digest_broken or chain_broken or gap order by place limit 1000",
    )
    .fetch_all(&mut *connection)
    .await?;
    let mut findings = told(&rows, ["journal_digest", "journal_chain", "journal_gap"]);
    let cut: Vec<(Uuid, i64)> = sqlx::query_as(
        "select j.id, j.register_last
         from people.journal j
         left join commit m on m.last = j.register_last
         where j.register_last > 0 and m.chain is distinct from j.register_chain
         order by j.number limit 1",
    )
    .fetch_all(connection)
    .await?;
    findings.extend(cut.into_iter().map(|(id, last)| AuditFinding {
        commit: Some(id),
        position: Some(last),
        ..AuditFinding::of("register_cut")
    }));
    Ok(findings)
}

fn told(rows: &[BrokenCommit], [digest, chain, gap]: [&'static str; 3]) -> Vec<AuditFinding> {
    rows.iter()
        .flat_map(|row| {
            [
                (row.digest_broken, digest),
                (row.chain_broken, chain),
                (row.gap, gap),
            ]
            .into_iter()
            .filter(|(broken, _)| *broken)
            .map(|(_, code)| AuditFinding {
                commit: Some(row.id),
                position: Some(row.place),
                ..AuditFinding::of(code)
            })
        })
        .collect()
}

/// Events whose own digest does not hold.
pub(super) async fn events(connection: &mut PgConnection) -> Result<Vec<AuditFinding>, StoreError> {
    let rows: Vec<(Uuid, i32)> = sqlx::query_as(
        "select e.commit_id, e.ordinal from people.event e
         where e.digest is distinct from people.event_seal(e)
         order by e.at limit 1000",
    )
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(commit, ordinal)| AuditFinding {
            commit: Some(commit),
            version: Some(ordinal),
            ..AuditFinding::of("event_digest")
        })
        .collect())
}

/// Changes and events that hang on no commit.
pub(super) async fn strays(connection: &mut PgConnection) -> Result<Vec<AuditFinding>, StoreError> {
    let rows: Vec<(Uuid, bool)> = sqlx::query_as(
        "select distinct commit_id, true from change c
         where not exists (select from commit m where m.id = c.commit_id)
         union
         select distinct commit_id, false from people.event e
         where not exists (select from commit m where m.id = e.commit_id)
           and not exists (select from people.journal j where j.id = e.commit_id)
         limit 1000",
    )
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(commit, of_changes)| AuditFinding {
            commit: Some(commit),
            ..AuditFinding::of(if of_changes {
                "changes_without_commit"
            } else {
                "events_without_commit"
            })
        })
        .collect())
}

/// What was once the end of the chains must still be in them.
pub(super) async fn held_against(
    connection: &mut PgConnection,
    head: &AuditHead,
) -> Result<Vec<AuditFinding>, StoreError> {
    let (register, journal): (bool, bool) = sqlx::query_as(
        "select $1 = 0 or exists (select from commit where last = $1 and encode(chain, 'hex') = $2),
                $3 = 0 or exists (select from people.journal where number = $3 and encode(chain, 'hex') = $4)",
    )
    .bind(head.position)
    .bind(&head.chain)
    .bind(head.number)
    .bind(&head.journal)
    .fetch_one(connection)
    .await?;
    Ok([
        (register, "head_missing", head.position),
        (journal, "journal_head_missing", head.number),
    ]
    .into_iter()
    .filter(|(holds, _, _)| !holds)
    .map(|(_, code, position)| AuditFinding {
        position: Some(position),
        ..AuditFinding::of(code)
    })
    .collect())
}
