//! What meets a box or an area, page by page.

use std::collections::BinaryHeap;

use geo::Intersects as _;
use geo_types::{Coord, Rect};

use super::{shown_lines::ShownLines, strips::Strips};
use crate::{
    domain::{
        Audience, Kind,
        disclosure::{PUBLIC_CELL_DEG, is_generalised, shown_geometry, shown_marker},
    },
    geo::{Bounds, Geometry},
    snapshot::{Box4, Eye, RowRef, Shape, Snapshot, meets},
};

/// Where a feature stands in the order of pages: kinds in the order of [`Kind::ALL`], then by
/// small number.
pub type Key = (Kind, i64);

/// Some features and the key to go on after.
#[derive(Debug)]
pub struct Within<'a> {
    /// In the order of their keys.
    pub rows: Vec<RowRef<'a>>,
    /// `None` when there are no more.
    pub next: Option<Key>,
}

/// An area to look in.
#[derive(Debug)]
pub struct Area {
    bounds: Box4,
    /// `None` for a plain box.
    shape: Option<Outline>,
}

#[derive(Debug)]
struct Outline {
    geometry: Geometry,
    coordinates: Vec<[f64; 2]>,
    strips: Option<Strips>,
}

impl From<Bounds> for Area {
    fn from(b: Bounds) -> Self {
        Self {
            bounds: [b.west, b.south, b.east, b.north],
            shape: None,
        }
    }
}

impl Area {
    /// The area of a geometry; `None` for an empty one. Lines and points are areas without inside.
    #[must_use]
    pub fn of(geometry: Geometry) -> Option<Self> {
        let bounds = Bounds::around(&geometry)?;
        let rings: Vec<&geo_types::LineString> = match &geometry {
            Geometry::Polygon(polygon) => rings_of(polygon).collect(),
            Geometry::MultiPolygon(polygons) => polygons.iter().flat_map(rings_of).collect(),
            _ => Vec::new(),
        };
        let mut coordinates = Vec::new();
        let mut ranges = Vec::new();
        for ring in rings {
            let start = coordinates.len();
            coordinates.extend(ring.coords().map(|c| [c.x, c.y]));
            ranges.push(start..coordinates.len());
        }
        let strips =
            (!ranges.is_empty()).then(|| Strips::over(&ranges.into_iter(), |at| coordinates[at]));
        Some(Self {
            bounds: [bounds.west, bounds.south, bounds.east, bounds.north],
            shape: Some(Outline {
                geometry,
                coordinates,
                strips,
            }),
        })
    }

    fn holds_point(&self, point: [f64; 2]) -> bool {
        let [x, y] = point;
        if !meets(&[x, y, x, y], &self.bounds) {
            return false;
        }
        self.shape
            .as_ref()
            .is_none_or(|outline| match &outline.strips {
                Some(strips) => strips.covers(point, |at| outline.coordinates[at]),
                None => outline.geometry.intersects(&Coord { x, y }),
            })
    }

    /// Whether what an audience is shown of a row's geometry meets the area, edges included: the
    /// answer tells nothing of the exact course or place behind a generalised one.
    #[must_use]
    pub fn meets(&self, row: RowRef<'_>, audience: Audience) -> bool {
        let kind = row.kind();
        if !is_generalised(kind, audience) {
            return self.holds(row);
        }
        if let Some(at) = row.point() {
            let shown = shown_marker(at);
            return self.holds_point([shown.lon, shown.lat]);
        }
        row.geometry()
            .is_some_and(|exact| self.crosses(&shown_geometry(kind, audience, &exact)))
    }

    fn holds(&self, row: RowRef<'_>) -> bool {
        if let Some(at) = row.point() {
            return self.holds_point([at.lon, at.lat]);
        }
        let bounds = row.box4();
        if self.shape.is_none() && covers_box(&self.bounds, &bounds) {
            return true;
        }
        // A vertex inside settles most.
        let shapes = row.shapes();
        if matches!(shapes.shape(row.row()), Shape::None) {
            return false;
        }
        let mut vertices = shapes.rings(row.row()).flat_map(|(range, _)| range);
        if vertices.any(|at| self.holds_point(shapes.coordinate(at))) {
            return true;
        }
        row.geometry()
            .is_some_and(|geometry| self.crosses(&geometry))
    }

