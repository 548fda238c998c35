//! A transaction of the registry. It gathers changes and closes with one commit row, so that no
//! path can forget the log or take its lock early.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{AssertSqlSafe, Postgres, Transaction};
use uuid::Uuid;

use super::{
    GivenName, ImportRecord, Store, StoreError, event, feature, import_log, name, row, statement,
};
use crate::{
    domain::{Actor, Event, EventAct, Feature, Kind, Operation, Position, Value},
    geo::Geometry,
};

/// Who commits, and why.
#[derive(Clone, Copy, Debug)]
pub struct CommitNote<'a> {
    /// Who acts.
    pub actor: &'a Actor,
    /// The reason given.
    pub reason: Option<&'a str>,
    /// The import that the changes belong to.
    pub import_id: Option<Uuid>,
}

impl<'a> CommitNote<'a> {
    /// A note with the actor's own reason.
    #[must_use]
    pub fn by(actor: &'a Actor) -> Self {
        Self {
            actor,
            reason: actor.reason.as_deref(),
            import_id: None,
        }
    }
}

/// An open transaction of the registry.
#[derive(Debug)]
pub struct Commit {
    pub(super) transaction: Transaction<'static, Postgres>,
    pub(super) id: Uuid,
    pub(super) at: DateTime<Utc>,
    pub(super) on: NaiveDate,
    /// How many changes it has logged; the next one's ordinal.
    pub(super) changes: i32,
    changed_kinds: Vec<Kind>,
    /// What is to be told beside the changes.
    events: Vec<Event>,
    /// The report of the import that it is, and where the inserts stand in it.
    report: Option<(ImportRecord, Option<i64>)>,
    /// The case by which it changes the register.
    case: Option<Uuid>,
    /// The day on which names begin and end.
    pub(super) named_on: NaiveDate,
    /// What the record of a name that a case gives is to say.
    pub(super) given: Option<GivenName>,
}

