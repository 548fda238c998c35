//! The program itself, as a process: its exit codes, its files, and its deaths.

mod addresses;
mod deaths;
mod ends;
mod follow;
mod names;
mod people;
pub(crate) mod program;
mod round_trip;
mod rule_files;
mod uploads;
