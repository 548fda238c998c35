//! Judges proposed names: one rule a file, packs of dated parameters, findings that people decide on.
//!
//! [`catalogue`] lists the rules and opens the rule book; the words, thresholds, scopes and
//! severities stand in `fixtures/packs/` and `fixtures/words/`.

mod book;
pub mod catalogue;
mod dialect;
mod error;
mod evaluate;
mod examples;
mod famous;
mod lookalike;
mod markdown;
mod matcher;
mod name;
mod own_files;
#[cfg(test)]
mod own_files_tests;
mod pack;
mod pack_file;
mod packs;
mod rule;
mod subject;
mod tables;
#[cfg(test)]
mod tests;
mod transliteration;
mod word_list;

pub use book::Book;
pub use error::PackError;
pub use evaluate::{Evaluation, Labelled, evaluate};
pub use own_files::OwnFiles;
pub use pack::Pack;
pub use packs::Packs;
pub use rule::Rule;
use tables::Tables;
