//! Whether the log is what it was: the chains, each commit's digest, and every row, past and present,
//! against the digest that the log took of it. Set-wise; only what does not hold is brought back.

mod chains;
mod finding;
mod grants;
mod proof;
mod rows;

pub use finding::{AuditFinding, AuditHead, AuditTotals};
