//! Inspections and their tasks, within the reach of whoever asks.

use chrono::NaiveDate;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::row;
use crate::{
    domain::{
        Actor,
        field_work::{FieldTask, JointInspection, LineSide, PlannedTask},
    },
    store::{Commit, Store, StoreError},
};

/// An inspection to be opened.
#[derive(Debug)]
pub struct NewInspection<'a> {
    /// Its id.
    pub id: Uuid,
    /// The line, its code and name.
    pub line: (Uuid, &'a str, &'a str),
    /// The round.
    pub round: i32,
    /// The units on the left and on the right.
    pub sides: [&'a str; 2],
    /// The side that leads.
    pub lead_side: LineSide,
    /// The first and the last day.
    pub days: [NaiveDate; 2],
    /// The plan in words.
    pub plan: Option<&'a str>,
    /// Its tasks, each with its id, in the order of the route.
    pub tasks: &'a [(Uuid, PlannedTask)],
}

impl Commit {
    /// Opens an inspection with its tasks.
    ///
    /// # Errors
    /// [`StoreError::Refused`] by `joint_inspection_once_unique` when the line has one in that round;
    /// [`StoreError::OutOfReach`] when the actor reaches neither side.
    pub async fn open_inspection(
        &mut self,
        new: &NewInspection<'_>,
        by: &str,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "insert into joint_inspection (id, line_id, line_code, line_name, round, left_code, right_code, lead_side,
                                           starts_on, ends_on, plan, opened_by, opened_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        )
        .bind(new.id)
        .bind(new.line.0)
        .bind(new.line.1)
        .bind(new.line.2)
        .bind(new.round)
        .bind(new.sides[0])
        .bind(new.sides[1])
        .bind(new.lead_side.as_str())
        .bind(new.days[0])
        .bind(new.days[1])
        .bind(new.plan)
        .bind(by)
        .bind(self.at)
        .execute(&mut *self.transaction)
        .await?;
        for (ordinal, (id, task)) in (1_i32..).zip(new.tasks) {
            sqlx::query(
                "insert into field_task (id, inspection_id, ordinal, kind, marker_id, label, side, from_m, to_m)
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            )
            .bind(id)
            .bind(new.id)
            .bind(ordinal)
            .bind(task.kind.as_str())
            .bind(task.marker_id)
            .bind(&task.label)
            .bind(task.side.as_str())
            .bind(task.from_m)
            .bind(task.to_m)
            .execute(&mut *self.transaction)
            .await?;
        }
        Ok(())
    }

    /// The inspection as it is, locked until the transaction ends.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none within reach.
    pub async fn lock_inspection(&mut self, id: Uuid) -> Result<JointInspection, StoreError> {
        let text = format!(
            "select {} from joint_inspection i where i.id = $1 for update",
            row::INSPECTION
        );
        let found = sqlx::query(AssertSqlSafe(text))
            .bind(id)
            .fetch_optional(&mut *self.transaction)
            .await?
            .ok_or(StoreError::NotFound)?;
        row::inspection(&found)
    }

    /// Gives tasks of a locked inspection to somebody, or to the whole team; how many there were.
    /// Only tasks of the sides that are named are given.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn assign_field_tasks(
        &mut self,
        inspection: Uuid,
        tasks: &[Uuid],
        sides: &[&str],
        person: Option<&str>,
    ) -> Result<u64, StoreError> {
        let done = sqlx::query(
            "update field_task set person = $4 where inspection_id = $1 and id = any ($2) and side = any ($3)",
        )
        .bind(inspection)
        .bind(tasks)
        .bind(sides)
        .bind(person)
        .execute(&mut *self.transaction)
        .await?;
        Ok(done.rows_affected())
    }

    /// Ends the field work of a locked inspection, or takes it up again.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it is at another version.
    pub async fn close_inspection(
        &mut self,
        id: Uuid,
        version: i32,
        closed: bool,
    ) -> Result<(), StoreError> {
        let state = if closed { "closed" } else { "field" };
        let done = sqlx::query(
            "update joint_inspection
             set state = $3, closed_at = case when $4 then $5 end, version = version + 1
             where id = $1 and version = $2",
        )
        .bind(id)
        .bind(version)
        .bind(state)
        .bind(closed)
        .bind(self.at)
        .execute(&mut *self.transaction)
        .await?;
        if done.rows_affected() == 1 {
            return Ok(());
        }
        let current = self.lock_inspection(id).await?.version;
        Err(StoreError::Stale { current })
    }
}

