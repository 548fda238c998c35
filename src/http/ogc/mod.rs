//! The OGC door: collections, items and tilesets as OGC API Features and Tiles have them.
//!
//! What is shown is found and written by the same functions as `/api/v1`: only names, links,
//! reference systems and the order of axes are this door's own.
//!
//! # Source
//! OGC 17-069r4 (Features, core), 18-058r1 (coordinate reference systems), 19-079r2 (queryables),
//! 20-057 (Tiles), 17-083r4 (tile matrix sets).

mod collections;
mod crs;
mod item;
mod items;
mod landing;
mod link;
mod matrices;
mod queryables;
mod tilesets;

pub(super) use collections::{__path_all, __path_one, all, one};
pub(super) use item::{__path_item, item};
pub(super) use items::{__path_items, CONTENT_CRS, items};
pub(super) use landing::{__path_conformance, __path_landing, conformance, landing};
pub(super) use matrices::{__path_matrices, __path_matrix_set, matrices, matrix_set};
pub(super) use queryables::{__path_queryables, queryables};
pub(super) use tilesets::{__path_tileset, __path_tilesets, tileset, tilesets};
