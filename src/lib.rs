//! Mingjie 名界: the register of place names, doorplates, boundaries and cemeteries.
//!
//! The rooms and the laws between them are drawn in `ARCHITECTURE.md`; `tests/house/` holds
//! the code to them.

pub mod address;
pub(crate) mod assets;
pub mod cli;
pub mod config;
pub mod documents;
pub mod domain;
pub mod exchange;
pub mod files;
pub mod geo;
pub mod http;
pub mod index;
pub mod messages;
pub mod registry;
pub mod rules;
pub mod snapshot;
pub mod store;
pub mod synth;
pub mod text;
pub mod tile;
pub mod topology;
