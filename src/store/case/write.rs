//! Writing an opening, a step or a comment, each within the caller's transaction.

use chrono::NaiveDate;
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use crate::{
    domain::{
        COMMENT, NOBODY, NameCheck, Role,
        lifecycle::{CaseKind, Subject},
    },
    geo::LonLat,
    store::{Commit, StoreError},
};

/// A case to be opened.
#[derive(Debug)]
pub struct NewCase<'a> {
    /// Its id.
    pub id: Uuid,
    /// Its kind.
    pub kind: &'a CaseKind,
    /// Its number.
    pub number: &'a str,
    /// The state it begins in.
    pub state: &'a str,
    /// The region that holds it.
    pub region_code: &'a str,
    /// What it is about.
    pub title: &'a str,
    /// Where it is.
    pub position: Option<LonLat>,
    /// The hash of its follow code.
    pub follow_hash: Option<&'a [u8]>,
}

/// A case to be moved.
#[derive(Debug)]
pub struct CaseMove<'a> {
    /// Which.
    pub id: Uuid,
    /// The version that is moved on.
    pub version: i32,
    /// The state after.
    pub to: &'a str,
    /// Whether the case is over.
    pub ends: bool,
    /// What is filled in by now, the latest of each field.
    pub form: &'a Map<String, Json>,
    /// Where it is, when the step says so.
    pub position: Option<LonLat>,
    /// What it is about, where that may have changed.
    pub title: Option<&'a str>,
}

/// A line for the record.
#[derive(Debug)]
pub struct NewEvent<'a> {
    /// The act.
    pub act: &'a str,
    /// The login of whoever acts.
    pub login: &'a str,
    /// What people call whoever acts.
    pub name: &'a str,
    /// The role in which it is done.
    pub role: Role,
    /// The state before.
    pub from: Option<&'a str>,
    /// The state after.
    pub to: &'a str,
    /// What was filled in.
    pub form: &'a Map<String, Json>,
    /// What was said.
    pub comment: Option<&'a str>,
    /// What the public is told.
    pub notice: Option<&'a str>,
    /// The hash of the request's key.
    pub request_hash: Option<&'a [u8]>,
}

/// A task to be given.
#[derive(Debug)]
pub struct NewTask<'a> {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub task: &'a str,
    /// The role that does it.
    pub role: Role,
    /// Whom it goes to.
    pub person: Option<&'a str>,
    /// The day by which it is due.
    pub due_on: Option<NaiveDate>,
    /// Whether that day may still move.
    pub due_provisional: bool,
}

/// A deadline to be started.
#[derive(Debug)]
pub struct NewDeadline<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its last day.
    pub due_on: NaiveDate,
    /// Whether that day may still move.
    pub provisional: bool,
    /// What its length rests on.
    pub basis: &'a str,
}

/// What comes with an opening or a step.
#[derive(Debug)]
pub struct StepWrite<'a> {
    /// The line for the record.
    pub event: NewEvent<'a>,
    /// The case's region.
    pub region_code: &'a str,
    /// The tasks that are done.
    pub done: &'a [Uuid],
    /// The tasks that are given.
    pub given: &'a [NewTask<'a>],
    /// The deadlines that stop; one that is started again stops first.
    pub stopped: &'a [&'a str],
    /// The deadlines that start.
    pub started: &'a [NewDeadline<'a>],
    /// The features that it is about, when it says so.
    pub subjects: Option<&'a [Subject]>,
    /// The check of the proposed name that it makes.
    pub check: Option<&'a NameCheck>,
}

impl Commit {
    /// The next number of a kind in a county and year, nobody else's until the transaction ends.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when others hold the counter for long.
    pub async fn next_case_number(
        &mut self,
        prefix: &str,
        county: &str,
        year: i32,
    ) -> Result<i32, StoreError> {
        Ok(sqlx::query_scalar(
            "insert into case_counter (prefix, region_code, year, last) values ($1, $2, $3, 1)
             on conflict on constraint case_counter_pk do update set last = case_counter.last + 1
             returning last",
        )
        .bind(prefix)
        .bind(county)
        .bind(year)
        .fetch_one(&mut *self.transaction)
        .await?)
    }

