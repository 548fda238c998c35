//! The act of importing a file: read, judged and staged as a stream, written in one transaction.

mod act;
mod report;
mod shift;
mod staging;

pub use act::ImportOrder;
pub use report::{ImportReport, Tally, WarningExample};
