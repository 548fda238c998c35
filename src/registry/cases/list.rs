//! Lists: cases by what is asked of them, and everybody's tasks.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::{Asking, open::Place};
use crate::{
    domain::{
        Act, Caller, Case, CaseName, CaseQuery, CaseTask, NOBODY, Role, TaskQuery,
        lifecycle::CaseKind, shared,
    },
    registry::{Registry, RegistryError, View},
};

/// Which cases somebody asks for.
#[derive(Clone, Debug, Default)]
pub struct CaseFilter {
    /// Of this kind.
    pub kind: Option<&'static CaseKind>,
    /// In one of these states.
    pub states: Vec<String>,
    /// Ended or not.
    pub ended: Option<bool>,
    /// In this region or below.
    pub region: Option<String>,
    /// That this account has to do with.
    pub person: Option<String>,
    /// Past a deadline.
    pub overdue: bool,
    /// About this feature.
    pub subject: Option<Uuid>,
    /// Whose number, title or description holds this.
    pub text: Option<String>,
    /// Older than this one.
    pub after: Option<(DateTime<Utc>, Uuid)>,
    /// So many at most.
    pub limit: usize,
}

/// Which tasks somebody asks for.
#[derive(Clone, Debug, Default)]
pub struct TaskFilter {
    /// Those of this role alone.
    pub role: Option<Role>,
    /// Those given to the caller by name or to anybody in a role of the caller's; else everybody's.
    pub mine: bool,
    /// Past their day.
    pub overdue: bool,
    /// After this one.
    pub after: Option<(Option<NaiveDate>, Uuid)>,
    /// So many at most.
    pub limit: usize,
}

/// A page of a list.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// What it holds.
    pub items: Vec<T>,
    /// Whether more follow.
    pub more: bool,
    /// The day on which it was asked.
    pub today: NaiveDate,
}

impl<T> Page<T> {
    fn of(mut items: Vec<T>, limit: usize, today: NaiveDate) -> Self {
        let more = items.len() > limit;
        items.truncate(limit);
        Self { items, more, today }
    }
}

impl Registry {
    /// The cases within the caller's regions that fit, newest first.
    ///
    /// # Errors
    /// [`RegistryError::NotYours`] without a role that reads cases.
    pub async fn cases(
        &self,
        caller: &Caller,
        filter: &CaseFilter,
    ) -> Result<Page<Case>, RegistryError> {
        let reader = Asking::Caller(caller).actor(Act::ReadCases)?;
        let today = self.clock.today();
        let regions = match &filter.region {
            Some(region) => Some(below(&*self.view()?, region)),
            None => None,
        };
        let query = CaseQuery {
            kind: filter.kind,
            states: filter.states.clone(),
            ended: filter.ended,
            regions,
            person: filter.person.clone(),
            overdue_on: filter.overdue.then_some(today),
            subject: filter.subject,
            text: filter.text.clone(),
            after: filter.after,
            limit: one_more(filter.limit),
        };
        let cases = self.store.cases(&reader, &query).await?;
        Ok(Page::of(cases, filter.limit, today))
    }

    /// The tasks within the caller's regions that are not done, those due first come first.
    ///
    /// # Errors
    /// [`RegistryError::NotYours`] without a role that reads cases.
    pub async fn tasks(
        &self,
        caller: &Caller,
        filter: &TaskFilter,
    ) -> Result<Page<(CaseTask, Case)>, RegistryError> {
        let reader = Asking::Caller(caller).actor(Act::ReadCases)?;
        let today = self.clock.today();
        let holds = |role: &Role| {
            caller
                .grants
                .iter()
                .any(|grant| grant.role == *role || grant.role == Role::Operator)
        };
        let roles = Role::ALL
            .into_iter()
            .filter(|role| filter.role.is_none_or(|asked| asked == *role))
            .filter(|role| !filter.mine || holds(role))
            .collect();
        let query = TaskQuery {
            person: (filter.mine && caller.login != NOBODY).then(|| caller.login.clone()),
            roles,
            overdue_on: filter.overdue.then_some(today),
            after: filter.after,
            limit: one_more(filter.limit),
        };
        let view = self.view()?;
        let asking = Asking::Caller(caller);
        let mut tasks = self.store.tasks(&reader, &query).await?;
        for (task, case) in &mut tasks {
            if task.role == Role::Expert
                && task.person.as_deref() != Some(&caller.login)
                && !asking.may_name_experts(&view, &case.region_code)
            {
                task.unname();
            }
        }
        Ok(Page::of(tasks, filter.limit, today))
    }

    /// How many cases within the caller's regions stand where, and how many of those are overdue.
    ///
    /// # Errors
    /// [`RegistryError::NotYours`] without a role that reads cases.
    pub async fn case_counts(
        &self,
        caller: &Caller,
    ) -> Result<Vec<(String, String, i64, i64)>, RegistryError> {
        let reader = Asking::Caller(caller).actor(Act::ReadCases)?;
        Ok(self.store.case_counts(&reader, self.clock.today()).await?)
    }
}

impl Registry {
    /// Login and name of those who hold a role where a case lies, to be given a task of it.
    ///
    /// # Errors
    /// [`RegistryError::NotYours`] for whoever gives no tasks there; [`RegistryError::NotFound`] when
    /// there is no such case within reach.
    pub async fn case_people(
        &self,
        caller: &Caller,
        name: &CaseName,
        role: Role,
    ) -> Result<Vec<(String, String)>, RegistryError> {
        let view = self.view()?;
        let asking = Asking::Caller(caller);
        let reader = asking.actor(Act::ReadCases)?;
        let region = self.store.case_file(&reader, name).await?.case.region_code;
        if asking.roles(&view, &region, Act::AssignCase).is_empty() {
            return Err(RegistryError::NotYours);
        }
        let place = Place::of(&view, &region);
        let chain = place
            .as_ref()
            .map_or_else(|| vec![region.as_str()], Place::chain);
        Ok(self.store.role_holders(role, &chain).await?)
    }
}

/// One more than asked for tells whether more follow.
fn one_more(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1)
}

/// A region and everything below it.
fn below(view: &View, region: &str) -> Vec<String> {
    view.snapshot
        .table(crate::domain::Kind::Region)
        .iter()
        .filter_map(|row| row.text(shared::CODE_AT))
        .filter(|code| view.snapshot.is_below(code, region))
        .map(str::to_owned)
        .chain([region.to_owned()])
        .collect()
}
