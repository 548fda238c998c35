//! `mingjie doctor`: looks at everything the register stands on, and says what is wrong and how
//! to mend it. Looks only: nothing is made or changed, but that a private cluster that stands
//! still is started for the look and stopped after it.

mod check;
mod database;
mod examine;
mod machine;
mod readiness;

pub use check::{Check, CheckState};
pub use examine::examine;
