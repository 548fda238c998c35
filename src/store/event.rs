//! The audit log: events appended to a commit, and read back page by page.

use chrono::{DateTime, Utc};
use serde_json::Value as Json;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use super::{Store, StoreError};
use crate::domain::{Actor, Event};

/// An event as the log holds it.
#[derive(Clone, Debug, FromRow)]
pub struct LoggedEvent {
    /// The commit that it hangs on.
    pub commit_id: Uuid,
    /// Its place in that commit.
    pub ordinal: i32,
    /// The word of what happened.
    pub act: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The account of who did it.
    pub person: Option<Uuid>,
    /// What the log calls who did it.
    pub login: String,
    /// In which role.
    pub role: String,
    /// How it came in.
    pub via: String,
    /// From where.
    pub address: Option<String>,
    /// The kinds of features that it concerns.
    pub kinds: Vec<String>,
    /// Whom or what it concerns.
    pub subject: Option<String>,
    /// What else is to be known.
    pub detail: Json,
    /// The last position of its commit; none when it changed no feature.
    pub position: Option<i64>,
    /// Why, where it was said.
    pub reason: Option<String>,
}

/// Which events are asked for; `None` asks for all.
#[derive(Clone, Debug, Default)]
pub struct EventQuery {
    /// By this login.
    pub login: Option<String>,
    /// Of this act.
    pub act: Option<String>,
    /// Concerning this kind.
    pub kind: Option<String>,
    /// At this time or later.
    pub since: Option<DateTime<Utc>>,
    /// Before this time.
    pub until: Option<DateTime<Utc>>,
    /// After this one in the order of the list.
    pub after: Option<(DateTime<Utc>, Uuid, i32)>,
    /// At most so many.
    pub limit: i64,
}

/// Appends events to a commit, in their order.
pub(super) async fn append(
    connection: &mut PgConnection,
    commit: Uuid,
    at: DateTime<Utc>,
    actor: &Actor,
    events: &[Event],
) -> Result<(), StoreError> {
    for (ordinal, event) in (0_i32..).zip(events) {
        let kinds: Vec<&str> = event.kinds.iter().map(|kind| kind.as_str()).collect();
        sqlx::query(
            "insert into people.event
                 (commit_id, ordinal, act, at, person, login, role, via, address, kinds, subject, detail, digest)
             select e.*, people.event_seal(row(e.*, ''::bytea)::people.event)
             from (select $1::uuid, $2::integer, $3::text, $4::timestamptz, $5::uuid, $6::text, $7::text, $8::text,
                          $9::text, $10::text[], $11::text, $12::jsonb) e",
        )
        .bind(commit)
        .bind(ordinal)
        .bind(event.act.as_str())
        .bind(at)
        .bind(actor.person)
        .bind(&actor.login)
        .bind(actor.role.as_str())
        .bind(actor.via.as_str())
        .bind(&actor.from)
        .bind(kinds)
        .bind(&event.subject)
        .bind(&event.detail)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

impl Store {
    /// A page of the audit log, newest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn events(&self, query: &EventQuery) -> Result<Vec<LoggedEvent>, StoreError> {
        let (at, commit, ordinal) = match query.after {
            Some((at, commit, ordinal)) => (Some(at), Some(commit), Some(ordinal)),
            None => (None, None, None),
        };
        Ok(sqlx::query_as(
            "select e.commit_id, e.ordinal, e.act, e.at, e.person, e.login, e.role, e.via, e.address, e.kinds,
                    e.subject, e.detail, m.last as position,
                    coalesce(m.reason, j.reason) as reason
             from people.event e
             left join commit m on m.id = e.commit_id
             left join people.journal j on j.id = e.commit_id
             where ($1::text is null or e.login = $1)
               and ($2::text is null or e.act = $2)
               and ($3::text is null or $3 = any (e.kinds))
               and ($4::timestamptz is null or e.at >= $4)
               and ($5::timestamptz is null or e.at < $5)
               and ($6::timestamptz is null or (e.at, e.commit_id, e.ordinal) < ($6, $7::uuid, $8::integer))
             order by e.at desc, e.commit_id desc, e.ordinal desc
             limit $9",
        )
        .bind(&query.login)
        .bind(&query.act)
        .bind(&query.kind)
        .bind(query.since)
        .bind(query.until)
        .bind(at)
        .bind(commit)
        .bind(ordinal)
        .bind(query.limit)
        .fetch_all(&self.app)
        .await?)
    }

    /// How many sign-ins from an address failed since a time.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn failed_sign_ins(
        &self,
        address: &str,
        since: DateTime<Utc>,
    ) -> Result<i64, StoreError> {
        Ok(sqlx::query_scalar(
            "select count(*) from people.event where act = 'sign_in_failed' and address = $1 and at > $2",
        )
        .bind(address)
        .bind(since)
        .fetch_one(&self.app)
        .await?)
    }
}