    fn crosses(&self, geometry: &Geometry) -> bool {
        match &self.shape {
            None => {
                let [west, south, east, north] = self.bounds;
                let rect = Rect::new(Coord { x: west, y: south }, Coord { x: east, y: north });
                geometry.intersects(&rect)
            }
            Some(outline) => outline.geometry.intersects(geometry),
        }
    }
}

fn rings_of(polygon: &geo_types::Polygon) -> impl Iterator<Item = &geo_types::LineString> {
    std::iter::once(polygon.exterior()).chain(polygon.interiors())
}

fn covers_box(outer: &Box4, inner: &Box4) -> bool {
    outer[0] <= inner[0] && outer[1] <= inner[1] && outer[2] >= inner[2] && outer[3] >= inner[3]
}

/// The features of some kinds that meet an area, edges included, after a key.
pub(super) fn within<'a>(
    snapshot: &'a Snapshot,
    lines: &ShownLines,
    area: &Area,
    kinds: &[Kind],
    limit: usize,
    after: Option<Key>,
    eye: impl Eye,
) -> Within<'a> {
    let mut rows: Vec<RowRef<'a>> = Vec::new();
    for kind in Kind::ALL {
        let from = match after {
            Some((last, fid)) if last == kind => fid,
            Some((last, _)) if last > kind => continue,
            _ => i64::MIN,
        };
        if !kinds.contains(&kind) || rows.len() > limit {
            continue;
        }
        let wanted = limit + 1 - rows.len();
        let key = (kind, from);
        rows.extend(lowest(snapshot, lines, area, key, wanted, eye));
    }
    let next = (rows.len() > limit).then(|| {
        rows.truncate(limit);
        rows.last().map(|row| (row.kind(), row.fid()))
    });
    Within {
        rows,
        next: next.flatten(),
    }
}

fn lowest<'a>(
    snapshot: &'a Snapshot,
    lines: &ShownLines,
    area: &Area,
    (kind, after): Key,
    wanted: usize,
    eye: impl Eye,
) -> Vec<RowRef<'a>> {
    let slots = snapshot.table(kind).chunks();
    let hides = kind == Kind::BoundaryMarker && eye.may_hide(kind);
    let mut bounds = area.bounds;
    if hides {
        // Whatever is shown in the area stands at most half a cell outside it.
        bounds = [
            bounds[0] - PUBLIC_CELL_DEG,
            bounds[1] - PUBLIC_CELL_DEG,
            bounds[2] + PUBLIC_CELL_DEG,
            bounds[3] + PUBLIC_CELL_DEG,
        ];
    }
    let mut best: BinaryHeap<(i64, usize, usize)> = BinaryHeap::new();
    for (number, slot) in slots.iter().enumerate() {
        slot.visit(&bounds, |row| {
            let fid = row.fid();
            if fid <= after {
                return;
            }
            let audience = eye.of_row(row);
            if !is_shown(row, audience) {
                return;
            }
            if best.len() == wanted && best.peek().is_some_and(|worst| worst.0 < fid) {
                return;
            }
            // Public lines are ready; generalising one takes a while.
            let line = lines.get(row).filter(|_| is_generalised(kind, audience));
            if line.map_or_else(|| area.meets(row, audience), |line| area.crosses(line)) {
                best.push((fid, number, row.row()));
                if best.len() > wanted {
                    best.pop();
                }
            }
        });
    }
    best.into_sorted_vec()
        .into_iter()
        .map(|(_, slot, row)| slots[slot].chunk().row(row))
        .collect()
}

fn is_shown(row: RowRef<'_>, audience: Audience) -> bool {
    match audience {
        Audience::Public => row.state().is_published(),
        Audience::Internal => row.state() != crate::domain::State::Retired,
    }
}
