//! GeoPackage (OGC 12-128): a layer of a file read, a package of our own kept in step.

mod envelope;
mod read;
mod schema;
mod write;

pub(super) use read::Rows;
pub use write::{Package, PackageChanges, PackagedRow};
