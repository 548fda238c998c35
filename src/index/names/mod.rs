//! Names: what is called so, sounds so, or nearly so.

mod bearers;
mod block;
mod detail;
mod extra;
mod found;
mod hashes;
mod namesakes;
mod plates;
mod query;
mod reach;
mod sorted_texts;
mod whole;

pub use extra::{ExtraName, NameRole};
pub use found::{Matched, SearchHit};
pub use query::Search;
pub(super) use query::search;
pub(super) use reach::Reaches;
pub(super) use whole::Names;

#[cfg(test)]
mod namesakes_tests;
#[cfg(test)]
mod tests;
