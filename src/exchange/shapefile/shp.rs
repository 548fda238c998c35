//! Reads the shapes of a `.shp`, one record at a time.

use std::{
    fs::File,
    io::{self, BufReader, Read as _},
    path::Path,
};

use geo::{Area as _, Intersects as _};
use geo_types::{Coord, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon};

use crate::{
    exchange::word::{ExchangeError, RECORD_LIMIT},
    geo::Geometry,
    messages::Phrase,
};

const FORMAT: &str = "Shapefile";
const MAGIC: i32 = 9994;

/// The shapes of a file.
#[derive(Debug)]
pub(super) struct Shapes {
    file: BufReader<File>,
    content: Vec<u8>,
}

/// Why a record holds no shape.
#[derive(Debug, thiserror::Error)]
pub(super) enum ShapeError {
    /// The counts in the record do not fit its length.
    #[error("the record's counts do not fit its length")]
    Counts,
    /// A type that is not read (multipatch).
    #[error("shapes of type {0} are not read")]
    Type(i32),
}

impl ShapeError {
    /// The same in words.
    pub(super) fn phrase(&self) -> Phrase {
        match self {
            Self::Counts => Phrase::of("exchange.shape_counts"),
            Self::Type(found) => Phrase::of("geo.type").with("found", found.to_string()),
        }
    }
}

impl Shapes {
    /// # Errors
    /// [`ExchangeError`] when it does not begin as a `.shp` does.
    pub(super) fn open(path: &Path) -> Result<Self, ExchangeError> {
        let file = File::open(path).map_err(|source| ExchangeError::File {
            path: path.to_owned(),
            source,
        })?;
        let mut file = BufReader::with_capacity(1 << 16, file);
        let mut header = [0; 100];
        let is_read = file.read_exact(&mut header).is_ok();
        if !is_read || header[..4] != MAGIC.to_be_bytes() {
            return Err(ExchangeError::corrupt(
                FORMAT,
                Phrase::of("exchange.shp_header"),
            ));
        }
        Ok(Self {
            file,
            content: Vec::new(),
        })
    }

    /// Reads the next record.
    ///
    /// # Errors
    /// When the file ends within it, or it is too long to be one.
    pub(super) fn advance(&mut self) -> io::Result<()> {
        let mut header = [0; 8];
        self.file.read_exact(&mut header)?;
        let words = i32::from_be_bytes([header[4], header[5], header[6], header[7]]);
        let length = usize::try_from(words).unwrap_or(usize::MAX);
        if length > RECORD_LIMIT / 2 {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "the record is longer than 64 MB",
            ));
        }
        self.content.resize(length * 2, 0);
        self.file.read_exact(&mut self.content)
    }

    /// The geometry of the record read last; `None` for a null shape.
    ///
    /// # Errors
    /// [`ShapeError`].
    pub(super) fn geometry(&self) -> Result<Option<Geometry>, ShapeError> {
        decode(&self.content)
    }
}

fn decode(content: &[u8]) -> Result<Option<Geometry>, ShapeError> {
    let mut bytes = Bytes(content);
    let geometry = match bytes.integer()? {
        0 => return Ok(None),
        1 | 11 | 21 => Point(bytes.position()?).into(),
        8 | 18 | 28 => {
            bytes.skip_box()?;
            let count = bytes.count(16)?;
            let points: Result<Vec<Point>, _> =
                (0..count).map(|_| bytes.position().map(Point)).collect();
            MultiPoint(points?).into()
        }
        3 | 13 | 23 => MultiLineString(bytes.parts()?).into(),
        5 | 15 | 25 => MultiPolygon(polygons(bytes.parts()?)).into(),
        other => return Err(ShapeError::Type(other)),
    };
    Ok(Some(geometry))
}

