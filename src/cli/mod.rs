//! The command-line door: one file a command.

mod address;
mod audit;
mod boundary;
mod command;
mod complaint;
mod demo;
mod demo_people;
mod doctor;
mod export;
mod follow;
mod help;
mod import;
mod kinds;
mod log;
mod migrate;
mod names;
mod outcome;
mod people;
mod region;
mod run;
mod serve;
mod synth;

pub use run::{Door, Opening, run};
