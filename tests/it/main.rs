//! Tests through the doors and against a real PostGIS: one binary, so that it links once.

#![allow(
    clippy::pedantic,
    reason = "pedantry is for the product; here the sentence counts"
)]

#[cfg(test)]
#[path = "../support/mod.rs"]
mod support;

#[cfg(test)]
mod access;
#[cfg(test)]
mod addresses;
#[cfg(test)]
mod attacks;
#[cfg(test)]
mod boundaries;
#[cfg(test)]
mod cases;
#[cfg(test)]
mod cli;
#[cfg(test)]
mod database;
#[cfg(test)]
mod doctor;
#[cfg(test)]
mod field_work;
#[cfg(test)]
mod files;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod http_changes;
#[cfg(test)]
mod http_errors;
#[cfg(test)]
mod http_features;
#[cfg(test)]
mod http_history;
#[cfg(test)]
mod http_lists;
#[cfg(test)]
mod http_lookups;
#[cfg(test)]
mod http_pages;
#[cfg(test)]
mod http_privacy;
#[cfg(test)]
mod http_regions;
#[cfg(test)]
mod http_slow;
#[cfg(test)]
mod http_words;
#[cfg(test)]
mod http_wrong_fields;
#[cfg(test)]
mod imports;
#[cfg(test)]
mod naming_desk;
#[cfg(test)]
mod ogc;
#[cfg(test)]
mod openapi;
#[cfg(test)]
mod review;
#[cfg(test)]
mod store;
#[cfg(test)]
mod tile_twin;
#[cfg(test)]
mod two_registries;
