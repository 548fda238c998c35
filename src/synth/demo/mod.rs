//! The demo county, Shengzhou 嵊州: real names and codes on a made town plan.

mod country;
mod county;
mod curve;
mod facts;
mod frontier;
mod land;
mod names;
mod network;
mod rows;
mod streets;
#[cfg(test)]
mod tests;
mod water;

pub use county::demo_county;
