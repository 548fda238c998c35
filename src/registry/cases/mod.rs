//! Cases: opened, moved on, commented on, found; who may is asked of the role table and the kind's.

mod act;
mod asking;
mod check;
mod guard;
mod list;
mod news;
mod office;
mod open;
mod print;
mod proposed;
mod report;
mod sheet;

pub(super) use act::whole_text;
pub(super) use asking::outsider;
pub(super) use guard::needs_case;
pub(super) use open::{follow_code, hashed};

pub use act::CaseAct;
pub use asking::Asking;
pub use list::{CaseFilter, Page, TaskFilter};
pub use office::Office;
pub use open::{CaseOrder, OpenedCase};
pub use print::PrintedSheet;
pub use report::ReportSheet;
pub use sheet::{CaseConflict, CaseSheet};
