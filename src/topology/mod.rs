//! Proves boundaries: that regions tile the ground, that lines run where regions meet, and that
//! markers stand on their lines in order. Works on shapes alone; who asks tells it what is registered.
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "numbers of vertices and positions of the grid, far below 2^53"
)]

mod borders;
mod check;
mod course;
mod coverage;
mod ends;
mod faces;
mod grid;
mod markers;
mod neighbours;
mod order;
mod plane;
mod segments;
mod sides;
mod straits;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod track;
mod unshared;
mod word;

pub use check::check;
pub use word::{Boundaries, Boundary, Marker, Options, Territory};
