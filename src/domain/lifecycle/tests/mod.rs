//! Tests of the tables and of the functions that read them.

mod soundness;
mod trial;
