//! What the table of a kind of case is made of: data that the functions beside it read.

use serde_json::{Map, Value as Json};

use super::form::FormField;
use crate::{
    domain::{Kind, Role},
    messages::{Lang, say},
};

/// A kind of case: one table. Its words are in `messages/<language>/case_<name>.toml`, the lengths
/// of its deadlines in `fixtures/deadlines/<name>.toml`.
#[derive(Debug)]
pub struct CaseKind {
    /// The word in routes, tables and answers.
    pub name: &'static str,
    /// The capital letters that its numbers begin with.
    pub prefix: &'static str,
    /// Where a case may stand.
    pub states: &'static [CaseState],
    /// Everything that its forms may hold.
    pub fields: &'static [FormField],
    /// What people are given to do.
    pub tasks: &'static [TaskKind],
    /// The deadlines that steps start and stop.
    pub deadlines: &'static [&'static str],
    /// The kinds of features that it may be about.
    pub subjects: &'static [Kind],
    /// Whether its cases propose a name for the feature that they are about
    /// ([`crate::domain::Proposal`] reads their forms).
    pub proposes_name: bool,
    /// How a case begins.
    pub opening: Step,
    /// How it goes on.
    pub steps: &'static [Step],
}

/// A state of a case.
#[derive(Debug)]
pub struct CaseState {
    /// The stored word.
    pub name: &'static str,
    /// Whether work is going on.
    pub stage: Stage,
}

impl CaseState {
    /// A state by its word.
    pub(super) const fn of(name: &'static str, stage: Stage) -> Self {
        Self { name, stage }
    }
}

/// Whether a case is being worked on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Somebody has something to do.
    Open,
    /// Nobody has; a step may still open it again.
    Ended,
}

impl Stage {
    /// The word in tables and answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Ended => "ended",
        }
    }
}

/// One line of the table: an act, from where, by whom, to where, and what comes with it.
#[derive(Debug)]
pub struct Step {
    /// The act's word; unique within the kind.
    pub act: &'static str,
    /// The states in which it is open; none for the opening.
    pub from: &'static [&'static str],
    /// Who may: any of these.
    pub by: &'static [By],
    /// The state after; `None` leaves the case where it is, as one opinion of several does.
    pub to: Option<&'static str>,
    /// What is filled in.
    pub form: &'static [Entry],
    /// Tasks that must all be done before.
    pub after: &'static [&'static str],
    /// A deadline that must have run out before, as a public notice must.
    pub over: Option<&'static str>,
    /// What becomes of tasks. A step that ends the case ends every task that is open.
    pub tasks: &'static [TaskMove],
    /// Deadlines that begin to run.
    pub starts: &'static [&'static str],
    /// Deadlines that stop. A step that ends the case stops all.
    pub stops: &'static [&'static str],
    /// What the public is told.
    pub notice: Option<&'static str>,
    /// Where it is open at all: what the case's form holds by then.
    pub when: Option<When>,
    /// Where a step that leaves the case where it is leads once the last of some tasks is done.
    pub gather: Option<Gather>,
    /// The date of the form from which its deadlines count; today without one.
    pub counts_from: Option<&'static str>,
    /// Several people take it, each for itself: what is filled in stays in the record, and the case's
    /// own form is as it was.
    pub apart: bool,
    /// The states in which the record shows what was filled in to nobody but whoever filled it in.
    pub sealed_in: &'static [&'static str],
    /// What else it does.
    pub effect: Option<Effect>,
    /// Whether it waits for a check of the name that no stop came out of.
    pub cleared: bool,
}

/// A condition on what the case's form holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
    /// A field that is a choice.
    pub field: &'static str,
    /// It is one of these.
    pub among: &'static [&'static str],
}

/// Where tasks that several people do side by side lead together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gather {
    /// The tasks that must all be done.
    pub tasks: &'static [&'static str],
    /// The state after; work goes on in it.
    pub to: &'static str,
}

/// What a step does beside moving the case, in the same transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The proposed name is checked, and what is found is kept with the case.
    CheckName,
    /// The notice ends, on which every comment is answered.
    CloseNotice,
    /// The register is written: a feature gets its name, or is taken out of use.
    GiveName,
}

