//! stub
use crate::{
    domain::{Change, Kind, Position},
    snapshot::Snapshot,
};
use std::{path::Path, sync::Arc};
#[derive(Debug)]
pub struct Layers;
#[derive(Debug, thiserror::Error)]
#[error("x")]
pub struct SpecError;
pub fn embedded() -> Result<Layers, SpecError> {
    Ok(Layers)
}
pub fn from_folder(_: &Path) -> Result<Layers, SpecError> {
    Ok(Layers)
}
#[derive(Debug)]
pub struct Painter(Arc<Layers>);
impl Painter {
    pub fn new(l: Layers) -> Self {
        Self(Arc::new(l))
    }
    pub fn layers(&self) -> &Arc<Layers> {
        &self.0
    }
    pub fn follow(&self, _: &Snapshot) -> Painted {
        Painted
    }
}
#[derive(Debug)]
pub struct Painted;
#[derive(Debug)]
pub struct TileCache;
impl TileCache {
    pub fn new(_: u64) -> Self {
        Self
    }
    pub fn clear(&self, _: Position) {}
    pub fn drop_touched(&self, _: &Touched<'_>, _: Position) {}
}
pub struct Touched<'a> {
    pub changes: &'a [Change],
    pub reloaded: &'a [Kind],
}
