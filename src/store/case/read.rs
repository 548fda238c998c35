//! Reading single cases, within the reach of whoever reads.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use serde_json::Value as Json;
use sqlx::{AssertSqlSafe, PgConnection};
use uuid::Uuid;

use super::{check, row};
use crate::{
    domain::{
        Actor, Case, CaseDeadline, CaseEvent, CaseFile, CaseName, Role,
        lifecycle::{Holds, OpenTask},
    },
    store::{Commit, Store, StoreError},
};

type DeadlineRow = (
    String,
    chrono::DateTime<chrono::Utc>,
    NaiveDate,
    bool,
    String,
    Option<chrono::DateTime<chrono::Utc>>,
);

impl Store {
    /// A transaction that only reads, within the reader's reach, and sees one moment.
    pub(super) async fn case_reading(
        &self,
        reader: &Actor,
    ) -> Result<sqlx::Transaction<'static, sqlx::Postgres>, StoreError> {
        let mut transaction = self
            .app
            .begin_with("begin isolation level repeatable read read only")
            .await?;
        sqlx::query(
            "select set_config('mingjie.region', $1, true), set_config('mingjie.person', $2, true)",
        )
        .bind(reader.reach())
        .bind(&reader.login)
        .execute(&mut *transaction)
        .await?;
        Ok(transaction)
    }

    /// A case with everything that belongs to it, as of one moment.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none within reach.
    pub async fn case_file(&self, reader: &Actor, name: &CaseName) -> Result<CaseFile, StoreError> {
        let mut reading = self.case_reading(reader).await?;
        let case = find(&mut reading, name, "").await?;
        let file = whole(&mut reading, case).await?;
        reading.commit().await?;
        Ok(file)
    }

    /// Login and name of every account that is not locked and holds a role in one of these regions,
    /// or everywhere.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn role_holders(
        &self,
        role: Role,
        regions: &[&str],
    ) -> Result<Vec<(String, String)>, StoreError> {
        Ok(sqlx::query_as(
            "select distinct a.login, a.name
             from people.account a join people.role_grant g on g.account_id = a.id
             where a.status = 'active' and g.role = $1 and (g.region = '*' or g.region = any ($2))
             order by a.login",
        )
        .bind(role.as_str())
        .bind(regions)
        .fetch_all(&self.app)
        .await?)
    }

    /// The hash of the code by which a case is followed from outside.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn follow_hash(
        &self,
        reader: &Actor,
        case: Uuid,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let mut reading = self.case_reading(reader).await?;
        Ok(
            sqlx::query_scalar("select follow_hash from case_record where id = $1")
                .bind(case)
                .fetch_optional(&mut *reading)
                .await?
                .flatten(),
        )
    }
}

impl Commit {
    /// A case, locked until the transaction ends.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none within reach; [`StoreError::Busy`] when others
    /// hold it for long.
    pub async fn lock_case(&mut self, name: &CaseName) -> Result<Case, StoreError> {
        find(&mut self.transaction, name, "for update").await
    }

    /// A case without a lock.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none within reach.
    pub async fn look_at_case(&mut self, name: &CaseName) -> Result<Case, StoreError> {
        find(&mut self.transaction, name, "").await
    }

    /// The tasks of a case that are not done, oldest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn open_tasks(&mut self, case: Uuid) -> Result<Vec<OpenTask>, StoreError> {
        let tasks = tasks(&mut self.transaction, case).await?;
        Ok(tasks
            .into_iter()
            .filter(|task| task.done_at.is_none())
            .map(row::open_task)
            .collect())
    }

    /// The deadlines of a case that run, each with its last day and whether that may still move.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn running_deadlines(
        &mut self,
        case: Uuid,
    ) -> Result<Vec<(String, NaiveDate, bool)>, StoreError> {
        Ok(sqlx::query_as(
            "select name, due_on, provisional from case_deadline
             where case_id = $1 and stopped_at is null order by name",
        )
        .bind(case)
        .fetch_all(&mut *self.transaction)
        .await?)
    }

    /// Whether an account that is not locked holds a role in one of these regions, or everywhere.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn holds_role(
        &mut self,
        login: &str,
        role: Role,
        regions: &[&str],
    ) -> Result<bool, StoreError> {
        Ok(sqlx::query_scalar(
            "select exists (
                 select from people.account a join people.role_grant g on g.account_id = a.id
                 where a.login = $1 and a.status = 'active' and g.role = $2
                   and (g.region = '*' or g.region = any ($3))
             )",
        )
        .bind(login)
        .bind(role.as_str())
        .bind(regions)
        .fetch_one(&mut *self.transaction)
        .await?)
    }

    /// The act that a request with this key did to a case before.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn done_before(
        &mut self,
        case: Uuid,
        request_hash: &[u8],
    ) -> Result<Option<String>, StoreError> {
        Ok(sqlx::query_scalar(
            "select act from case_event where case_id = $1 and request_hash = $2",
        )
        .bind(case)
        .bind(request_hash)
        .fetch_optional(&mut *self.transaction)
        .await?)
    }

    /// The case that a request with this key opened before.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn opened_before(
        &mut self,
        kind: &str,
        login: &str,
        request_hash: &[u8],
    ) -> Result<Option<Case>, StoreError> {
        let text = format!(
            "select {} from case_record c where c.kind = $1 and c.opened_by = $2 and c.request_hash = $3",
            row::CASE
        );
        sqlx::query(AssertSqlSafe(text))
            .bind(kind)
            .bind(login)
            .bind(request_hash)
            .fetch_optional(&mut *self.transaction)
            .await?
            .map(|found| row::case(&found))
            .transpose()
    }
}