impl When {
    /// A field is one of some words.
    #[must_use]
    pub const fn is(field: &'static str, among: &'static [&'static str]) -> Self {
        Self { field, among }
    }

    /// Whether it holds for a form.
    #[must_use]
    pub fn holds(&self, form: &Map<String, Json>) -> bool {
        let word = form.get(self.field).and_then(Json::as_str);
        word.is_some_and(|word| self.among.contains(&word))
    }
}

impl Step {
    /// An act that goes nowhere and asks for nothing, to be filled in by struct update.
    pub const BARE: Self = Self {
        act: "",
        from: &[],
        by: &[],
        to: None,
        form: &[],
        after: &[],
        over: None,
        tasks: &[],
        starts: &[],
        stops: &[],
        notice: None,
        when: None,
        gather: None,
        counts_from: None,
        apart: false,
        sealed_in: &[],
        effect: None,
        cleared: false,
    };

    /// Whether the case is over after it.
    #[must_use]
    pub fn ends(&self, kind: &CaseKind) -> bool {
        self.to
            .and_then(|to| kind.state(to))
            .is_some_and(|state| state.stage == Stage::Ended)
    }
}

/// Who may take a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Anybody who holds the role where the case lies; `Public`: everybody.
    Role(Role),
    /// Anybody who holds the role over the whole county in which the case lies: the bureau, and no
    /// township of it.
    Office(Role),
    /// Whoever opened the case; from outside, whoever has its follow code.
    Opener,
    /// Whoever has an open task of that name.
    Holder(&'static str),
}

/// A field of a step's form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// A field of the kind.
    pub field: &'static str,
    /// Whether the step needs it.
    pub required: bool,
    /// Where alone it needs it, when not everywhere.
    pub when: Option<When>,
    /// Whether it is enough that an earlier step filled it in.
    pub by_now: bool,
}

impl Entry {
    /// A field that the step needs.
    #[must_use]
    pub const fn must(field: &'static str) -> Self {
        Self {
            field,
            required: true,
            when: None,
            by_now: false,
        }
    }

    /// A field that must be filled in by now, in this step or in one before.
    #[must_use]
    pub const fn must_by_now(field: &'static str) -> Self {
        Self {
            field,
            required: true,
            when: None,
            by_now: true,
        }
    }

    /// The same where the form holds something alone.
    #[must_use]
    pub const fn must_where(field: &'static str, when: When) -> Self {
        Self {
            field,
            required: true,
            when: Some(when),
            by_now: true,
        }
    }

    /// A field that the step takes.
    #[must_use]
    pub const fn may(field: &'static str) -> Self {
        Self {
            field,
            required: false,
            when: None,
            by_now: false,
        }
    }

    /// Whether a step needs it on a case whose form holds this.
    #[must_use]
    pub fn is_required(&self, held: &Map<String, Json>) -> bool {
        let is_held = self.by_now && held.contains_key(self.field);
        self.required && !is_held && self.when.is_none_or(|when| when.holds(held))
    }
}

/// Something that people are given to do.
#[derive(Debug)]
pub struct TaskKind {
    /// The stored word.
    pub name: &'static str,
    /// The role that does it.
    pub role: Role,
    /// The deadline by which it is due, if one runs.
    pub deadline: Option<&'static str>,
}

impl TaskKind {
    /// A task by its word.
    pub(super) const fn of(name: &'static str, role: Role, deadline: Option<&'static str>) -> Self {
        Self {
            name,
            role,
            deadline,
        }
    }
}

/// What a step does to tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskMove {
    /// Gives a task.
    Give(&'static str, Whom),
    /// Every open task of that name is done.
    Done(&'static str),
    /// The task of whoever acts is done; those of others stay open.
    OwnDone(&'static str),
}

/// Who gets a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom {
    /// Whoever holds the task's role where the case lies.
    Role,
    /// The person, or each of the persons, that this field of the form names.
    Field(&'static str),
}

impl CaseKind {
    /// The state of that name.
    #[must_use]
    pub fn state(&self, name: &str) -> Option<&'static CaseState> {
        self.states.iter().find(|state| state.name == name)
    }

    /// The field of that name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&'static FormField> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The task of that name.
    #[must_use]
    pub fn task(&self, name: &str) -> Option<&'static TaskKind> {
        self.tasks.iter().find(|task| task.name == name)
    }

    /// The step of that act, the opening not among them.
    #[must_use]
    pub fn step(&self, act: &str) -> Option<&'static Step> {
        self.steps.iter().find(|step| step.act == act)
    }

    /// What something of the kind is called, such as `state.closed` or `field.reason`.
    #[must_use]
    pub fn say(&self, lang: Lang, part: &str) -> String {
        say(lang, &self.key(part), &[])
    }

    /// The message's key.
    #[must_use]
    pub fn key(&self, part: &str) -> String {
        format!("case_{}.{part}", self.name)
    }
}
