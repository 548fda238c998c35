//! The program itself, as a process: its exit codes, its files, and its deaths.

mod addresses;
mod deaths;
mod ends;
mod people;
mod program;
mod round_trip;
mod uploads;
