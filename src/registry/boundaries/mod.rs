//! Boundaries proved: those of the register, and those of files before they come into it.

mod files;
mod gather;
mod prove;

pub use files::{BoundaryFile, check_boundary_features, check_boundary_files};
pub use prove::{BoundaryCheck, BoundaryQuery};
