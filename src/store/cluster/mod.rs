//! The private PostgreSQL + PostGIS server that runs when no `DATABASE_URL` is given.
//!
//! A bureau's clerk should not have to administer a database to try the register, and the SQL
//! should be the same on a laptop and in a province. So the installed PostgreSQL is used, with
//! its files under the data folder, on a unix socket only. One process owns the running server
//! under a file lock; others share it, and one of them takes over when the owner ends.

mod account;
mod error;
mod folder;
mod initdb;
mod installation;
mod leftover;
mod package;
mod private;
mod server;
mod temporary;
#[cfg(test)]
mod tests;

pub use error::ClusterError;
pub use installation::{Installation, Places};
pub use private::Cluster;
