//! Cases: where they stand, how they came there, who is to do what.

mod check;
mod list;
mod news;
mod notice;
mod read;
mod row;
mod write;

pub use news::CaseListener;
pub use notice::{NewComment, NoticedCase};
pub use write::{CaseMove, NewCase, NewDeadline, NewEvent, NewTask, StepWrite};
