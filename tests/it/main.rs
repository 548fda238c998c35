//! Tests through the doors and against a real PostGIS: one binary, so that it links once.

#[cfg(test)]
#[path = "../support/mod.rs"]
mod support;

#[cfg(test)]
mod database;
#[cfg(test)]
mod ogc;
#[cfg(test)]
mod openapi;
#[cfg(test)]
mod store;
#[cfg(test)]
mod tile_twin;