    /// Opens a case.
    ///
    /// # Errors
    /// [`StoreError::Refused`] by `case_record_opened_once` when a request with the same key was
    /// quicker; [`StoreError::OutOfReach`] outside the actor's regions.
    pub async fn open_case(
        &mut self,
        case: &NewCase<'_>,
        step: &StepWrite<'_>,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "insert into case_record (id, kind, number, state, ended, version, events, region_code, title, geom,
                                      form, opened_at, opened_by, opened_role, follow_hash, request_hash)
             values ($1, $2, $3, $4, false, 1, 1, $5, $6, st_setsrid(st_makepoint($7, $8), 4490),
                     $9, $10, $11, $12, $13, $14)",
        )
        .bind(case.id)
        .bind(case.kind.name)
        .bind(case.number)
        .bind(case.state)
        .bind(step.region_code)
        .bind(case.title)
        .bind(case.position.map(|at| at.lon))
        .bind(case.position.map(|at| at.lat))
        .bind(Json::Object(step.event.form.clone()))
        .bind(self.at)
        .bind(step.event.login)
        .bind(step.event.role.as_str())
        .bind(case.follow_hash)
        .bind(step.event.request_hash)
        .execute(&mut *self.transaction)
        .await?;
        self.person(case.id, step.event.login, "opener").await?;
        self.follow_step(case.id, 1, 1, step).await
    }

    /// Moves a case that the transaction has locked.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it is at another version.
    pub async fn move_case(
        &mut self,
        case: &CaseMove<'_>,
        step: &StepWrite<'_>,
    ) -> Result<(), StoreError> {
        let moved: Option<(i32, i32)> = sqlx::query_as(
            "update case_record
             set state = $3, ended = $4, closed_at = case when $4 then $5 end, version = version + 1,
                 events = events + 1, form = $6,
                 geom = coalesce(st_setsrid(st_makepoint($7, $8), 4490), geom), title = coalesce($9, title)
             where id = $1 and version = $2
             returning version, events",
        )
        .bind(case.id)
        .bind(case.version)
        .bind(case.to)
        .bind(case.ends)
        .bind(self.at)
        .bind(Json::Object(case.form.clone()))
        .bind(case.position.map(|at| at.lon))
        .bind(case.position.map(|at| at.lat))
        .bind(case.title)
        .fetch_optional(&mut *self.transaction)
        .await?;
        let Some((version, ordinal)) = moved else {
            let current = sqlx::query_scalar("select version from case_record where id = $1")
                .bind(case.id)
                .fetch_optional(&mut *self.transaction)
                .await?
                .ok_or(StoreError::NotFound)?;
            return Err(StoreError::Stale { current });
        };
        self.person(case.id, step.event.login, "actor").await?;
        self.follow_step(case.id, version, ordinal, step).await
    }

    /// Adds a comment, which moves nothing.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such case within reach.
    pub async fn comment_on_case(
        &mut self,
        id: Uuid,
        event: &NewEvent<'_>,
    ) -> Result<(), StoreError> {
        debug_assert_eq!(event.act, COMMENT);
        let (version, ordinal): (i32, i32) = sqlx::query_as(
            "update case_record set events = events + 1 where id = $1 returning version, events",
        )
        .bind(id)
        .fetch_optional(&mut *self.transaction)
        .await?
        .ok_or(StoreError::NotFound)?;
        self.person(id, event.login, "actor").await?;
        self.record(id, version, ordinal, event).await?;
        self.announce(id).await
    }

    async fn follow_step(
        &mut self,
        id: Uuid,
        version: i32,
        ordinal: i32,
        step: &StepWrite<'_>,
    ) -> Result<(), StoreError> {
        self.record(id, version, ordinal, &step.event).await?;
        self.end_tasks(step).await?;
        self.move_deadlines(id, ordinal, step).await?;
        self.give_tasks(id, step).await?;
        if let Some(subjects) = step.subjects {
            self.set_subjects(id, subjects).await?;
        }
        if let Some(check) = step.check {
            self.keep_check(id, ordinal, check).await?;
        }
        self.announce(id).await
    }

    async fn record(
        &mut self,
        id: Uuid,
        version: i32,
        ordinal: i32,
        event: &NewEvent<'_>,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "insert into case_event (case_id, ordinal, commit_id, act, login, name, role, at, from_state, to_state,
                                     version, form, comment, notice, request_hash)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        )
        .bind(id)
        .bind(ordinal)
        .bind(self.id)
        .bind(event.act)
        .bind(event.login)
        .bind(event.name)
        .bind(event.role.as_str())
        .bind(self.at)
        .bind(event.from)
        .bind(event.to)
        .bind(version)
        .bind(Json::Object(event.form.clone()))
        .bind(event.comment)
        .bind(event.notice)
        .bind(event.request_hash)
        .execute(&mut *self.transaction)
        .await?;
        Ok(())
    }

    async fn end_tasks(&mut self, step: &StepWrite<'_>) -> Result<(), StoreError> {
        if step.done.is_empty() {
            return Ok(());
        }
        sqlx::query(
            "update case_task set done_at = $2, done_by = $3 where id = any ($1) and done_at is null",
        )
        .bind(step.done)
        .bind(self.at)
        .bind(step.event.login)
        .execute(&mut *self.transaction)
        .await?;
        Ok(())
    }

    async fn move_deadlines(
        &mut self,
        id: Uuid,
        ordinal: i32,
        step: &StepWrite<'_>,
    ) -> Result<(), StoreError> {
        let stopped: Vec<&str> = step
            .stopped
            .iter()
            .copied()
            .chain(step.started.iter().map(|deadline| deadline.name))
            .collect();
        sqlx::query(
            "update case_deadline set stopped_at = $3
             where case_id = $1 and name = any ($2) and stopped_at is null",
        )
        .bind(id)
        .bind(stopped)
        .bind(self.at)
        .execute(&mut *self.transaction)
        .await?;
        for deadline in step.started {
            sqlx::query(
                "insert into case_deadline (case_id, name, ordinal, started_at, due_on, provisional, basis)
                 values ($1, $2, $3, $4, $5, $6, $7)",
            )
            .bind(id)
            .bind(deadline.name)
            .bind(ordinal)
            .bind(self.at)
            .bind(deadline.due_on)
            .bind(deadline.provisional)
            .bind(deadline.basis)
            .execute(&mut *self.transaction)
            .await?;
        }
        sqlx::query(
            "update case_record c set due_on = d.due_on, due_provisional = coalesce(d.provisional, false)
             from (values (1)) one (nothing)
             left join lateral (
                 select due_on, provisional from case_deadline
                 where case_id = $1 and stopped_at is null order by due_on, name limit 1
             ) d on true
             where c.id = $1",
        )
        .bind(id)
        .execute(&mut *self.transaction)
        .await?;
        Ok(())
    }

    async fn give_tasks(&mut self, id: Uuid, step: &StepWrite<'_>) -> Result<(), StoreError> {
        for task in step.given {
            sqlx::query(
                "insert into case_task (id, case_id, task, role, person, region_code, given_at, due_on, due_provisional)
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            )
            .bind(task.id)
            .bind(id)
            .bind(task.task)
            .bind(task.role.as_str())
            .bind(task.person)
            .bind(step.region_code)
            .bind(self.at)
            .bind(task.due_on)
            .bind(task.due_provisional)
            .execute(&mut *self.transaction)
            .await?;
            if let Some(person) = task.person {
                self.person(id, person, "holder").await?;
            }
        }
        Ok(())
    }

    async fn set_subjects(&mut self, id: Uuid, subjects: &[Subject]) -> Result<(), StoreError> {
        sqlx::query("delete from case_subject where case_id = $1")
            .bind(id)
            .execute(&mut *self.transaction)
            .await?;
        for subject in subjects {
            sqlx::query("insert into case_subject (case_id, kind, feature_id) values ($1, $2, $3)")
                .bind(id)
                .bind(subject.kind.as_str())
                .bind(subject.id)
                .execute(&mut *self.transaction)
                .await?;
        }
        Ok(())
    }

    /// Notes that an account has to do with the case; the public has none.
    async fn person(&mut self, id: Uuid, login: &str, part: &str) -> Result<(), StoreError> {
        if login == NOBODY {
            return Ok(());
        }
        sqlx::query(
            "insert into case_person (case_id, login, part) values ($1, $2, $3)
             on conflict on constraint case_person_pk do nothing",
        )
        .bind(id)
        .bind(login)
        .bind(part)
        .execute(&mut *self.transaction)
        .await?;
        Ok(())
    }

    /// Wakes whoever follows cases, once the transaction is committed.
    async fn announce(&mut self, id: Uuid) -> Result<(), StoreError> {
        sqlx::query(
            "select pg_notify('mingjie_case', jsonb_build_array(id, number, kind, state, version, region_code)::text)
             from case_record where id = $1",
        )
        .bind(id)
        .execute(&mut *self.transaction)
        .await?;
        Ok(())
    }
}
