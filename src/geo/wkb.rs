//! Well-known binary: how geometry crosses to and from PostGIS and GeoPackage.
//!
//! Written by hand because a bulk load spends its time here, and because a length read from
//! untrusted bytes must be checked before anything is allocated for it.

use geo_types::{
    Coord, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon, Point,
    Polygon,
};

use super::Geometry;

/// The EPSG number of CGCS2000 as the database knows it.
pub const SRID: u32 = 4490;

const WITH_SRID: u32 = 0x2000_0000;
const WITH_M: u32 = 0x4000_0000;
const WITH_Z: u32 = 0x8000_0000;
/// Collections within collections deeper than this are refused.
const DEEPEST: u8 = 16;

/// Why bytes are no geometry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WkbError {
    /// The bytes end before the geometry does.
    #[error("the geometry ends early: {missing} more bytes are announced than are there")]
    Truncated {
        /// How many bytes are missing at least.
        missing: u64,
    },
    /// Bytes are left after the geometry.
    #[error("{0} bytes follow the geometry")]
    Trailing(usize),
    /// The first byte of a geometry is neither 0 (big endian) nor 1 (little endian).
    #[error("{0} is no byte order")]
    ByteOrder(u8),
    /// A type that the register does not keep: curves, surfaces, or nonsense.
    #[error(
        "geometry type {0} is not supported: only points, lines, polygons and their collections"
    )]
    Type(u32),
    /// A part of another type than its collection allows.
    #[error("geometry type {part} may not stand inside type {whole}")]
    Part {
        /// The part's type number.
        part: u32,
        /// The collection's type number.
        whole: u32,
    },
    /// The geometry says that it is in another reference system than CGCS2000 or WGS 84.
    #[error("SRID {0} is neither 4490 nor 4326")]
    Srid(u32),
    /// A point without coordinates.
    #[error("the point is empty")]
    EmptyPoint,
    /// Collections are nested too deep.
    #[error("collections are nested more than {DEEPEST} deep")]
    Depth,
}

/// Little-endian EWKB with SRID 4490, as PostGIS stores and `COPY` reads it.
///
/// # CRS
/// Longitude first, CGCS2000.
#[must_use]
pub fn to_ewkb(geometry: &Geometry) -> Vec<u8> {
    encode(geometry, Some(SRID))
}

/// Little-endian WKB without a reference system, as GeoPackage and `st_geomfromwkb` read it.
#[must_use]
pub fn to_wkb(geometry: &Geometry) -> Vec<u8> {
    encode(geometry, None)
}

fn encode(geometry: &Geometry, srid: Option<u32>) -> Vec<u8> {
    let mut out = Vec::with_capacity(size_hint(geometry));
    put(&mut out, geometry, srid);
    out
}

/// The geometry in WKB, EWKB or ISO WKB of either byte order; heights and measures are dropped,
/// and a ring that is not closed is closed.
///
/// # Errors
/// [`WkbError`]; a SRID is accepted when it is 0, 4490 or 4326. Counts are compared with the bytes
/// left before memory is taken.
pub fn from_ewkb(bytes: &[u8]) -> Result<Geometry, WkbError> {
    let mut reader = Reader { bytes };
    let geometry = reader.geometry(None, 0)?;
    match reader.bytes.len() {
        0 => Ok(geometry),
        left => Err(WkbError::Trailing(left)),
    }
}

fn size_hint(geometry: &Geometry) -> usize {
    let rings = |polygon: &Polygon| {
        13 + polygon.exterior().0.len() * 16
            + polygon
                .interiors()
                .iter()
                .map(|ring| 4 + ring.0.len() * 16)
                .sum::<usize>()
    };
    17 + match geometry {
        Geometry::Point(_) => 8,
        Geometry::LineString(line) => line.0.len() * 16,
        Geometry::Polygon(polygon) => rings(polygon),
        Geometry::MultiLineString(lines) => lines.0.iter().map(|l| 9 + l.0.len() * 16).sum(),
        Geometry::MultiPolygon(polygons) => polygons.0.iter().map(rings).sum(),
        Geometry::MultiPoint(points) => points.0.len() * 21,
        Geometry::Line(_)
        | Geometry::Rect(_)
        | Geometry::Triangle(_)
        | Geometry::GeometryCollection(_) => 96,
    }
}

