//! Reading a table: what is open to whom, and what a step makes of a case. Pure functions; nothing
//! here knows the time, the database or the wire.

use chrono::NaiveDate;
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::{
    form::{self, Filled},
    table::{By, CaseKind, Step, TaskKind, TaskMove, Whom},
};
use crate::domain::{Problem, Role};

/// How far a case is, as far as the table asks.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// Its state.
    pub state: &'a str,
    /// Its tasks that are not done.
    pub tasks: &'a [OpenTask],
    /// Its deadlines that run, each with its last day.
    pub running: &'a [(String, NaiveDate)],
    /// What was filled in so far.
    pub form: &'a Map<String, Json>,
    /// Whether the latest check of its name came out with a stop.
    pub stopped: bool,
    /// The day on which it is asked, in Asia/Shanghai.
    pub today: NaiveDate,
}

/// A task that is not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenTask {
    /// Its id.
    pub id: Uuid,
    /// Its name in the table.
    pub task: String,
    /// The role that does it.
    pub role: Role,
    /// The login of whoever it was given to; none: anybody in the role.
    pub person: Option<String>,
}

/// Who asks, as far as the table does.
#[derive(Clone, Copy, Debug)]
pub struct Asker<'a> {
    /// The login; none without an account.
    pub person: Option<&'a str>,
    /// The roles held where the case lies.
    pub roles: &'a [Role],
    /// Those of them that are held over the whole county.
    pub office: &'a [Role],
    /// Whether it opened the case.
    pub opener: bool,
}

/// A step that is open to somebody, in a role.
#[derive(Clone, Copy, Debug)]
pub struct Open {
    /// The step.
    pub step: &'static Step,
    /// The role in which it would be taken.
    pub role: Role,
}

/// Why a step is not taken.
#[derive(Clone, Debug, PartialEq)]
pub enum Hindrance {
    /// The kind has no such act.
    Unknown,
    /// Not in this state.
    NotOpen,
    /// Not by this person.
    NotYours,
    /// Not while the name may not be given.
    Stopped,
    /// Not before tasks of this name are done.
    Waiting(&'static str),
    /// Not before this deadline is over, the last day of which is named.
    Early(&'static str, NaiveDate),
    /// The form is wrong.
    Form(Vec<Problem>),
}

/// What a step makes of a case.
#[derive(Debug)]
pub struct Stepped {
    /// The step.
    pub step: &'static Step,
    /// The role in which it is taken.
    pub role: Role,
    /// The state after.
    pub to: &'static str,
    /// Whether the case is over.
    pub ends: bool,
    /// What was filled in.
    pub filled: Filled,
    /// The tasks that are done by it.
    pub done: Vec<Uuid>,
    /// The tasks that it gives.
    pub given: Vec<Given>,
    /// The deadlines that stop.
    pub stops: &'static [&'static str],
    /// The day from which its deadlines count, when the form names one.
    pub counts_from: Option<NaiveDate>,
}

/// A task to be given.
#[derive(Debug)]
pub struct Given {
    /// Which.
    pub task: &'static TaskKind,
    /// The login of whoever gets it; none: anybody in its role.
    pub person: Option<String>,
}

impl Asker<'_> {
    /// The role in which it holds another: whoever works the machine holds every role.
    fn holding(&self, role: Role) -> Option<Role> {
        if role == Role::Public {
            // What everybody may, each does in a role of its own.
            Some(self.roles.first().copied().unwrap_or(role))
        } else {
            held(self.roles, role)
        }
    }

    fn holds_task(&self, task: &OpenTask) -> Option<Role> {
        let role = self.holding(task.role)?;
        let own = task.person.is_none() || task.person.as_deref() == self.person;
        (own || role == Role::Operator).then_some(role)
    }

    /// The role in which it may take a step.
    fn may(&self, step: &Step, tasks: &[OpenTask]) -> Option<Role> {
        step.by.iter().find_map(|by| match by {
            By::Role(role) => self.holding(*role),
            By::Office(role) => held(self.office, *role),
            By::Opener => self
                .opener
                .then(|| self.roles.first().copied().unwrap_or(Role::Public)),
            By::Holder(name) => tasks
                .iter()
                .filter(|task| task.task == *name)
                .find_map(|task| self.holds_task(task)),
        })
    }
}

fn held(roles: &[Role], role: Role) -> Option<Role> {
    [role, Role::Operator]
        .into_iter()
        .find(|one| roles.contains(one))
}

/// Whether a step leads on from where the case stands, whoever takes it.
fn is_open(step: &Step, standing: Standing<'_>) -> bool {
    step.from.contains(&standing.state) && step.when.is_none_or(|when| when.holds(standing.form))
}

