//! A case as it stands, its record, tasks and deadlines: what crosses the floors.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::{
    Role,
    lifecycle::{CaseKind, Subject},
};
use crate::geo::LonLat;

/// A case (办件).
#[derive(Clone, Debug)]
pub struct Case {
    /// Its id.
    pub id: Uuid,
    /// Its kind.
    pub kind: &'static CaseKind,
    /// Its number, such as `GZ-330683-2026-0001`.
    pub number: String,
    /// Where it stands: a state of its kind.
    pub state: &'static str,
    /// How often it was moved, and once for the opening.
    pub version: i32,
    /// The smallest administrative region that holds it.
    pub region_code: String,
    /// What it is about, in Chinese.
    pub title: String,
    /// Where it is.
    pub position: Option<LonLat>,
    /// What was filled in, the latest of each field.
    pub form: Map<String, Json>,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// The login of whoever opened it; `public` without an account.
    pub opened_by: String,
    /// When it ended.
    pub closed_at: Option<DateTime<Utc>>,
    /// The last day of the earliest deadline that runs.
    pub due_on: Option<NaiveDate>,
    /// Whether that day may still move.
    pub due_provisional: bool,
}

/// A line of a case's record.
#[derive(Clone, Debug)]
pub struct CaseEvent {
    /// Its place in the record, from 1.
    pub ordinal: i32,
    /// The act; [`COMMENT`] for a comment.
    pub act: String,
    /// The login of whoever did it.
    pub login: String,
    /// What people call whoever did it.
    pub name: String,
    /// The role in which it was done.
    pub role: Role,
    /// When.
    pub at: DateTime<Utc>,
    /// The state before; none for the opening.
    pub from: Option<String>,
    /// The state after.
    pub to: String,
    /// What was filled in.
    pub form: Map<String, Json>,
    /// What was said.
    pub comment: Option<String>,
    /// What the public was told.
    pub notice: Option<String>,
}

/// The act of an event that is only a comment.
pub const COMMENT: &str = "comment";

/// The login of whoever has no account.
pub const NOBODY: &str = "public";

/// Something that somebody is to do.
#[derive(Clone, Debug)]
pub struct CaseTask {
    /// Its id.
    pub id: Uuid,
    /// Its name in the kind's table.
    pub task: String,
    /// The role that does it.
    pub role: Role,
    /// Whom it was given to; none: anybody in the role.
    pub person: Option<String>,
    /// When it was given.
    pub given_at: DateTime<Utc>,
    /// The day by which it is due.
    pub due_on: Option<NaiveDate>,
    /// Whether that day may still move.
    pub due_provisional: bool,
    /// When it was done.
    pub done_at: Option<DateTime<Utc>>,
    /// By whom.
    pub done_by: Option<String>,
}

/// A deadline that runs or ran.
#[derive(Clone, Debug)]
pub struct CaseDeadline {
    /// Its name in the kind's table.
    pub name: String,
    /// When it began to run.
    pub started_at: DateTime<Utc>,
    /// Its last day.
    pub due_on: NaiveDate,
    /// Whether that day may still move.
    pub provisional: bool,
    /// What its length rests on.
    pub basis: String,
    /// When it stopped.
    pub stopped_at: Option<DateTime<Utc>>,
}

/// A case with everything that belongs to it.
#[derive(Clone, Debug)]
pub struct CaseFile {
    /// The case.
    pub case: Case,
    /// Its record, oldest first.
    pub events: Vec<CaseEvent>,
    /// Its tasks, oldest first.
    pub tasks: Vec<CaseTask>,
    /// Its deadlines, oldest first.
    pub deadlines: Vec<CaseDeadline>,
    /// The features that it is about.
    pub subjects: Vec<Subject>,
}

/// A case by its id or its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaseName {
    /// By id.
    Id(Uuid),
    /// By number.
    Number(String),
}

impl CaseName {
    /// Reads either.
    #[must_use]
    pub fn from_word(word: &str) -> Self {
        word.parse()
            .map_or_else(|_| Self::Number(word.to_owned()), Self::Id)
    }
}

/// Which cases are asked for: everything that is set must hold.
#[derive(Clone, Debug, Default)]
pub struct CaseQuery {
    /// Of this kind.
    pub kind: Option<&'static CaseKind>,
    /// In one of these states.
    pub states: Vec<String>,
    /// Ended or not.
    pub ended: Option<bool>,
    /// In one of these regions.
    pub regions: Option<Vec<String>>,
    /// That this account has to do with.
    pub person: Option<String>,
    /// With a deadline that ran out before this day.
    pub overdue_on: Option<NaiveDate>,
    /// About this feature.
    pub subject: Option<Uuid>,
    /// Whose number, title or description holds this.
    pub text: Option<String>,
    /// Older than this one.
    pub after: Option<(DateTime<Utc>, Uuid)>,
    /// So many at most.
    pub limit: i64,
}

/// Which tasks are asked for.
#[derive(Clone, Debug, Default)]
pub struct TaskQuery {
    /// Given to this account, or to anybody in one of `roles`.
    pub person: Option<String>,
    /// For these roles.
    pub roles: Vec<Role>,
    /// Due before this day.
    pub overdue_on: Option<NaiveDate>,
    /// After this one, in the order of due days.
    pub after: Option<(Option<NaiveDate>, Uuid)>,
    /// So many at most.
    pub limit: i64,
}

/// What followers are told of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseNews {
    /// The case.
    pub id: Uuid,
    /// Its number.
    pub number: String,
    /// Its kind.
    pub kind: String,
    /// Where it stands now.
    pub state: String,
    /// Its version now.
    pub version: i32,
    /// Its region.
    pub region_code: String,
}