/// What is left of a record. Little-endian; heights and measures stand at the end and are not read.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], ShapeError> {
        let (taken, rest) = self.0.split_first_chunk::<N>().ok_or(ShapeError::Counts)?;
        self.0 = rest;
        Ok(*taken)
    }

    fn integer(&mut self) -> Result<i32, ShapeError> {
        self.take().map(i32::from_le_bytes)
    }

    /// A number of things of at least `size` bytes each, all of which must be there.
    fn count(&mut self, size: usize) -> Result<usize, ShapeError> {
        let count = usize::try_from(self.integer()?).map_err(|_| ShapeError::Counts)?;
        if count > self.0.len() / size {
            return Err(ShapeError::Counts);
        }
        Ok(count)
    }

    fn position(&mut self) -> Result<Coord, ShapeError> {
        Ok(Coord {
            x: f64::from_le_bytes(self.take()?),
            y: f64::from_le_bytes(self.take()?),
        })
    }

    fn skip_box(&mut self) -> Result<(), ShapeError> {
        self.take::<32>().map(|_| ())
    }

    fn parts(&mut self) -> Result<Vec<LineString>, ShapeError> {
        self.skip_box()?;
        let parts = self.count(4)?;
        let points = self.count(16)?;
        let starts: Result<Vec<usize>, ShapeError> = (0..parts)
            .map(|_| usize::try_from(self.integer()?).map_err(|_| ShapeError::Counts))
            .collect();
        let starts = starts?;
        let positions: Result<Vec<Coord>, _> = (0..points).map(|_| self.position()).collect();
        let positions = positions?;
        let ends = starts.iter().skip(1).copied().chain([points]);
        starts
            .iter()
            .zip(ends)
            .map(|(start, end)| {
                let part = positions.get(*start..end).ok_or(ShapeError::Counts)?;
                Ok(LineString(part.to_vec()))
            })
            .collect()
    }
}

/// Rings as polygons: outer rings run clockwise, a hole belongs to the ring around it.
fn polygons(rings: Vec<LineString>) -> Vec<Polygon> {
    let polygons = rings.into_iter().map(|ring| Polygon::new(ring, Vec::new()));
    let (mut outer, mut holes): (Vec<_>, Vec<_>) =
        polygons.partition(|polygon: &Polygon| polygon.signed_area() <= 0.0);
    if outer.is_empty() {
        // Written the wrong way round: whether they overlap is seen later.
        return holes;
    }
    for hole in holes.drain(..) {
        let (ring, _) = hole.into_inner();
        let at = match &ring.0[..] {
            _ if outer.len() == 1 => Some(0),
            [first, ..] => {
                let first = Point(*first);
                outer.iter().position(|polygon| polygon.intersects(&first))
            }
            [] => None,
        };
        match at {
            Some(at) => outer[at].interiors_push(ring),
            None => outer.push(Polygon::new(ring, Vec::new())),
        }
    }
    outer
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(kind in 0_i32..32, mut bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut content = kind.to_le_bytes().to_vec();
            // Small counts, so that some records get past them.
            for byte in bytes.iter_mut().skip(33) {
                *byte %= 3;
            }
            content.extend(bytes);
            let _ = decode(&content);
        }
    }

    #[test]
    fn a_hole_goes_to_the_ring_around_it() {
        let ring = |x: f64, size: f64, clockwise: bool| {
            let mut ring = vec![
                Coord { x, y: 0.0 },
                Coord { x, y: size },
                Coord {
                    x: x + size,
                    y: size,
                },
                Coord {
                    x: x + size,
                    y: 0.0,
                },
                Coord { x, y: 0.0 },
            ];
            if !clockwise {
                ring.reverse();
            }
            LineString(ring)
        };
        let polygons = polygons(vec![
            ring(0.0, 10.0, true),
            ring(20.0, 10.0, true),
            ring(22.0, 3.0, false),
        ]);
        let holes: Vec<_> = polygons
            .iter()
            .map(|polygon| polygon.interiors().len())
            .collect();
        assert_eq!(holes, [0, 1]);
    }
}
