//! Bulk loads: a file's rows staged, sifted, matched with what is registered, and written in one
//! transaction.

mod circles;
mod direct;
mod ground;
mod indexes;
mod load;
mod matching;
mod sift;

pub use direct::{Chunk, Direct};
pub use load::{Bulk, BulkCounts, Load};
pub use sift::Duplicate;
