//! Finding in memory: what is near, what lies within, what holds a position, what is called so.

mod areas;
mod frame;
mod names;
mod nearest;
mod shown_lines;
mod strips;
mod whole;
mod within;

pub use names::{ExtraName, Matched, NameRole, Search, SearchHit};
pub use nearest::Hit;
pub use whole::{Index, Reverse};
pub use within::{Area, Key, Within};

#[cfg(test)]
mod tests;
