//! The register as vector tiles: layers declared as data, painted from flat records that are
//! prepared once a chunk, and a cache that drops exactly what a change touches.

mod area_clip;
mod brush;
mod cache;
mod catalogue;
mod columns;
mod drop_log;
mod frame;
mod intern;
mod layers;
mod line_clip;
mod outlines;
mod painted;
mod painter;
mod pen;
mod protobuf;
mod record;
mod ring;
mod sent;
mod shard;
mod spec;
mod spec_check;
mod spec_file;
mod tilejson;
mod touched;

pub use cache::{CacheStatistics, TileCache};
pub use catalogue::{embedded, from_folder};
pub use frame::{BUFFER, EXTENT};
pub use layers::{LayerSet, Layers};
pub use painted::Painted;
pub use painter::Painter;
pub use sent::{Encoding, SentTile, TileKey};
pub use spec::{Attribute, AttributeSource, Layer, View};
pub use spec_file::SpecError;
pub use tilejson::{DEEPEST_SERVED, tilejson};
pub use touched::Touched;

#[cfg(test)]
mod area_clip_tests;
#[cfg(test)]
mod cache_tests;
#[cfg(test)]
#[path = "../../tests/support/mvt.rs"]
mod decode;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