impl Store {
    /// The inspections within reach, the latest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn inspections(&self, reader: &Actor) -> Result<Vec<JointInspection>, StoreError> {
        let mut transaction = self.acting(reader).await?;
        let text = format!(
            "select {} from joint_inspection i order by i.opened_at desc, i.id desc limit 1000",
            row::INSPECTION
        );
        let rows = sqlx::query(AssertSqlSafe(text))
            .fetch_all(&mut *transaction)
            .await?;
        rows.iter().map(row::inspection).collect()
    }

    /// An inspection.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none within reach.
    pub async fn inspection(
        &self,
        reader: &Actor,
        id: Uuid,
    ) -> Result<JointInspection, StoreError> {
        let mut transaction = self.acting(reader).await?;
        let text = format!(
            "select {} from joint_inspection i where i.id = $1",
            row::INSPECTION
        );
        let found = sqlx::query(AssertSqlSafe(text))
            .bind(id)
            .fetch_optional(&mut *transaction)
            .await?
            .ok_or(StoreError::NotFound)?;
        row::inspection(&found)
    }

    /// The tasks of inspections within reach, in the order of the route.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn field_tasks(
        &self,
        reader: &Actor,
        inspections: &[Uuid],
    ) -> Result<Vec<FieldTask>, StoreError> {
        let mut transaction = self.acting(reader).await?;
        let text = format!(
            "select {} from field_task t where t.inspection_id = any ($1) order by t.inspection_id, t.ordinal",
            row::TASK
        );
        let rows = sqlx::query(AssertSqlSafe(text))
            .bind(inspections)
            .fetch_all(&mut *transaction)
            .await?;
        rows.iter().map(row::task).collect()
    }

    /// Tasks by their ids, as far as they are within reach, each with its inspection.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn field_tasks_by_id(
        &self,
        reader: &Actor,
        tasks: &[Uuid],
    ) -> Result<Vec<(FieldTask, JointInspection)>, StoreError> {
        let mut transaction = self.acting(reader).await?;
        let text = format!(
            "select {} from field_task t where t.id = any ($1)",
            row::TASK
        );
        let rows = sqlx::query(AssertSqlSafe(text))
            .bind(tasks)
            .fetch_all(&mut *transaction)
            .await?;
        let tasks = rows.iter().map(row::task).collect::<Result<Vec<_>, _>>()?;
        let ids: Vec<Uuid> = tasks.iter().map(|task| task.inspection_id).collect();
        let text = format!(
            "select {} from joint_inspection i where i.id = any ($1)",
            row::INSPECTION
        );
        let rows = sqlx::query(AssertSqlSafe(text))
            .bind(ids)
            .fetch_all(&mut *transaction)
            .await?;
        let inspections = rows
            .iter()
            .map(row::inspection)
            .collect::<Result<Vec<_>, _>>()?;
        Ok(tasks
            .into_iter()
            .filter_map(|task| {
                let own = inspections
                    .iter()
                    .find(|one| one.id == task.inspection_id)?;
                Some((task, own.clone()))
            })
            .collect())
    }

    /// The tasks of a marker in all inspections within reach.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn field_tasks_of_marker(
        &self,
        reader: &Actor,
        marker: Uuid,
    ) -> Result<Vec<Uuid>, StoreError> {
        let mut transaction = self.acting(reader).await?;
        Ok(
            sqlx::query_scalar("select t.id from field_task t where t.marker_id = $1")
                .bind(marker)
                .fetch_all(&mut *transaction)
                .await?,
        )
    }
}