fn put(out: &mut Vec<u8>, geometry: &Geometry, srid: Option<u32>) {
    match geometry {
        Geometry::Point(point) => {
            head(out, 1, srid);
            coord(out, point.0);
        }
        Geometry::Line(line) => put_line(out, &[line.start, line.end], srid),
        Geometry::LineString(line) => put_line(out, &line.0, srid),
        Geometry::Polygon(polygon) => put_polygon(out, polygon, srid),
        Geometry::Rect(rect) => put_polygon(out, &rect.to_polygon(), srid),
        Geometry::Triangle(triangle) => put_polygon(out, &triangle.to_polygon(), srid),
        Geometry::MultiPoint(points) => {
            head(out, 4, srid);
            count(out, points.0.len());
            for point in &points.0 {
                head(out, 1, None);
                coord(out, point.0);
            }
        }
        Geometry::MultiLineString(lines) => {
            head(out, 5, srid);
            count(out, lines.0.len());
            for line in &lines.0 {
                put_line(out, &line.0, None);
            }
        }
        Geometry::MultiPolygon(polygons) => {
            head(out, 6, srid);
            count(out, polygons.0.len());
            for polygon in &polygons.0 {
                put_polygon(out, polygon, None);
            }
        }
        Geometry::GeometryCollection(parts) => {
            head(out, 7, srid);
            count(out, parts.0.len());
            for part in &parts.0 {
                put(out, part, None);
            }
        }
    }
}

fn put_line(out: &mut Vec<u8>, coords: &[Coord], srid: Option<u32>) {
    head(out, 2, srid);
    put_coords(out, coords);
}

fn put_polygon(out: &mut Vec<u8>, polygon: &Polygon, srid: Option<u32>) {
    head(out, 3, srid);
    if polygon.exterior().0.is_empty() {
        count(out, 0);
        return;
    }
    count(out, 1 + polygon.interiors().len());
    put_coords(out, &polygon.exterior().0);
    for ring in polygon.interiors() {
        put_coords(out, &ring.0);
    }
}

fn put_coords(out: &mut Vec<u8>, coords: &[Coord]) {
    count(out, coords.len());
    for at in coords {
        coord(out, *at);
    }
}

fn head(out: &mut Vec<u8>, kind: u32, srid: Option<u32>) {
    out.push(1);
    match srid {
        None => out.extend_from_slice(&kind.to_le_bytes()),
        Some(srid) => {
            out.extend_from_slice(&(kind | WITH_SRID).to_le_bytes());
            out.extend_from_slice(&srid.to_le_bytes());
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "4 × 10⁹ vertices are 64 GB: no geometry in memory has them"
)]
fn count(out: &mut Vec<u8>, n: usize) {
    out.extend_from_slice(&(n as u32).to_le_bytes());
}

fn coord(out: &mut Vec<u8>, at: Coord) {
    out.extend_from_slice(&at.x.to_le_bytes());
    out.extend_from_slice(&at.y.to_le_bytes());
}

struct Reader<'a> {
    bytes: &'a [u8],
}

