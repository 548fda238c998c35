//! A case as it stands, its record, tasks and deadlines: what crosses the floors.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::{
    NameCheck, Role,
    lifecycle::{CaseKind, FormField, Holds, Subject},
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
    /// What people call that account.
    pub person_name: Option<String>,
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
    /// What people call that account.
    pub done_by_name: Option<String>,
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
    /// What people call the accounts that its forms name, by login.
    pub names: HashMap<String, String>,
    /// The checks of the name that it proposes, the latest first.
    pub checks: Vec<NameCheck>,
}

impl CaseTask {
    /// The same without whom it was given to and who did it: the role alone is told.
    pub fn unname(&mut self) {
        self.person = None;
        self.person_name = None;
        self.done_by = None;
        self.done_by_name = None;
    }
}

impl CaseFile {
    /// The same without what is sealed while the case stands where it does, but for the reader's own.
    pub fn seal(&mut self, own: &str) {
        let case = &self.case;
        for event in &mut self.events {
            let is_sealed = case
                .kind
                .step(&event.act)
                .is_some_and(|step| step.sealed_in.contains(&case.state));
            if is_sealed && event.login != own {
                event.form.clear();
                event.comment = None;
            }
        }
    }

    /// The same without experts' names but the reader's own: who gives an opinion is known to those
    /// who give cases to people, and to others no sooner than it is announced.
    pub fn unname_experts(&mut self, own: &str) {
        let hidden = |role: Role, login: &str| role == Role::Expert && login != own;
        for task in &mut self.tasks {
            let is_own = [&task.person, &task.done_by]
                .into_iter()
                .any(|login| login.as_deref() == Some(own));
            if task.role == Role::Expert && !is_own {
                task.unname();
            }
        }
        let fields = self.case.kind.fields;
        unname_form(fields, &mut self.case.form, own);
        for event in &mut self.events {
            if hidden(event.role, &event.login) {
                event.login.clear();
                event.name.clear();
            }
            unname_form(fields, &mut event.form, own);
        }
        if self
            .events
            .first()
            .is_some_and(|opening| opening.login.is_empty())
        {
            self.case.opened_by.clear();
        }
    }
}

fn unname_form(fields: &[FormField], form: &mut Map<String, Json>, own: &str) {
    for field in fields {
        let (Holds::Person(Role::Expert) | Holds::Persons(Role::Expert)) = field.holds else {
            continue;
        };
        match form.get_mut(field.name) {
            Some(Json::Array(logins)) => logins.retain(|login| *login == own),
            Some(login) if *login != own => {
                form.remove(field.name);
            }
            _ => {}
        }
    }
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn experts_are_left_unnamed_in_forms_but_for_oneself() {
        let field = |name: &'static str, holds: Holds| FormField {
            name,
            holds,
            told: false,
        };
        let fields = [
            field("experts", Holds::Persons(Role::Expert)),
            field("chair", Holds::Person(Role::Expert)),
            field("surveyor", Holds::Person(Role::Surveyor)),
        ];
        let filled = json!({
            "experts": ["zhu", "chen"], "chair": "zhu", "surveyor": "li", "note": "x",
        });
        for (own, expected) in [
            (
                "li",
                json!({ "experts": [], "surveyor": "li", "note": "x" }),
            ),
            (
                "chen",
                json!({ "experts": ["chen"], "surveyor": "li", "note": "x" }),
            ),
            (
                "zhu",
                json!({ "experts": ["zhu"], "chair": "zhu", "surveyor": "li", "note": "x" }),
            ),
        ] {
            let mut form = filled.as_object().unwrap().clone();
            unname_form(&fields, &mut form, own);
            assert_eq!(Json::Object(form), expected, "{own}");
        }
    }

    #[test]
    fn an_experts_task_tells_the_role_alone_and_others_tell_people() {
        let task = |role: Role| CaseTask {
            id: Uuid::nil(),
            task: "opinion".to_owned(),
            role,
            person: Some("zhu".to_owned()),
            person_name: Some("朱工".to_owned()),
            given_at: DateTime::UNIX_EPOCH,
            due_on: None,
            due_provisional: false,
            done_at: None,
            done_by: None,
            done_by_name: None,
        };
        let event = |role: Role| CaseEvent {
            ordinal: 1,
            act: COMMENT.to_owned(),
            login: "zhu".to_owned(),
            name: "朱工".to_owned(),
            role,
            at: DateTime::UNIX_EPOCH,
            from: None,
            to: "reported".to_owned(),
            form: Map::new(),
            comment: None,
            notice: None,
        };
        let kind = crate::domain::lifecycle::catalogue::REPORTS;
        let file = CaseFile {
            case: Case {
                id: Uuid::nil(),
                kind,
                number: String::new(),
                state: kind.states[0].name,
                version: 1,
                region_code: String::new(),
                title: String::new(),
                position: None,
                form: Map::new(),
                opened_at: DateTime::UNIX_EPOCH,
                opened_by: "zhu".to_owned(),
                closed_at: None,
                due_on: None,
                due_provisional: false,
            },
            events: vec![event(Role::Expert), event(Role::Clerk)],
            tasks: vec![task(Role::Expert), task(Role::Surveyor)],
            deadlines: Vec::new(),
            subjects: Vec::new(),
            names: HashMap::new(),
            checks: Vec::new(),
        };
        let seen_by = |own: &str| {
            let mut seen = file.clone();
            seen.unname_experts(own);
            let tasks: Vec<Option<String>> = seen
                .tasks
                .into_iter()
                .map(|task| task.person_name)
                .collect();
            let names: Vec<String> = seen.events.into_iter().map(|event| event.name).collect();
            (tasks, names, seen.case.opened_by)
        };
        let zhu = || "朱工".to_owned();
        assert_eq!(
            seen_by("li"),
            (
                vec![None, Some(zhu())],
                vec![String::new(), zhu()],
                String::new()
            )
        );
        assert_eq!(
            seen_by("zhu"),
            (
                vec![Some(zhu()), Some(zhu())],
                vec![zhu(), zhu()],
                "zhu".to_owned()
            )
        );
    }
}
