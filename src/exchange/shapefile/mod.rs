//! ESRI shapefiles: `.shp` for the shapes, `.dbf` for the columns, `.prj` and `.cpg` for what they
//! mean. Read by our own few lines: files from outside may lie about every size in them.

mod dbf;
mod read;
mod shp;

pub(super) use read::Rows;
