//! Cases at the door: lists, sheets, acts, tasks, news, and reports from outside.

mod asked;
mod list;
mod news;
mod notices;
mod print;
mod report;
mod sheet;
mod table;
mod written;

pub(super) use list::*;
pub(super) use news::*;
pub(super) use notices::*;
pub(super) use print::*;
pub(super) use report::*;
pub(super) use table::*;
pub(super) use written::*;
