//! What the tests of a door stand on: a database of their own, dropped at the end.

mod client;
pub(crate) mod county;
mod database;
pub(crate) mod mvt;
pub(crate) mod people;
pub(crate) mod samples;
pub(crate) mod serve;
mod server;

pub(crate) use client::{Answered, Asking, Client};
pub(crate) use database::TestDatabase;
pub(crate) use serve::Served;
