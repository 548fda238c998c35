//! Addresses taken apart: by the unit words that end each part (省 市 区 镇 村 路 号 幢 室), and
//! by the names that the register knows, the longest first.

mod canonical;
mod confidence;
mod inner;
mod lexicon;
mod normal;
mod number;
mod parse;
mod region;
mod road;
mod text;
mod words;

pub use canonical::number_key;
pub use lexicon::{Lexicon, Sort};
pub use normal::normalise;
pub use parse::parse;

#[cfg(test)]
mod tests;
