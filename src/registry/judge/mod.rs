//! Judging a draft against the register before it is written: references, places, distances, and
//! what is computed where the draft leaves it out. Imports and requests go through the same gate.

mod address;
mod identity;
mod kinds;
mod reference;
mod verdict;

pub(crate) use reference::{Jurisdiction, Reference};
pub(crate) use verdict::{Judge, Judged};
