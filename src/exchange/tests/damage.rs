//! Files with bytes changed, cut out or missing: whatever they hold, reading ends without a panic.

use std::{fs, path::Path};

use proptest::prelude::*;

use super::{
    binary::{write_geopackage, write_shapefile},
    support::fixture,
};
use crate::{
    domain::Kind,
    exchange::{ReadOptions, Reader},
};

/// Opens the file and reads it to its end.
fn exhaust(path: &Path, kind: Kind) {
    if let Ok(reader) = Reader::open(path, &ReadOptions::new(kind)) {
        assert!(
            reader.take(10_000).count() < 10_000,
            "reading goes on for ever"
        );
    }
}

fn damaged(
    mut bytes: Vec<u8>,
    changes: &[(prop::sample::Index, u8)],
    cut: Option<prop::sample::Index>,
) -> Vec<u8> {
    for (at, byte) in changes {
        let at = at.index(bytes.len());
        bytes[at] = *byte;
    }
    if let Some(cut) = cut {
        bytes.truncate(cut.index(bytes.len()));
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn damaged_files_are_read_to_their_end(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let folder = tempfile::tempdir().unwrap();
        for name in ["doorplates_broken.csv", "doorplates_broken.geojsonl"] {
            let path = folder.path().join(name);
            let bytes = fs::read(fixture(name)).unwrap();
            fs::write(&path, damaged(bytes, &changes, cut)).unwrap();
            exhaust(&path, Kind::Doorplate);
        }
        let lines = fs::read_to_string(fixture("doorplates_broken.geojsonl")).unwrap();
        let collection = format!("{{\"type\":\"FeatureCollection\",\"features\":[{}]}}", lines.trim().replace('\n', ","));
        let path = folder.path().join("a.geojson");
        fs::write(&path, damaged(collection.into_bytes(), &changes, cut)).unwrap();
        exhaust(&path, Kind::Doorplate);
        let path = folder.path().join("roads.shp");
        write_shapefile(&path);
        for part in ["shp", "dbf", "prj"] {
            let path = path.with_extension(part);
            let whole = fs::read(&path).unwrap();
            fs::write(&path, damaged(whole.clone(), &changes, cut)).unwrap();
            exhaust(&path.with_extension("shp"), Kind::Road);
            fs::write(&path, whole).unwrap();
        }
        let path = folder.path().join("regions.gpkg");
        write_geopackage(&path);
        let bytes = fs::read(&path).unwrap();
        fs::write(&path, damaged(bytes, &changes, cut)).unwrap();
        exhaust(&path, Kind::Region);
    }
}
