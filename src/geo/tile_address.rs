//! Addresses of map tiles, and which tiles a box touches.
//!
//! # Source
//! OGC 17-083r4, tile matrix set `WebMercatorQuad`: y counts from the north.

use std::{fmt, str::FromStr};

use super::{Bounds, LonLat, hilbert, mercator};

/// A tile's zoom, column and row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TileAddress {
    /// Zoom, 0 to [`TileAddress::DEEPEST`].
    pub z: u8,
    /// Column from the west.
    pub x: u32,
    /// Row from the north.
    pub y: u32,
}

/// No tile has this address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no tile has the address {0}: z is 0 to 22, x and y 0 to 2^z - 1")]
pub struct NoSuchTile(pub String);

impl TileAddress {
    /// The deepest zoom that is answered.
    pub const DEEPEST: u8 = 22;

    /// The address, when a tile has it.
    ///
    /// # Errors
    /// [`NoSuchTile`] for numbers out of range.
    pub fn new(z: u8, x: u32, y: u32) -> Result<Self, NoSuchTile> {
        let exists = z <= Self::DEEPEST && x >> z == 0 && y >> z == 0;
        exists
            .then_some(Self { z, x, y })
            .ok_or_else(|| NoSuchTile(format!("{z}/{x}/{y}")))
    }

    /// The tile's box, without buffer.
    #[must_use]
    pub fn bounds(self) -> Bounds {
        self.buffered_bounds(0.0)
    }

    /// The box of the tile and a rim around it, a fraction of the tile wide.
    ///
    /// # Boundary
    /// The rim ends at the edge of the world.
    #[must_use]
    pub fn buffered_bounds(self, fraction: f64) -> Bounds {
        let side = side(self.z);
        let unit = |tiles: f64| (tiles / side).clamp(0.0, 1.0);
        let (x, y) = (f64::from(self.x), f64::from(self.y));
        let north_west = mercator::unproject([unit(x - fraction), unit(y - fraction)]);
        let south_east = mercator::unproject([unit(x + 1.0 + fraction), unit(y + 1.0 + fraction)]);
        Bounds {
            west: north_west.lon,
            south: south_east.lat,
            east: south_east.lon,
            north: north_west.lat,
        }
    }

    /// The tiles of a zoom whose box, widened by a fraction of a tile, touches the given box, row
    /// by row. A zoom beyond [`TileAddress::DEEPEST`] has none.
    ///
    /// # Boundary
    /// A shared edge touches.
    pub fn covering(
        bounds: Bounds,
        z: u8,
        buffer_fraction: f64,
    ) -> impl Iterator<Item = Self> + Clone {
        let corner = |lon, lat| mercator::project(LonLat { lon, lat });
        let [west, north] = corner(bounds.west, bounds.north);
        let [east, south] = corner(bounds.east, bounds.south);
        let span = move |from: f64, to: f64| {
            let side = side(z.min(Self::DEEPEST));
            let first = (from * side - buffer_fraction).ceil() - 1.0;
            let last = (to * side + buffer_fraction).floor();
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "clamped to the columns of a zoom"
            )]
            let column = |tiles: f64| tiles.clamp(0.0, side - 1.0) as u32;
            column(first)..=column(last)
        };
        let columns = span(west, east);
        let rows = span(north, south);
        rows.filter(move |_| z <= Self::DEEPEST)
            .flat_map(move |y| columns.clone().map(move |x| Self { z, x, y }))
    }

    /// The tile of the zoom above that holds this one; `None` for the world.
    #[must_use]
    pub const fn parent(self) -> Option<Self> {
        match self.z {
            0 => None,
            z => Some(Self {
                z: z - 1,
                x: self.x >> 1,
                y: self.y >> 1,
            }),
        }
    }

    /// The four tiles of the zoom below; `None` at the deepest.
    #[must_use]
    pub fn children(self) -> Option<[Self; 4]> {
        (self.z < Self::DEEPEST).then(|| {
            [(0, 0), (1, 0), (0, 1), (1, 1)].map(|(right, below)| Self {
                z: self.z + 1,
                x: self.x << 1 | right,
                y: self.y << 1 | below,
            })
        })
    }

    /// The tile's number in an archive: all tiles of the zooms above, then the Hilbert curve.
    ///
    /// # Source
    /// The `PMTiles` specification, version 3, section 4.1.
    #[must_use]
    pub fn hilbert_id(self) -> u64 {
        let above = ((1u64 << (2 * self.z)) - 1) / 3;
        above + hilbert::of_cell(self.z, self.x, self.y)
    }
}

