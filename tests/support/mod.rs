//! What the tests of a door stand on: a database of their own, dropped at the end.

mod database;
pub(crate) mod mvt;
mod serve;
mod server;

pub(crate) use database::TestDatabase;
pub(crate) use serve::Served;
