//! Imports through the library: what each row is told, and what the register holds afterwards.

mod identity;
mod orders;
mod regions;
mod rejects;
mod straight;
mod warnings;

pub(crate) use orders::order;
