//! Bulk loads: a file's rows staged, sifted, matched with what is registered, and written in one
//! transaction.

mod indexes;
mod load;
mod matching;
mod sift;

pub use load::{Bulk, BulkCounts};
pub use sift::Duplicate;
