//! The command-line door: one file a command.

mod address;
mod audit;
mod boundary;
mod command;
mod demo;
mod demo_people;
mod doctor;
mod export;
mod follow;
mod import;
mod log;
mod migrate;
mod names;
mod outcome;
mod people;
mod run;
mod serve;
mod synth;

pub use run::{Door, Opening, run};
