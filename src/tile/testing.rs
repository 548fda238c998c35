//! Registers made up for the tests of tiles.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Layers, Painted, Painter, catalogue, decode};
use crate::{
    domain::{Audience, Change, Feature, Kind, Operation, Position, Value, shared},
    geo::{Bounds, TileAddress, wkt::from_wkt},
    snapshot::{Builder, Snapshot},
};

/// A current feature with the given fields.
pub(super) fn feature(kind: Kind, fid: i64, wkt: &str, fields: &[(&str, &str)]) -> Feature {
    let mut values = vec![Value::Null; kind.fields().len()];
    values[shared::SOURCE_ID_AT] = format!("{kind}-{fid}").into();
    values[shared::STATE_AT] = "current".into();
    for (name, value) in fields {
        let (at, _) = kind.field(name).expect("a field of the kind");
        values[at] = value
            .parse()
            .ok()
            .filter(|_| *name == "width_m")
            .map_or_else(|| (*value).into(), Value::Number);
    }
    Feature {
        id: Uuid::from_u128(u128::from(fid.cast_unsigned()) << 8 | kind as u128),
        fid,
        kind,
        version: 1,
        source: "test".into(),
        values,
        geometry: Some(from_wkt(wkt).expect("a geometry")),
        created_at: DateTime::default(),
        updated_at: DateTime::default(),
    }
}

pub(super) fn snapshot(features: impl IntoIterator<Item = Feature>) -> Snapshot {
    let mut builder = Builder::new();
    for feature in features {
        builder.push(feature);
    }
    builder.finish(Position(1))
}

/// The register under the contract's layers.
pub(super) fn painted(features: impl IntoIterator<Item = Feature>) -> Painted {
    Painter::new(layers()).follow(&snapshot(features))
}

pub(super) fn layers() -> Layers {
    catalogue::embedded().expect("the layers built in")
}

/// The decoded layer of a tile; empty when it is not there.
pub(super) fn layer(
    painted: &Painted,
    audience: Audience,
    name: &str,
    tile: TileAddress,
) -> decode::Layer {
    let set = painted.layers().all(audience);
    let bytes = painted.tile(audience, set, tile).unwrap_or_default();
    decode::decode(&bytes).remove(name).unwrap_or_default()
}

/// The tile of a zoom that holds a position.
pub(super) fn tile_at(lon: f64, lat: f64, z: u8) -> TileAddress {
    let bounds = Bounds {
        west: lon,
        south: lat,
        east: lon,
        north: lat,
    };
    let mut tiles = TileAddress::covering(bounds, z, 0.0);
    tiles.next().expect("every position has a tile")
}

/// A change of a feature to another; `None` for one that was not there or is taken away.
pub(super) fn change(position: i64, before: Option<&Feature>, after: Option<&Feature>) -> Change {
    let some = after.or(before).expect("a feature");
    Change {
        position: Position(position),
        kind: some.kind,
        id: some.id,
        version: some.version,
        operation: Operation::Update,
        at: DateTime::<Utc>::default(),
        bounds_before: before.and_then(Feature::bounds),
        bounds_after: after.and_then(Feature::bounds),
        feature: after.cloned(),
    }
}

impl decode::Layer {
    /// The feature of an id; it must be there once.
    pub(crate) fn feature(&self, id: u64) -> &decode::Feature {
        let mut found = self.features.iter().filter(|f| f.id == id);
        let feature = found.next().expect("the feature is in the layer");
        assert!(found.next().is_none(), "{id} is there twice");
        feature
    }

    /// The ids, sorted.
    pub(crate) fn ids(&self) -> Vec<u64> {
        let mut ids: Vec<u64> = self.features.iter().map(|f| f.id).collect();
        ids.sort_unstable();
        ids
    }
}