/// Tiles a side of the world.
fn side(z: u8) -> f64 {
    f64::from(1u32 << z)
}

impl fmt::Display for TileAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.z, self.x, self.y)
    }
}

impl FromStr for TileAddress {
    type Err = NoSuchTile;

    /// Reads `z/x/y`, digits only.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let no_tile = || NoSuchTile(text.chars().take(40).collect());
        let mut numbers = text.split('/').map(|part| {
            part.bytes()
                .all(|byte| byte.is_ascii_digit())
                .then(|| part.parse::<u32>().ok())
                .flatten()
        });
        let mut next = || numbers.next().flatten().ok_or_else(no_tile);
        let (z, x, y) = (next()?, next()?, next()?);
        if numbers.next().is_some() {
            return Err(no_tile());
        }
        Self::new(u8::try_from(z).map_err(|_| no_tile())?, x, y)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_are_read_and_checked() {
        for text in ["0/0/0", "14/13690/6765", "22/4194303/4194303"] {
            assert_eq!(text.parse::<TileAddress>().unwrap().to_string(), text);
        }
        for text in [
            "", "0/0", "0/0/0/0", "0/1/0", "23/0/0", "1/-1/0", "1/+1/0", "a/b/c", "1//0", "300/0/0",
        ] {
            assert_eq!(
                text.parse::<TileAddress>(),
                Err(NoSuchTile(text.to_owned())),
                "{text}"
            );
        }
    }

    #[test]
    fn the_world_has_its_box() {
        let world = TileAddress::new(0, 0, 0).unwrap().bounds();
        assert!((world.west + 180.0).abs() < 1e-9 && (world.east - 180.0).abs() < 1e-9);
        assert!((world.north - mercator::LAST_LATITUDE).abs() < 1e-9);
        assert!((world.south + mercator::LAST_LATITUDE).abs() < 1e-9);
    }

    #[test]
    fn archive_numbers_are_those_of_the_specification() {
        for (text, id) in [
            ("0/0/0", 0),
            ("1/0/0", 1),
            ("1/0/1", 2),
            ("1/1/1", 3),
            ("1/1/0", 4),
            ("2/0/0", 5),
            ("12/3423/1763", 19_078_479),
        ] {
            assert_eq!(
                text.parse::<TileAddress>().unwrap().hilbert_id(),
                id,
                "{text}"
            );
        }
    }

    #[test]
    fn a_tile_covers_itself_and_with_a_buffer_its_neighbours() {
        let tile = TileAddress::new(14, 13_690, 6_765).unwrap();
        let inner = Bounds {
            west: tile.bounds().west + 1e-9,
            south: tile.bounds().south + 1e-9,
            east: tile.bounds().east - 1e-9,
            north: tile.bounds().north - 1e-9,
        };
        assert_eq!(
            TileAddress::covering(inner, 14, 0.0).collect::<Vec<_>>(),
            [tile]
        );
        assert_eq!(TileAddress::covering(inner, 14, 0.01).count(), 9);
        assert_eq!(
            TileAddress::covering(inner, 13, 0.0).collect::<Vec<_>>(),
            [tile.parent().unwrap()]
        );
        let below: Vec<_> = TileAddress::covering(inner, 15, 0.0).collect();
        assert_eq!(below, tile.children().unwrap());
        assert_eq!(TileAddress::covering(inner, 23, 0.0).count(), 0);
    }

    proptest! {
        #[test]
        fn covering_finds_what_looking_at_every_tile_finds(
            west in -180.0f64..179.0, width in 0.0f64..60.0,
            south in -86.0f64..86.0, height in 0.0f64..40.0,
            z in 0u8..6, buffer in prop::sample::select(vec![0.0, 0.0625, 0.5, 1.5]),
        ) {
            let bounds = Bounds { west, south, east: (west + width).min(180.0), north: south + height };
            let found: Vec<_> = TileAddress::covering(bounds, z, buffer).collect();
            let side = 1u32 << z;
            let clamped = Bounds {
                south: bounds.south.clamp(-mercator::LAST_LATITUDE, mercator::LAST_LATITUDE),
                north: bounds.north.clamp(-mercator::LAST_LATITUDE, mercator::LAST_LATITUDE),
                ..bounds
            };
            let twin: Vec<_> = (0..side)
                .flat_map(|y| (0..side).map(move |x| TileAddress { z, x, y }))
                .filter(|tile| tile.buffered_bounds(buffer + 1e-9).intersects(&clamped))
                .collect();
            prop_assert_eq!(found, twin);
        }
    }
}