/// What a step must wait for.
fn waits_for(step: &Step, standing: Standing<'_>) -> Option<Hindrance> {
    if step.cleared && standing.stopped {
        return Some(Hindrance::Stopped);
    }
    let is_open = |name: &&str| standing.tasks.iter().any(|task| task.task == *name);
    if let Some(task) = step.after.iter().copied().find(is_open) {
        return Some(Hindrance::Waiting(task));
    }
    let name = step.over?;
    let running = standing.running.iter().find(|(own, _)| own == name);
    running
        .filter(|(_, last)| standing.today <= *last)
        .map(|(_, last)| Hindrance::Early(name, *last))
}

/// The steps that are open to somebody now, in the table's order.
#[must_use]
pub fn acts_open(kind: &CaseKind, standing: Standing<'_>, asker: Asker<'_>) -> Vec<Open> {
    kind.steps
        .iter()
        .filter(|step| is_open(step, standing))
        .filter(|step| waits_for(step, standing).is_none())
        .filter_map(|step| {
            let role = asker.may(step, standing.tasks)?;
            Some(Open { step, role })
        })
        .collect()
}

/// Takes a step.
///
/// # Errors
/// [`Hindrance`], the first that applies: the act, the state, the person, what it waits for,
/// the form.
pub fn step(
    kind: &CaseKind,
    standing: Standing<'_>,
    asker: Asker<'_>,
    act: &str,
    form: &Map<String, Json>,
) -> Result<Stepped, Hindrance> {
    let step = kind.step(act).ok_or(Hindrance::Unknown)?;
    let here = kind
        .state(standing.state)
        .filter(|_| is_open(step, standing))
        .ok_or(Hindrance::NotOpen)?;
    let role = asker.may(step, standing.tasks).ok_or(Hindrance::NotYours)?;
    if let Some(hindrance) = waits_for(step, standing) {
        return Err(hindrance);
    }
    let filled = form::check(kind, step.form, standing.form, form).map_err(Hindrance::Form)?;
    let done = done(kind, step, standing.tasks, asker);
    let gathered = step.gather.filter(|gather| {
        let mut open = standing.tasks.iter();
        !open.any(|task| gather.tasks.contains(&task.task.as_str()) && !done.contains(&task.id))
    });
    Ok(Stepped {
        to: step
            .to
            .or(gathered.map(|gather| gather.to))
            .unwrap_or(here.name),
        done,
        ..stepped(kind, step, role, filled)
    })
}

/// Opens a case.
///
/// # Errors
/// [`Hindrance::NotYours`] or [`Hindrance::Form`].
pub fn open(
    kind: &'static CaseKind,
    asker: Asker<'_>,
    form: &Map<String, Json>,
) -> Result<Stepped, Hindrance> {
    let step = &kind.opening;
    let role = asker.may(step, &[]).ok_or(Hindrance::NotYours)?;
    let filled = form::check(kind, step.form, &Map::new(), form).map_err(Hindrance::Form)?;
    Ok(stepped(kind, step, role, filled))
}

/// What a step makes of a case that has no tasks.
fn stepped(kind: &CaseKind, step: &'static Step, role: Role, filled: Filled) -> Stepped {
    let ends = step.ends(kind);
    let given = step.tasks.iter().filter_map(|task_move| match task_move {
        TaskMove::Give(name, whom) => Some((kind.task(name)?, *whom)),
        TaskMove::Done(_) | TaskMove::OwnDone(_) => None,
    });
    let given = given
        .flat_map(|(task, whom)| {
            let persons = persons(whom, &filled);
            persons
                .into_iter()
                .map(move |person| Given { task, person })
        })
        .collect();
    let counts_from = step
        .counts_from
        .and_then(|field| filled.values.get(field)?.as_str()?.parse().ok());
    Stepped {
        step,
        role,
        counts_from,
        to: step.to.unwrap_or_default(),
        ends,
        filled,
        done: Vec::new(),
        given,
        stops: if ends { kind.deadlines } else { step.stops },
    }
}

/// The tasks that a step puts an end to.
fn done(kind: &CaseKind, step: &Step, tasks: &[OpenTask], asker: Asker<'_>) -> Vec<Uuid> {
    let is_done = |task: &&OpenTask| {
        step.ends(kind)
            || step.tasks.iter().any(|task_move| match task_move {
                TaskMove::Done(name) => task.task == *name,
                TaskMove::OwnDone(name) => task.task == *name && asker.holds_task(task).is_some(),
                TaskMove::Give(..) => false,
            })
    };
    tasks.iter().filter(is_done).map(|task| task.id).collect()
}

/// Whom a task goes to: one entry a task.
fn persons(whom: Whom, filled: &Filled) -> Vec<Option<String>> {
    let Whom::Field(field) = whom else {
        return vec![None];
    };
    match filled.values.get(field) {
        Some(Json::String(login)) => vec![Some(login.clone())],
        Some(Json::Array(logins)) => logins
            .iter()
            .filter_map(Json::as_str)
            .map(|login| Some(login.to_owned()))
            .collect(),
        // A field left out leaves the task to the role.
        _ => vec![None],
    }
}
