//! Kinds of cases (办件): each is one table, and plain functions that read it.

pub mod catalogue;
mod deadline;
mod evaluate;
mod fault_report;
mod form;
mod name_proposal;
mod table;
#[cfg(test)]
mod tests;

pub use deadline::{DeadlineBook, DeadlineError, DeadlineRule};
pub use evaluate::{
    Asker, Given, Hindrance, Open, OpenTask, Standing, Stepped, acts_open, open, step,
};
pub use form::{Filled, FormField, Holds, Subject};
pub use table::{
    By, CaseKind, CaseState, Effect, Entry, Gather, Stage, Step, TaskKind, TaskMove, When, Whom,
};