/// What the head of a geometry says.
struct Head {
    big: bool,
    kind: u32,
    /// Numbers a position: 2, 3 or 4.
    dims: usize,
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], WkbError> {
        let Some((first, rest)) = self.bytes.split_first_chunk::<N>() else {
            return Err(WkbError::Truncated {
                missing: (N - self.bytes.len()) as u64,
            });
        };
        self.bytes = rest;
        Ok(*first)
    }

    fn u32(&mut self, big: bool) -> Result<u32, WkbError> {
        let bytes = self.take::<4>()?;
        Ok(if big {
            u32::from_be_bytes(bytes)
        } else {
            u32::from_le_bytes(bytes)
        })
    }

    fn f64(&mut self, big: bool) -> Result<f64, WkbError> {
        let bytes = self.take::<8>()?;
        Ok(if big {
            f64::from_be_bytes(bytes)
        } else {
            f64::from_le_bytes(bytes)
        })
    }

    /// A count of things that take at least `each` bytes, refused when so many cannot follow.
    fn count(&mut self, big: bool, each: usize) -> Result<usize, WkbError> {
        let n = u64::from(self.u32(big)?);
        let left = self.bytes.len() as u64;
        let needed = n * each as u64;
        if needed > left {
            return Err(WkbError::Truncated {
                missing: needed - left,
            });
        }
        // `needed` fits into the slice, so `n` fits into usize.
        usize::try_from(n).map_err(|_| WkbError::Truncated { missing: n })
    }

    fn head(&mut self) -> Result<Head, WkbError> {
        let [order] = self.take::<1>()?;
        let big = match order {
            0 => true,
            1 => false,
            other => return Err(WkbError::ByteOrder(other)),
        };
        let word = self.u32(big)?;
        if word & WITH_SRID != 0 {
            let srid = self.u32(big)?;
            if !matches!(srid, 0 | SRID | 4326) {
                return Err(WkbError::Srid(srid));
            }
        }
        let code = word & 0x0fff_ffff;
        let (iso, kind) = (code / 1000, code % 1000);
        if iso > 3 {
            return Err(WkbError::Type(code));
        }
        let has_z = word & WITH_Z != 0 || matches!(iso, 1 | 3);
        let has_m = word & WITH_M != 0 || matches!(iso, 2 | 3);
        Ok(Head {
            big,
            kind,
            dims: 2 + usize::from(has_z) + usize::from(has_m),
        })
    }

    fn geometry(&mut self, whole: Option<u32>, depth: u8) -> Result<Geometry, WkbError> {
        if depth > DEEPEST {
            return Err(WkbError::Depth);
        }
        let head = self.head()?;
        if let Some(whole @ 4..=6) = whole
            && head.kind != whole - 3
        {
            return Err(WkbError::Part {
                part: head.kind,
                whole,
            });
        }
        Ok(match head.kind {
            1 => Geometry::Point(self.point(&head)?),
            2 => Geometry::LineString(self.line(&head)?),
            3 => Geometry::Polygon(self.polygon(&head)?),
            4..=7 => self.collection(&head, depth)?,
            other => return Err(WkbError::Type(other)),
        })
    }

    fn collection(&mut self, head: &Head, depth: u8) -> Result<Geometry, WkbError> {
        // The smallest part is an empty line: byte order, type and count.
        let n = self.count(head.big, 9)?;
        let parts = (0..n)
            .map(|_| self.geometry(Some(head.kind), depth + 1))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(match head.kind {
            4 => Geometry::MultiPoint(MultiPoint(only(parts))),
            5 => Geometry::MultiLineString(MultiLineString(only(parts))),
            6 => Geometry::MultiPolygon(MultiPolygon(only(parts))),
            _ => Geometry::GeometryCollection(GeometryCollection(parts)),
        })
    }

    fn coord(&mut self, head: &Head) -> Result<Coord, WkbError> {
        let x = self.f64(head.big)?;
        let y = self.f64(head.big)?;
        for _ in 2..head.dims {
            self.f64(head.big)?;
        }
        Ok(Coord { x, y })
    }

    fn point(&mut self, head: &Head) -> Result<Point, WkbError> {
        let at = self.coord(head)?;
        if at.x.is_nan() && at.y.is_nan() {
            return Err(WkbError::EmptyPoint);
        }
        Ok(Point(at))
    }

    fn line(&mut self, head: &Head) -> Result<LineString, WkbError> {
        let n = self.count(head.big, head.dims * 8)?;
        let mut coords = Vec::with_capacity(n);
        for _ in 0..n {
            coords.push(self.coord(head)?);
        }
        Ok(LineString(coords))
    }

    fn polygon(&mut self, head: &Head) -> Result<Polygon, WkbError> {
        let n = self.count(head.big, 4)?;
        let mut rings = (0..n)
            .map(|_| self.line(head))
            .collect::<Result<Vec<_>, _>>()?;
        if rings.is_empty() {
            return Ok(Polygon::empty());
        }
        let exterior = rings.remove(0);
        Ok(Polygon::new(exterior, rings))
    }
}

