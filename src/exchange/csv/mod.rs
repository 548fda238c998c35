//! Comma-separated values: coordinates in `wkt`, `lon` and `lat`, or `x` and `y`.

mod read;
mod split;
mod write;

pub(super) use read::Rows;
pub(super) use write::{Sheet, push_cell};
