//! The program itself, as a process: its exit codes, its files, and its deaths.

mod deaths;
mod ends;
mod people;
mod program;
mod round_trip;
mod rule_files;
