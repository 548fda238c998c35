//! The laws of the house: what may import what, and how a file looks.
//!
//! Reads every file under `src/` and names the line and the reason of each breach. The floors
//! are drawn in ARCHITECTURE.md; who adds a room gives it a floor in `floors.rs`.

#![allow(
    clippy::pedantic,
    reason = "pedantry is for the product; here the sentence counts"
)]

#[cfg(test)]
mod breach;
#[cfg(test)]
mod floors;
#[cfg(test)]
mod imports;
#[cfg(test)]
mod looks;
#[cfg(test)]
mod proofs;
#[cfg(test)]
mod read;
#[cfg(test)]
mod words;
