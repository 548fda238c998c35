//! Reading the change log for the follower, and the wake-up call.

use chrono::{DateTime, Utc};
use sqlx::{
    Row as _,
    postgres::{PgListener, PgRow, types::PgBox},
};
use uuid::Uuid;

use super::{Loading, Store, StoreError, row, statement};
use crate::{
    domain::{Change, Kind, Operation, Position},
    geo::Bounds,
};

/// A commit as the log tells it, its features as they are at the reader's position.
#[derive(Clone, Debug)]
pub struct LoggedCommit {
    /// Its last position.
    pub last: Position,
    /// When it was made.
    pub at: DateTime<Utc>,
    /// What it changed, by kind.
    pub counts: Vec<(Kind, i64)>,
    /// Whether it changed records of the naming desk: names kept free, the office's words, findings
    /// overruled.
    pub touches_desk: bool,
}

/// The words under which changes of the naming desk's records stand in the log.
const DESK_RECORDS: [&str; 3] = ["name_record", "bank_word", "overruling"];

/// What a follower was woken for.
#[derive(Clone, Copy, Debug)]
pub struct Woken {
    /// Accounts, sessions or keys may have changed.
    pub people: bool,
}

/// Waits for commits of any process.
#[derive(Debug)]
pub struct Listener(PgListener);

impl Listener {
    /// Listens on a connection of its own.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn open(store: &Store) -> Result<Self, StoreError> {
        let mut listener = PgListener::connect_with(&store.reader).await?;
        listener
            .listen_all(["mingjie_commit", "mingjie_people"])
            .await?;
        Ok(Self(listener))
    }

    /// Returns when something was committed, or when the connection was lost and made again: either
    /// way the log tells what there is to do.
    ///
    /// # Errors
    /// When the database does not come back.
    pub async fn wait(&mut self) -> Result<Woken, StoreError> {
        let Some(first) = self.0.try_recv().await? else {
            return Ok(Woken { people: true });
        };
        let mut people = first.channel() == "mingjie_people";
        // Drain what piled up: one look at the log serves them all.
        while let Some(next) = self.0.next_buffered() {
            people |= next.channel() == "mingjie_people";
        }
        Ok(Woken { people })
    }
}

impl Loading {
    /// The commits after a position, oldest first.
    ///
    /// # Errors
    /// When the connection breaks.
    pub async fn commits_after(
        &mut self,
        position: Position,
    ) -> Result<Vec<LoggedCommit>, StoreError> {
        let rows: Vec<(i64, DateTime<Utc>, String, i64)> = sqlx::query_as(
            "select m.last, m.at, c.kind, count(*)
             from commit m join change c on c.commit_id = m.id
             where m.last > $1
             group by m.last, m.at, c.kind
             order by m.last",
        )
        .bind(position.0)
        .fetch_all(&mut **self.connection())
        .await?;
        let mut commits: Vec<LoggedCommit> = Vec::new();
        for (last, at, kind, count) in rows {
            if commits.last().is_none_or(|commit| commit.last.0 != last) {
                commits.push(LoggedCommit {
                    last: Position(last),
                    at,
                    counts: Vec::new(),
                    touches_desk: false,
                });
            }
            let Some(commit) = commits.last_mut() else {
                continue;
            };
            if DESK_RECORDS.contains(&kind.as_str()) {
                commit.touches_desk = true;
            } else {
                commit.counts.push((parse_kind(&kind)?, count));
            }
        }
        Ok(commits)
    }

    /// The changes of one kind after a position, oldest first, each with the feature as it is now.
    ///
    /// # Errors
    /// When the connection breaks or a row cannot be read.
    pub async fn changes_after(
        &mut self,
        kind: Kind,
        position: Position,
    ) -> Result<Vec<Change>, StoreError> {
        let text = format!(
            "select {selected}, m.first + c.ordinal as position, c.version as change_version, c.op, m.at,
                    c.box_before, c.box_after
             from commit m join change c on c.commit_id = m.id join {kind} t on t.id = c.id
             where m.last > $1 and c.kind = '{kind}'
             order by m.first + c.ordinal",
            selected = statement::selected(kind, "t"),
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(position.0)
            .fetch_all(&mut **self.connection())
            .await?;
        rows.iter()
            .map(|fetched| {
                let feature = row::decode_fetched(kind, fetched)?;
                let mut change = decode_change(kind, fetched)?;
                change.id = feature.id;
                change.feature = Some(feature);
                Ok(change)
            })
            .collect()
    }
}

impl Store {
    /// The last position of the log, 0 while it is empty.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn head(&self) -> Result<Position, StoreError> {
        let last: Option<i64> = sqlx::query_scalar("select max(last) from commit")
            .fetch_one(&self.reader)
            .await?;
        Ok(Position(last.unwrap_or(0)))
    }
}

pub(super) fn parse_kind(word: &str) -> Result<Kind, StoreError> {
    word.parse()
        .map_err(|error| StoreError::Database(sqlx::Error::Decode(Box::new(error))))
}

pub(super) fn decode_change(kind: Kind, fetched: &PgRow) -> Result<Change, StoreError> {
    let op: &str = fetched.try_get("op")?;
    let bounds = |b: Option<PgBox>| {
        b.map(|b| Bounds {
            west: b.lower_left_x,
            south: b.lower_left_y,
            east: b.upper_right_x,
            north: b.upper_right_y,
        })
    };
    Ok(Change {
        position: Position(fetched.try_get("position")?),
        kind,
        id: Uuid::nil(),
        version: fetched.try_get("change_version")?,
        operation: Operation::from_stored(op).ok_or_else(|| StoreError::Corrupt {
            kind,
            detail: format!("log: operation `{op}`"),
        })?,
        at: fetched.try_get("at")?,
        bounds_before: bounds(fetched.try_get("box_before")?),
        bounds_after: bounds(fetched.try_get("box_after")?),
        feature: None,
    })
}
