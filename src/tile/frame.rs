//! A tile as a frame laid on the world: from world numbers to the tile's own units.

use crate::{geo::TileAddress, snapshot::Box4};

/// Units along a tile's side.
pub const EXTENT: i32 = 4096;

/// Units that features are kept beyond the tile's edge.
pub const BUFFER: i32 = 64;

/// The first and last unit that a vertex may have.
pub(super) const FIRST: i32 = -BUFFER;
pub(super) const LAST: i32 = EXTENT + BUFFER;

/// The buffer as a fraction of the tile.
pub(super) const BUFFER_FRACTION: f64 = BUFFER as f64 / EXTENT as f64;

/// A tile's place on the world of 2³² numbers a side.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    pub(super) address: TileAddress,
    origin: [f64; 2],
    scale: f64,
    /// West, north, east, south of tile and buffer, in world numbers.
    pub(super) world: [u32; 4],
    search: Box4,
}

impl Frame {
    pub(super) fn of(address: TileAddress) -> Self {
        const WORLD: f64 = 4_294_967_296.0;
        let side = WORLD / f64::from(1_u32 << address.z);
        let origin = [f64::from(address.x) * side, f64::from(address.y) * side];
        // Half a unit more: what rounds into the buffer belongs to it.
        let rim = side * (f64::from(BUFFER) + 0.5) / f64::from(EXTENT);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the cast saturates at the edges of the world"
        )]
        let whole = |number: f64| number as u32;
        let search = address.buffered_bounds(BUFFER_FRACTION * 1.25);
        Self {
            address,
            origin,
            search: [search.west, search.south, search.east, search.north],
            scale: f64::from(EXTENT) / side,
            world: [
                whole((origin[0] - rim).floor()),
                whole((origin[1] - rim).floor()),
                whole((origin[0] + side + rim).ceil()),
                whole((origin[1] + side + rim).ceil()),
            ],
        }
    }

    /// The box to look for rows in, wider than the buffer by more than rounding can move anything.
    pub(super) fn search_box(&self, reach_deg: f64) -> Box4 {
        let [west, south, east, north] = self.search;
        [
            west - reach_deg,
            south - reach_deg,
            east + reach_deg,
            north + reach_deg,
        ]
    }

    /// Whether a world box meets tile and buffer.
    pub(super) const fn meets(&self, [west, north, east, south]: [u32; 4]) -> bool {
        let own = self.world;
        west <= own[2] && own[0] <= east && north <= own[3] && own[1] <= south
    }

    /// Whether a world box lies whole in tile and buffer, so that nothing needs clipping.
    pub(super) fn holds(&self, [west, north, east, south]: [u32; 4]) -> bool {
        let inside = |[x, y]: [f64; 2]| {
            let within = f64::from(FIRST)..=f64::from(LAST);
            within.contains(&x) && within.contains(&y)
        };
        inside(self.place([west, north])) && inside(self.place([east, south]))
    }

    /// A world position in the tile's units, at the middle of its cell.
    pub(super) fn place(&self, [x, y]: [u32; 2]) -> [f64; 2] {
        [
            (f64::from(x) + 0.5 - self.origin[0]) * self.scale,
            (f64::from(y) + 0.5 - self.origin[1]) * self.scale,
        ]
    }

    /// A world position as the nearest whole unit.
    pub(super) fn unit(&self, at: [u32; 2]) -> [i32; 2] {
        round(self.place(at))
    }
}

/// The nearest whole units.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the cast saturates far outside any tile"
)]
pub(super) fn round(at: [f64; 2]) -> [i32; 2] {
    at.map(|part| (part + 0.5).floor() as i32)
}