async fn find(
    connection: &mut PgConnection,
    name: &CaseName,
    lock: &str,
) -> Result<Case, StoreError> {
    let (column, word) = match name {
        CaseName::Id(id) => ("c.id = $1::uuid", id.to_string()),
        CaseName::Number(number) => ("c.number = $1", number.clone()),
    };
    let text = format!(
        "select {} from case_record c where {column} {lock}",
        row::CASE
    );
    let found = sqlx::query(AssertSqlSafe(text))
        .bind(word)
        .fetch_optional(connection)
        .await?
        .ok_or(StoreError::NotFound)?;
    row::case(&found)
}

async fn tasks(
    connection: &mut PgConnection,
    case: Uuid,
) -> Result<Vec<crate::domain::CaseTask>, StoreError> {
    let text = format!(
        "select {} from case_task t where t.case_id = $1 order by t.given_at, t.id",
        row::TASK
    );
    sqlx::query(AssertSqlSafe(text))
        .bind(case)
        .fetch_all(connection)
        .await?
        .iter()
        .map(row::task)
        .collect()
}

async fn whole(connection: &mut PgConnection, case: Case) -> Result<CaseFile, StoreError> {
    let text = format!(
        "select {} from case_event where case_id = $1 order by ordinal",
        row::EVENT
    );
    let events = sqlx::query(AssertSqlSafe(text))
        .bind(case.id)
        .fetch_all(&mut *connection)
        .await?
        .iter()
        .map(row::event)
        .collect::<Result<Vec<_>, _>>()?;
    let names = names(&mut *connection, &case, &events).await?;
    let tasks = tasks(&mut *connection, case.id).await?;
    let deadlines: Vec<DeadlineRow> = sqlx::query_as(
        "select name, started_at, due_on, provisional, basis, stopped_at
         from case_deadline where case_id = $1 order by started_at, name",
    )
    .bind(case.id)
    .fetch_all(&mut *connection)
    .await?;
    let subjects = check::subjects(&mut *connection, case.id).await?;
    let checks = if case.kind.proposes_name {
        check::of_case(&mut *connection, case.id).await?
    } else {
        Vec::new()
    };
    let deadlines = deadlines
        .into_iter()
        .map(
            |(name, started_at, due_on, provisional, basis, stopped_at)| CaseDeadline {
                name,
                started_at,
                due_on,
                provisional,
                basis,
                stopped_at,
            },
        )
        .collect();
    Ok(CaseFile {
        case,
        events,
        tasks,
        deadlines,
        subjects,
        names,
        checks,
    })
}

/// What people call the accounts that the case's forms name.
async fn names(
    connection: &mut PgConnection,
    case: &Case,
    events: &[CaseEvent],
) -> Result<HashMap<String, String>, StoreError> {
    let forms = || events.iter().map(|event| &event.form).chain([&case.form]);
    let logins: BTreeSet<&str> = case
        .kind
        .fields
        .iter()
        .filter(|field| matches!(field.holds, Holds::Person(_) | Holds::Persons(_)))
        .flat_map(|field| forms().filter_map(|form| form.get(field.name)))
        .flat_map(|value| match value {
            Json::Array(logins) => logins.as_slice(),
            login => std::slice::from_ref(login),
        })
        .filter_map(Json::as_str)
        .collect();
    if logins.is_empty() {
        return Ok(HashMap::new());
    }
    let logins: Vec<&str> = logins.into_iter().collect();
    let named: Vec<(String, String)> =
        sqlx::query_as("select login, name from people.account where login = any ($1)")
            .bind(logins)
            .fetch_all(connection)
            .await?;
    Ok(named.into_iter().collect())
}
