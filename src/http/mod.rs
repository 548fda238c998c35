//! The HTTP door: greet, translate, say goodbye.

mod access;
mod accounts;
mod audit;
mod body;
mod changes;
mod courtesy;
mod desk;
mod events;
mod extract;
mod feature;
mod health;
mod imports;
mod keys;
mod kinds;
mod list;
mod lookup;
mod meter;
mod names;
mod negotiate;
mod ogc;
mod openapi;
mod page;
mod pages;
mod refusal;
mod render;
mod router;
mod search;
mod serve;
mod session;
mod state;
mod tiles;
mod write;

pub use router::router;
pub use serve::{ServeError, open, serve};
pub use state::App;
