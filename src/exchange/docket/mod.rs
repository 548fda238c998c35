//! A docket: a list of proposed names as offices hand them in, a text file or a spreadsheet.

mod bounds;
mod columns;
mod grid;
mod read;
mod sheet;
mod write;

pub use read::{DocketFile, DocketRow, NotADocket, read_docket};
pub use write::{DocketTable, write_docket};

#[cfg(test)]
mod tests;
