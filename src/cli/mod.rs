//! The command-line door: one file a command.

mod address;
mod command;
mod demo;
mod doctor;
mod export;
mod import;
mod log;
mod migrate;
mod names;
mod outcome;
mod run;
mod serve;
mod synth;

pub use run::{Door, Opening, run};
