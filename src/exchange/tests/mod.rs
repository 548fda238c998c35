//! Whole files through the readers and writers.

mod binary;
mod damage;
mod round_trip;
mod support;
mod text;
