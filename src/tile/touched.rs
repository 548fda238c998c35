//! Which tiles a commit touches: the boxes of its changes, before and after, by layer.

use super::{
    frame::EXTENT,
    layers::Layers,
    sent::TileKey,
    spec::{AUDIENCES, audience_at},
};
use crate::{
    domain::{Change, Kind, disclosure::shown_bounds},
    geo::{Bounds, LonLat, TileAddress, hilbert, mercator},
    snapshot::{Box4, PackedTree, meets},
};

/// Tiles are taken as this much wider than they are: the buffer, and more than rounding can move.
const REACH: f64 = 72.0 / EXTENT as f64;

/// More boxes than this are looked up through a tree.
const LISTED: usize = 24;

/// What a commit touched.
#[derive(Debug, Default)]
pub struct Touched {
    groups: Vec<Group>,
}

/// The changes of one kind.
#[derive(Debug)]
struct Group {
    /// Layer, and by audience the zooms it is shown at, a bit each.
    layers: Vec<(usize, [u32; 2])>,
    /// By audience.
    boxes: [Boxes; 2],
}

/// Boxes on the unit square: west, north, east, south; along the Hilbert curve when there are many.
#[derive(Debug, Default)]
struct Boxes {
    list: Vec<Box4>,
    tree: Option<PackedTree>,
}

impl Touched {
    /// What some changes touch of the given layers.
    #[must_use]
    pub fn by(layers: &Layers, changes: &[Change]) -> Self {
        let groups = Kind::ALL.into_iter().filter_map(|kind| {
            let showing = layers.showing(kind);
            let zooms: Vec<(usize, [u32; 2])> = layers
                .of(showing)
                .map(|(at, layer)| (at, AUDIENCES.map(|a| zoom_bits(layer.view(a)))))
                .collect();
            if zooms.is_empty() {
                return None;
            }
            let boxes = AUDIENCES.map(|audience| {
                let of_kind = changes.iter().filter(|change| change.kind == kind);
                let bounds = of_kind.flat_map(|c| [c.bounds_before, c.bounds_after]);
                Boxes::of(
                    bounds
                        .flatten()
                        .map(|bounds| to_unit(shown_bounds(kind, audience, bounds)))
                        .collect(),
                )
            });
            let touched = boxes.iter().any(|boxes| !boxes.list.is_empty());
            touched.then_some(Group {
                layers: zooms,
                boxes,
            })
        });
        Self {
            groups: groups.collect(),
        }
    }

    /// Whether nothing that tiles show was touched.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// Whether a tile may have changed.
    #[must_use]
    pub fn covers(&self, key: &TileKey) -> bool {
        let audience = audience_at(key.audience);
        let bounds = tile_box(key.address);
        self.groups.iter().any(|group| {
            let shown = group.layers.iter().any(|(layer, zooms)| {
                key.layers.has(*layer) && zooms[audience] >> key.address.z & 1 == 1
            });
            shown && group.boxes[audience].meet(&bounds)
        })
    }

    /// How many boxes there are.
    pub(super) fn len(&self) -> usize {
        let groups = self.groups.iter();
        groups.map(|group| group.boxes[0].list.len()).sum()
    }

    /// The addresses that may have changed, some of them several times; `None` when there are
    /// more than a limit.
    pub(super) fn addresses(&self, limit: usize) -> Option<Vec<TileAddress>> {
        let mut found = Vec::new();
        for group in &self.groups {
            let zooms = |audience: usize| {
                let all = group.layers.iter().map(|(_, zooms)| zooms[audience]);
                all.fold(0, |bits, zooms| bits | zooms)
            };
            for (audience, boxes) in group.boxes.iter().enumerate() {
                let bits = zooms(audience);
                for bounds in &boxes.list {
                    for z in (0..=TileAddress::DEEPEST).filter(|z| bits >> z & 1 == 1) {
                        let (columns, rows) =
                            (span(bounds[0], bounds[2], z), span(bounds[1], bounds[3], z));
                        let count = columns.clone().count().saturating_mul(rows.clone().count());
                        if found.len().saturating_add(count) > limit {
                            return None;
                        }
                        for y in rows {
                            found.extend(columns.clone().map(|x| TileAddress { z, x, y }));
                        }
                    }
                }
            }
        }
        Some(found)
    }
}

impl Boxes {
    fn of(mut list: Vec<Box4>) -> Self {
        if list.len() <= LISTED {
            return Self { list, tree: None };
        }
        list.sort_by_cached_key(|b| {
            hilbert::of_unit([f64::midpoint(b[0], b[2]), f64::midpoint(b[1], b[3])])
        });
        list.dedup();
        let tree = PackedTree::over(list.iter().copied());
        Self {
            list,
            tree: Some(tree),
        }
    }

    fn meet(&self, bounds: &Box4) -> bool {
        let Some(tree) = &self.tree else {
            return self.list.iter().any(|own| meets(own, bounds));
        };
        let mut met = false;
        tree.visit(bounds, |first| {
            let run = self.list[first..].iter().take(crate::snapshot::NODE_ROWS);
            met = met || run.into_iter().any(|own| meets(own, bounds));
        });
        met
    }
}

fn zoom_bits(view: Option<super::View>) -> u32 {
    view.map_or(0, |view| {
        (view.min_zoom..=view.max_zoom).fold(0, |bits, zoom| bits | 1 << zoom)
    })
}

fn to_unit(bounds: Bounds) -> Box4 {
    let corner = |lon, lat| mercator::project(LonLat { lon, lat });
    let [west, north] = corner(bounds.west, bounds.north);
    let [east, south] = corner(bounds.east, bounds.south);
    [west, north, east, south]
}

fn tile_box(address: TileAddress) -> Box4 {
    let side = f64::from(1_u32 << address.z);
    let (x, y) = (f64::from(address.x), f64::from(address.y));
    [
        (x - REACH) / side,
        (y - REACH) / side,
        (x + 1.0 + REACH) / side,
        (y + 1.0 + REACH) / side,
    ]
}

/// The columns or rows of a zoom that an interval touches.
fn span(from: f64, to: f64, z: u8) -> std::ops::RangeInclusive<u32> {
    let side = f64::from(1_u32 << z);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to the columns of a zoom"
    )]
    let column = |tiles: f64| tiles.clamp(0.0, side - 1.0) as u32;
    column((from * side - REACH).ceil() - 1.0)..=column((to * side + REACH).floor())
}
