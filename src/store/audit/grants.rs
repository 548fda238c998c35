//! Granted roles against what the log granted.

use sqlx::PgConnection;

use super::finding::AuditFinding;
use crate::store::StoreError;

/// Roles that accounts have and the log did not grant, or the other way round.
pub(super) async fn grants(connection: &mut PgConnection) -> Result<Vec<AuditFinding>, StoreError> {
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
