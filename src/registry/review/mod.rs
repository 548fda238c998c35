//! Name proposals: whether one fits its feature, what the rules say of it, and the act that gives the
//! name. The steps themselves are those of every case.

mod check;
mod fit;
mod give;
mod notice;
mod paper;

pub use notice::{CommentOrder, Notice, TakenComment};
pub use paper::NamePaper;

pub(super) use check::Asked;
pub(super) use fit::{complete, misfits, untimely};
pub(super) use give::{Giving, NotGiven, approval_defaults};
