//! Lists of cases and tasks, by key, within the reach of whoever reads.

use sqlx::{AssertSqlSafe, Postgres, QueryBuilder, Row as _};

use super::row;
use crate::{
    domain::{Actor, Case, CaseQuery, CaseTask, TaskQuery},
    store::{Store, StoreError},
};

impl Store {
    /// Cases, newest first.
    ///
    /// # Errors
    /// When the database does not answer or holds a case that cannot be read.
    pub async fn cases(&self, reader: &Actor, query: &CaseQuery) -> Result<Vec<Case>, StoreError> {
        let mut text: QueryBuilder<Postgres> = QueryBuilder::new("select ");
        text.push(row::CASE).push(" from case_record c where true");
        if let Some(kind) = query.kind {
            text.push(" and c.kind = ").push_bind(kind.name);
        }
        if !query.states.is_empty() {
            text.push(" and c.state = any (")
                .push_bind(query.states.clone())
                .push(")");
        }
        if let Some(ended) = query.ended {
            text.push(" and c.ended = ").push_bind(ended);
        }
        if let Some(regions) = &query.regions {
            text.push(" and c.region_code = any (")
                .push_bind(regions.clone())
                .push(")");
        }
        if let Some(person) = &query.person {
            text.push(" and c.id in (select p.case_id from case_person p where p.login = ")
                .push_bind(person.clone())
                .push(")");
        }
        if let Some(day) = query.overdue_on {
            text.push(" and not c.ended and c.due_on < ").push_bind(day);
        }
        if let Some(subject) = query.subject {
            text.push(" and c.id in (select s.case_id from case_subject s where s.feature_id = ")
                .push_bind(subject)
                .push(")");
        }
        if let Some(words) = &query.text {
            text.push(" and strpos(lower(c.number || ' ' || c.title || ' ' || coalesce(c.form ->> 'description', '')), lower(")
                .push_bind(words.clone())
                .push(")) > 0");
        }
        if let Some((at, id)) = query.after {
            text.push(" and (c.opened_at, c.id) < (")
                .push_bind(at)
                .push(", ")
                .push_bind(id)
                .push(")");
        }
        text.push(" order by c.opened_at desc, c.id desc limit ")
            .push_bind(query.limit);
        let mut reading = self.case_reading(reader).await?;
        text.build()
            .fetch_all(&mut *reading)
            .await?
            .iter()
            .map(row::case)
            .collect()
    }

    /// Tasks that are not done, each with its case: those due first come first.
    ///
    /// # Errors
    /// When the database does not answer or holds a row that cannot be read.
    pub async fn tasks(
        &self,
        reader: &Actor,
        query: &TaskQuery,
    ) -> Result<Vec<(CaseTask, Case)>, StoreError> {
        let text = format!(
            "select {}, {} from case_task t join case_record c on c.id = t.case_id
             where t.done_at is null and t.role = any ($1)
               and ($2::text is null or t.person is null or t.person = $2)
               and ($3::date is null or t.due_on < $3)
               and ($5::uuid is null or (coalesce(t.due_on, 'infinity'), t.id) > (coalesce($4::date, 'infinity'), $5))
             order by coalesce(t.due_on, 'infinity'), t.id limit $6",
            row::TASK,
            row::CASE
        );
        let roles: Vec<&str> = query.roles.iter().map(|role| role.as_str()).collect();
        let (after_due, after_id) = query.after.unzip();
        let mut reading = self.case_reading(reader).await?;
        sqlx::query(AssertSqlSafe(text))
            .bind(roles)
            .bind(&query.person)
            .bind(query.overdue_on)
            .bind(after_due.flatten())
            .bind(after_id)
            .bind(query.limit)
            .fetch_all(&mut *reading)
            .await?
            .iter()
            .map(|found| Ok((row::task(found)?, row::case(found)?)))
            .collect()
    }

    /// How many cases there are by kind and state, and how many of the open ones are overdue.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn case_counts(
        &self,
        reader: &Actor,
        today: chrono::NaiveDate,
    ) -> Result<Vec<(String, String, i64, i64)>, StoreError> {
        let mut reading = self.case_reading(reader).await?;
        sqlx::query(
            "select kind, state, count(*) as all_of_them,
                    count(*) filter (where not ended and due_on < $1) as overdue
             from case_record group by kind, state order by kind, state",
        )
        .bind(today)
        .fetch_all(&mut *reading)
        .await?
        .iter()
        .map(|found| {
            Ok((
                found.try_get("kind")?,
                found.try_get("state")?,
                found.try_get("all_of_them")?,
                found.try_get("overdue")?,
            ))
        })
        .collect()
    }
}
