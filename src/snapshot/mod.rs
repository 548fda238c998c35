//! The register in memory at one position: per kind, immutable chunks of columns, and who of them
//! is still alive. A snapshot is cheap to clone; applying a commit makes the next one.

mod apply;
mod builder;
mod chunk;
mod eye;
mod filter;
mod hash;
mod locate;
mod number_column;
mod packed_tree;
mod region_tree;
mod replace;
mod row;
mod select;
mod shape_column;
mod staging;
mod table;
mod text_column;
mod whole;

pub use builder::Builder;
pub use chunk::{CHUNK_ROWS, Chunk, FieldColumn};
pub use eye::{Eye, Seen};
pub use filter::{ChunkFilter, Filter, PreparedFilter};
pub use hash::{hash_bytes, hash_two};
pub use number_column::{FloatColumn, IntColumn};
pub use packed_tree::{Box4, NODE_ROWS, NOWHERE, PackedTree, WideBox, meets, widen};
pub use region_tree::RegionTree;
pub use row::{RowRef, ValueRef};
pub use select::Page;
pub use shape_column::{Shape, ShapeColumn};
pub use table::{KindTable, Locator, Slot};
pub use text_column::TextColumn;
pub use whole::Snapshot;

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
