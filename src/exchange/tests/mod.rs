//! Whole files through the readers and writers.

mod binary;
mod columns_page;
mod damage;
mod round_trip;
mod support;
mod text;