/// The parts as the one type that the reader has already made sure they have.
fn only<T: TryFrom<Geometry>>(parts: Vec<Geometry>) -> Vec<T> {
    parts
        .into_iter()
        .filter_map(|part| T::try_from(part).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geo::wkt::from_wkt;

    const SAMPLES: &[&str] = &[
        "POINT(120.831 29.561)",
        "LINESTRING(120 30,121 30,121 31)",
        "POLYGON((0 0,4 0,4 4,0 4,0 0),(1 1,1 2,2 2,1 1))",
        "MULTIPOINT((1 2),(3 4))",
        "MULTILINESTRING((120 30,121 30),(1 2,3 4))",
        "MULTIPOLYGON(((0 0,1 0,1 1,0 0)),((5 5,6 5,6 6,5 5)))",
        "GEOMETRYCOLLECTION(POINT(1 2),LINESTRING(1 2,3 4))",
        "POLYGON EMPTY",
        "MULTIPOLYGON EMPTY",
    ];

    #[test]
    fn a_point_is_written_as_postgis_writes_it() {
        let point = Geometry::from(Point::new(120.831, 29.561));
        assert_eq!(
            hex::encode(to_ewkb(&point)),
            "01010000208a11000077be9f1a2f355e40560e2db29d8f3d40"
        );
    }

    #[test]
    fn every_type_comes_back_as_it_went() {
        for text in SAMPLES {
            let geometry = from_wkt(text).unwrap();
            assert_eq!(from_ewkb(&to_ewkb(&geometry)), Ok(geometry.clone()));
            assert_eq!(from_ewkb(&to_wkb(&geometry)), Ok(geometry));
        }
    }

    #[test]
    fn big_endian_with_iso_and_flagged_heights_is_read_and_heights_are_dropped() {
        let expected = Ok(Geometry::from(Point::new(1.0, 2.0)));
        for kind in [1001u32, 2001, WITH_Z | 1, WITH_M | 1] {
            let mut bytes = vec![0];
            bytes.extend(kind.to_be_bytes());
            for v in [1.0f64, 2.0, 3.0] {
                bytes.extend(v.to_be_bytes());
            }
            assert_eq!(from_ewkb(&bytes), expected, "{kind:x}");
        }
    }

    #[test]
    fn a_huge_count_is_refused_before_memory_is_taken() {
        let mut bytes = vec![1];
        bytes.extend(2u32.to_le_bytes());
        bytes.extend(u32::MAX.to_le_bytes());
        assert_eq!(
            from_ewkb(&bytes),
            Err(WkbError::Truncated {
                missing: u64::from(u32::MAX) * 16
            })
        );
    }

    #[test]
    fn what_is_no_geometry_says_why() {
        assert_eq!(from_ewkb(&[]), Err(WkbError::Truncated { missing: 1 }));
        assert_eq!(from_ewkb(&[7]), Err(WkbError::ByteOrder(7)));
        let head = |kind: u32| [vec![1], kind.to_le_bytes().to_vec()].concat();
        assert_eq!(from_ewkb(&head(8)), Err(WkbError::Type(8)));
        let mut other = head(WITH_SRID | 1);
        other.extend(2383u32.to_le_bytes());
        assert_eq!(from_ewkb(&other), Err(WkbError::Srid(2383)));
        let mut trailing = to_wkb(&Geometry::from(Point::new(1.0, 2.0)));
        trailing.push(0);
        assert_eq!(from_ewkb(&trailing), Err(WkbError::Trailing(1)));
        let empty = to_wkb(&Geometry::from(Point::new(f64::NAN, f64::NAN)));
        assert_eq!(from_ewkb(&empty), Err(WkbError::EmptyPoint));
    }

    #[test]
    fn a_line_may_not_stand_among_polygons() {
        let mut bytes = vec![1];
        bytes.extend(6u32.to_le_bytes());
        bytes.extend(1u32.to_le_bytes());
        bytes.extend(to_wkb(&from_wkt("LINESTRING(0 0,1 1)").unwrap()));
        assert_eq!(from_ewkb(&bytes), Err(WkbError::Part { part: 2, whole: 6 }));
    }

    #[test]
    fn endless_nesting_is_refused() {
        let mut bytes = Vec::new();
        for _ in 0..100 {
            bytes.push(1);
            bytes.extend(7u32.to_le_bytes());
            bytes.extend(1u32.to_le_bytes());
        }
        bytes.extend([0; 9]);
        assert_eq!(from_ewkb(&bytes), Err(WkbError::Depth));
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_reader_fail_otherwise_than_by_an_error(
            bytes in proptest::collection::vec(any::<u8>(), 0..200),
            cut in 0usize..200,
            sample in 0..SAMPLES.len(),
        ) {
            let _ = from_ewkb(&bytes);
            let whole = to_ewkb(&from_wkt(SAMPLES[sample]).unwrap());
            let part = &whole[..cut.min(whole.len() - 1)];
            prop_assert!(from_ewkb(part).is_err());
        }
    }
}
