//! GeoJSON (RFC 7946, and the older `crs` member) as collections and as text sequences.

mod answered;
mod collection;
mod declared;
mod feature;
mod placed;
mod request;
mod row;
mod scan;
mod sequence;
mod write;

pub use answered::answered;
pub(super) use collection::Rows as CollectionRows;
pub use placed::feature_json_in;
pub use request::draft_from_json;
pub use row::row_json;
pub(super) use scan::{Shape, shape};
pub(super) use sequence::Rows as SequenceRows;
pub use write::feature_json;
pub(super) use write::{begin_collection, end_collection, exact_json, feature_line};
