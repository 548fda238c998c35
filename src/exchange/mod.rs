//! Translates files into drafts and features into files: one format a file or folder, read and
//! written in constant memory, and never a panic whatever a file holds.

mod catalogue;
mod columns;
mod csv;
mod docket;
mod encoding;
mod geojson;
mod geopackage;
mod intake;
mod placing;
mod record;
mod rejects;
mod shapefile;
#[cfg(test)]
mod tests;
mod value;
mod word;

pub use catalogue::{Format, Reader, UnknownFormatWord, Writer};
pub use docket::{DocketFile, DocketRow, DocketTable, NotADocket, read_docket, write_docket};
pub use encoding::Encoding;
pub use geojson::{answered, draft_from_json, feature_json, feature_json_in, row_json};
pub use geopackage::{Package, PackageChanges, PackagedRow};
pub use rejects::RejectsWriter;
pub use word::{ExchangeError, Header, Progress, RECORD_LIMIT, ReadOptions, Rejected};
