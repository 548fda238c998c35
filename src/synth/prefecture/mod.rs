//! A made prefecture about the size of Wenzhou, and up to eight times as dense.

mod features;
mod inputs;
mod land;
mod plan;
mod roads;
#[cfg(test)]
mod tests;

pub use plan::prefecture;
