//! The act of importing a file: read and judged as a stream, written in one transaction.

mod act;
mod lines;
mod reading;
mod rejects;
mod report;
mod seen;
mod shift;
mod sift;
mod straight;

pub use act::ImportOrder;
pub use report::{ImportReport, Tally, WarningExample};
