//! Whether the log is what it was: the chains, each commit's digest, and every row, past and present,
//! against the digest that the log took of it. Set-wise; only what does not hold is brought back.

use sqlx::{AssertSqlSafe, FromRow, PgConnection};
use uuid::Uuid;

use super::{Store, StoreError, statement};
use crate::domain::Kind;

/// Something that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditFinding {
    /// A stable word.
    pub code: &'static str,
    /// The commit it lies in.
    pub commit: Option<Uuid>,
    /// The last position of that commit, or the number in the journal.
    pub position: Option<i64>,
    /// The feature's kind.
    pub kind: Option<Kind>,
    /// The feature.
    pub feature: Option<Uuid>,
    /// Which version of it.
    pub version: Option<i32>,
    /// The fields that differ; `geometry` when it is none of the others.
    pub fields: Vec<String>,
}

/// How much was looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AuditTotals {
    /// Commits of the register.
    pub commits: i64,
    /// Commits of the journal.
    pub journal: i64,
    /// Changes.
    pub changes: i64,
    /// Events.
    pub events: i64,
    /// Rows of features.
    pub features: i64,
}

/// The ends of both chains at some time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditHead {
    /// The register's last position; 0: none.
    pub position: i64,
    /// The chain there, as hexadecimal digits.
    pub chain: String,
    /// The journal's last number; 0: none.
    pub number: i64,
    /// The chain there.
    pub journal: String,
}

/// No more findings of one sort than this: who finds so many needs no longer list.
const MOST: usize = 1_000;

#[derive(FromRow)]
struct BrokenCommit {
    id: Uuid,
    place: i64,
    digest_broken: bool,
    chain_broken: bool,
    gap: bool,
}

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

impl Store {
    /// Looks at everything, in one view of the database.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn audit(
        &self,
        heads: &[AuditHead],
    ) -> Result<(Vec<AuditFinding>, AuditTotals), StoreError> {
        let mut transaction = self.owner.begin().await?;
        // Right after a load the planner's statistics know nothing of it: what it takes for one row, and
        // would walk for each of a million, is a million.
        sqlx::raw_sql(
            "set transaction isolation level repeatable read, read only; set local work_mem = '128MB'; \
             set local enable_nestloop = off",
        )
        .execute(&mut *transaction)
        .await?;
        let mut findings = chain(&mut transaction).await?;
        findings.extend(journal(&mut transaction).await?);
        findings.extend(events(&mut transaction).await?);
        findings.extend(strays(&mut transaction).await?);
        for kind in Kind::ALL {
            findings.extend(latest(&mut transaction, kind).await?);
            findings.extend(earlier(&mut transaction, kind).await?);
            findings.extend(unlogged(&mut transaction, kind).await?);
        }
        findings.extend(grants(&mut transaction).await?);
        for head in heads {
            findings.extend(held_against(&mut transaction, head).await?);
        }
        let totals = totals(&mut transaction).await?;
        transaction.rollback().await?;
        Ok((findings, totals))
    }

    /// The ends of both chains now.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn audit_head(&self) -> Result<AuditHead, StoreError> {
        let (position, chain, number, journal) = sqlx::query_as(
            "select coalesce(c.last, 0), coalesce(encode(c.chain, 'hex'), ''),
                    coalesce(j.number, 0), coalesce(encode(j.chain, 'hex'), '')
             from (select 1) one
             left join (select last, chain from commit order by last desc limit 1) c on true
             left join (select number, chain from people.journal order by number desc limit 1) j on true",
        )
        .fetch_one(&self.app)
        .await?;
        Ok(AuditHead {
            position,
            chain,
            number,
            journal,
        })
    }
}

impl AuditFinding {
    fn of(code: &'static str) -> Self {
        Self {
            code,
            commit: None,
            position: None,
            kind: None,
            feature: None,
            version: None,
            fields: Vec::new(),
        }
    }
}

/// The register's commits: seal, digest, and positions without gaps.
async fn chain(connection: &mut PgConnection) -> Result<Vec<AuditFinding>, StoreError> {
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
async fn journal(connection: &mut PgConnection) -> Result<Vec<AuditFinding>, StoreError> {
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
async fn events(connection: &mut PgConnection) -> Result<Vec<AuditFinding>, StoreError> {
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
async fn strays(connection: &mut PgConnection) -> Result<Vec<AuditFinding>, StoreError> {
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
async fn latest(
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
    let rows: Vec<BrokenRow> = sqlx::query_as(AssertSqlSafe(text))
        .fetch_all(connection)
        .await?;
    Ok(of_rows(kind, &rows, ["row_missing", "row_digest"]))
}

/// What the log kept of earlier versions, against the digests of the changes that made them.
async fn earlier(
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
    let rows: Vec<BrokenRow> = sqlx::query_as(AssertSqlSafe(text))
        .fetch_all(connection)
        .await?;
    Ok(of_rows(kind, &rows, ["row_missing", "before_digest"]))
}

/// Features that no change has made.
async fn unlogged(
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

/// Roles that accounts have and the log did not grant, or the other way round.
async fn grants(connection: &mut PgConnection) -> Result<Vec<AuditFinding>, StoreError> {
    let rows: Vec<(String, String, String, bool)> = sqlx::query_as(
        "with told as (
             select distinct on (e.subject, e.detail ->> 'role', e.detail ->> 'region')
                    e.subject as login, e.detail ->> 'role' as role, e.detail ->> 'region' as region,
                    e.act = 'role_granted' as granted
             from people.event e
             where e.act in ('role_granted', 'role_revoked')
             order by e.subject, e.detail ->> 'role', e.detail ->> 'region', e.at desc, e.commit_id desc, e.ordinal desc
         ), held as (
             select a.login, g.role, g.region
             from people.role_grant g join people.account a on a.id = g.account_id
         )
         select coalesce(h.login, t.login), coalesce(h.role, t.role), coalesce(h.region, t.region), h.login is not null
         from held h full join (select * from told where granted) t
             on t.login = h.login and t.role = h.role and t.region = h.region
         where h.login is null or t.login is null
         limit 1000",
    )
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(login, role, region, held)| AuditFinding {
            fields: vec![format!("{login}: {role}@{region}")],
            ..AuditFinding::of(if held {
                "grant_unlogged"
            } else {
                "grant_missing"
            })
        })
        .collect())
}

/// What was once the end of the chains must still be in them.
async fn held_against(
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

async fn totals(connection: &mut PgConnection) -> Result<AuditTotals, StoreError> {
    let features = Kind::ALL
        .map(|kind| format!("(select count(*) from {kind})"))
        .join(" + ");
    let text = format!(
        "select (select count(*) from commit), (select count(*) from people.journal),
                (select count(*) from change), (select count(*) from people.event), {features}"
    );
    let (commits, journal, changes, events, features) = sqlx::query_as(AssertSqlSafe(text))
        .fetch_one(connection)
        .await?;
    Ok(AuditTotals {
        commits,
        journal,
        changes,
        events,
        features,
    })
}
