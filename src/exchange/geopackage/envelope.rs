//! Geometries as a GeoPackage holds them: a head with the box, then WKB.

use crate::geo::{Bounds, Geometry, wkb};

/// `GP`, version 0, flags: little-endian, an envelope of west, east, south, north.
const HEAD: [u8; 4] = [b'G', b'P', 0, 0b0000_0011];
const BOX_AT: usize = 8;

/// The geometry with its head.
///
/// # CRS
/// As `srs` says; longitude or east first.
pub(super) fn packed(geometry: &Geometry, bounds: &Bounds, srs: i32) -> Vec<u8> {
    let body = wkb::to_wkb(geometry);
    let mut out = Vec::with_capacity(BOX_AT + 32 + body.len());
    out.extend_from_slice(&HEAD);
    out.extend_from_slice(&srs.to_le_bytes());
    for side in [bounds.west, bounds.east, bounds.south, bounds.north] {
        out.extend_from_slice(&side.to_le_bytes());
    }
    out.extend_from_slice(&body);
    out
}

/// West, east, south, north of a geometry as [`packed`] writes it, or as another program may have:
/// without a box, or of the other byte order, it is read whole.
pub(super) fn sides(blob: &[u8]) -> Option<[f64; 4]> {
    if blob.get(..4) == Some(&HEAD[..]) {
        let side = |at: usize| -> Option<f64> {
            let bytes = blob.get(BOX_AT + at * 8..BOX_AT + at * 8 + 8)?;
            Some(f64::from_le_bytes(bytes.try_into().ok()?))
        };
        return Some([side(0)?, side(1)?, side(2)?, side(3)?]);
    }
    let envelope = match blob.get(3)? >> 1 & 0b111 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        _ => return None,
    };
    let geometry = wkb::from_ewkb(blob.get(BOX_AT + envelope..)?).ok()?;
    let bounds = Bounds::around(&geometry)?;
    Some([bounds.west, bounds.east, bounds.south, bounds.north])
}

#[cfg(test)]
mod tests {
    use geo_types::line_string;

    use super::*;

    #[test]
    fn the_box_is_read_from_the_head_and_without_one_from_the_geometry() {
        let line: Geometry = line_string![(x: 120.5, y: 29.5), (x: 120.75, y: 29.25)].into();
        let bounds = Bounds::around(&line).unwrap();
        let packed = packed(&line, &bounds, 4490);
        let expected = Some([120.5, 120.75, 29.25, 29.5]);
        assert_eq!(sides(&packed), expected);
        let mut bare = b"GP\0\x01\0\0\0\0".to_vec();
        bare.extend_from_slice(&packed[BOX_AT + 32..]);
        assert_eq!(sides(&bare), expected);
        assert_eq!(sides(&packed[..20]), None);
        assert_eq!(sides(b"GP"), None);
    }
}