impl Commit {
    /// Begins a transaction that reaches the actor's regions and everything below them.
    ///
    /// `on` is the day, in the bureau's time zone, on which names begin and end.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn begin(
        store: &Store,
        id: Uuid,
        at: DateTime<Utc>,
        on: NaiveDate,
        actor: &Actor,
    ) -> Result<Self, StoreError> {
        let transaction = store.acting(actor).await?;
        Ok(Self::over(transaction, id, at, on))
    }

    pub(super) const fn over(
        transaction: Transaction<'static, Postgres>,
        id: Uuid,
        at: DateTime<Utc>,
        on: NaiveDate,
    ) -> Self {
        Self {
            transaction,
            id,
            at,
            on,
            changes: 0,
            changed_kinds: Vec::new(),
            events: Vec::new(),
            report: None,
            case: None,
            named_on: on,
            given: None,
        }
    }

    pub(super) fn logged(&mut self, kind: Kind, changes: i32) {
        self.changes += changes;
        if changes > 0 && !self.changed_kinds.contains(&kind) {
            self.changed_kinds.push(kind);
        }
    }

    /// Registers a feature.
    ///
    /// # Errors
    /// [`StoreError::Refused`] with the constraint that does not hold; [`StoreError::Busy`] while a
    /// bulk load holds the kind.
    pub async fn insert(
        &mut self,
        kind: Kind,
        id: Uuid,
        source: &str,
        values: &[Value],
        geometry: Option<&Geometry>,
    ) -> Result<Feature, StoreError> {
        let text = statement::insert(kind);
        let query = sqlx::query(AssertSqlSafe(text))
            .bind(id)
            .bind(source)
            .bind(self.at)
            .bind(feature::stored_geometry(kind, geometry));
        let row = feature::bind_values(query, kind, values)
            .bind(self.id)
            .bind(self.changes)
            .fetch_one(&mut *self.transaction)
            .await?;
        self.logged(kind, 1);
        row::decode_fetched(kind, &row)
    }

    /// The feature as it is, locked until the transaction ends.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none within reach.
    pub async fn lock(&mut self, kind: Kind, id: Uuid) -> Result<Feature, StoreError> {
        let row = sqlx::query(AssertSqlSafe(statement::select_for_update(kind)))
            .bind(id)
            .fetch_optional(&mut *self.transaction)
            .await?
            .ok_or(StoreError::NotFound)?;
        row::decode_fetched(kind, &row)
    }

    /// Gives a feature new values and geometry, if it is still at `version`.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it is not; otherwise as [`Commit::insert`].
    pub async fn update(
        &mut self,
        kind: Kind,
        id: Uuid,
        version: i32,
        values: &[Value],
        geometry: Option<&Geometry>,
        operation: Operation,
    ) -> Result<Feature, StoreError> {
        let text = statement::update(kind);
        let query = sqlx::query(AssertSqlSafe(text))
            .bind(id)
            .bind(version)
            .bind(self.at)
            .bind(feature::stored_geometry(kind, geometry));
        let row = feature::bind_values(query, kind, values)
            .bind(self.id)
            .bind(self.changes)
            .bind(operation.as_str())
            .fetch_optional(&mut *self.transaction)
            .await?;
        let Some(row) = row else {
            let current = self.lock(kind, id).await?.version;
            return Err(StoreError::Stale { current });
        };
        self.logged(kind, 1);
        row::decode_fetched(kind, &row)
    }

    /// Notes that a retired feature lives on in another.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn link_successor(
        &mut self,
        (kind, id): (Kind, Uuid),
        (to_kind, to_id): (Kind, Uuid),
    ) -> Result<(), StoreError> {
        sqlx::query(
            "insert into link (id, from_kind, from_id, to_kind, to_id, role, valid_from, created_at)
             values (gen_random_uuid(), $1, $2, $3, $4, 'successor', $5, $6)
             on conflict on constraint link_once do nothing",
        )
        .bind(kind.as_str())
        .bind(id)
        .bind(to_kind.as_str())
        .bind(to_id)
        .bind(self.on)
        .bind(self.at)
        .execute(&mut *self.transaction)
        .await?;
        Ok(())
    }

    /// Notes the case by which the register is changed.
    pub fn by_case(&mut self, case: Uuid) {
        self.case = Some(case);
    }

    /// Notes something to be told in the audit log when the transaction closes.
    pub fn tell(&mut self, event: Event) {
        self.events.push(event);
    }

    /// Keeps an import's report together with what the import changes. `fid_offset` as
    /// [`import_log::keep`] wants it.
    pub(super) fn keep(&mut self, report: ImportRecord, fid_offset: Option<i64>) {
        self.report = Some((report, fid_offset));
    }

    /// Brings the name records in line, seals changes and events into the chain and commits. Events
    /// alone are sealed into the journal, and there is no position; without either nothing is
    /// written.
    ///
    /// # Errors
    /// When the database refuses a name record or does not answer; then nothing is changed.
    pub async fn close(mut self, note: CommitNote<'_>) -> Result<Option<Position>, StoreError> {
        if self.changes == 0 && self.events.is_empty() {
            if self.report.is_none() {
                self.transaction.rollback().await?;
                return Ok(None);
            }
            // Of a load that changes nothing the report is kept; there is nothing else.
            self.keep_report(&note, None).await?;
            self.transaction.commit().await?;
            return Ok(None);
        }
        let kinds = std::mem::take(&mut self.changed_kinds);
        for kind in kinds.iter().filter(|kind| kind.bears_names()) {
            name::follow_changes(&mut self.transaction, *kind, self.id, self.named_on).await?;
        }
        self.complete_given_name().await?;
        let mut events = std::mem::take(&mut self.events);
        if self.changes > 0 {
            events.insert(0, changed(kinds, self.changes, &note));
        }
        event::append(&mut self.transaction, self.id, self.at, note.actor, &events).await?;
        let last = if self.changes > 0 {
            Some(self.seal(&note).await?)
        } else {
            self.seal_events(&note).await?;
            None
        };
        self.keep_report(&note, last).await?;
        self.transaction.commit().await?;
        Ok(last)
    }

    /// Closes a transaction of events, told under who it turned out to be.
    ///
    /// # Errors
    /// As [`Commit::close`].
    pub async fn close_as(self, actor: &Actor) -> Result<(), StoreError> {
        self.close(CommitNote::by(actor)).await.map(|_| ())
    }

    async fn seal(&mut self, note: &CommitNote<'_>) -> Result<Position, StoreError> {
        sqlx::query_scalar("select close_commit($1, $2, $3, $4, $5, $6, $8, $7)")
            .bind(self.id)
            .bind(self.changes)
            .bind(&note.actor.login)
            .bind(note.actor.role.as_str())
            .bind(self.at)
            .bind(note.reason)
            .bind(note.import_id)
            .bind(self.case)
            .fetch_one(&mut *self.transaction)
            .await
            .map(Position)
            .map_err(StoreError::from)
    }

    async fn seal_events(&mut self, note: &CommitNote<'_>) -> Result<(), StoreError> {
        sqlx::query("select people.close_journal($1, $2, $3, $4, $5)")
            .bind(self.id)
            .bind(&note.actor.login)
            .bind(note.actor.role.as_str())
            .bind(self.at)
            .bind(note.reason)
            .execute(&mut *self.transaction)
            .await?;
        Ok(())
    }

    async fn keep_report(
        &mut self,
        note: &CommitNote<'_>,
        position: Option<Position>,
    ) -> Result<(), StoreError> {
        let Some((mut record, fid_offset)) = self.report.take() else {
            return Ok(());
        };
        record.position = position;
        record.report["position"] = position.map(|position| position.0).into();
        import_log::keep(
            &mut self.transaction,
            &record,
            &note.actor.login,
            fid_offset,
        )
        .await
    }
}

/// What the audit log tells of changes: that there are some; the log of changes has them.
fn changed(kinds: Vec<Kind>, changes: i32, note: &CommitNote<'_>) -> Event {
    let event = Event {
        act: EventAct::Changed,
        kinds,
        subject: None,
        detail: serde_json::json!({ "changes": changes }),
    };
    match note.import_id {
        Some(import) => event.with("import", import.to_string()),
        None => event,
    }
}
