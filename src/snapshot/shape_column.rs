//! The geometries of a chunk: coordinates in one arena, rings and parts by their ends.

use geo_types::{LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon};

use super::packed_tree::{Box4, NOWHERE};
use crate::geo::{Bounds, Geometry};

/// What a row's geometry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Shape {
    /// There is none.
    None,
    /// A point.
    Point,
    /// Several points.
    MultiPoint,
    /// A line.
    Line,
    /// Several lines.
    MultiLine,
    /// A polygon; its first ring is the outer one.
    Polygon,
    /// Several polygons.
    MultiPolygon,
    /// Whatever else; kept as it came.
    Other,
}

/// Coordinates in longitude, latitude degrees: as whole 1e-7 degrees where that loses nothing.
#[derive(Debug)]
enum Coordinates {
    Grid(Box<[[i32; 2]]>),
    Exact(Box<[[f64; 2]]>),
}

const GRID: f64 = 1e7;

impl Coordinates {
    fn at(&self, at: usize) -> [f64; 2] {
        match self {
            Self::Grid(grid) => grid[at].map(|part| f64::from(part) / GRID),
            Self::Exact(exact) => exact[at],
        }
    }

    fn pack(exact: Vec<[f64; 2]>) -> Self {
        let grid: Option<Box<[[i32; 2]]>> = exact
            .iter()
            .map(|[x, y]| Some([on_grid(*x)?, on_grid(*y)?]))
            .collect();
        grid.map_or_else(|| Self::Exact(exact.into()), Self::Grid)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::float_cmp,
    reason = "the value is kept only when it comes back bit for bit"
)]
fn on_grid(degrees: f64) -> Option<i32> {
    let whole = (degrees * GRID).round() as i32;
    (f64::from(whole) / GRID == degrees).then_some(whole)
}

/// The geometries of a chunk's rows.
#[derive(Debug)]
pub struct ShapeColumn {
    coordinates: Coordinates,
    /// Absent when every row is one point, which then has the row's own place in the arena.
    parts: Option<Parts>,
}

#[derive(Debug)]
struct Parts {
    shapes: Box<[Shape]>,
    bounds: Box<[Box4]>,
    /// The end of each row's rings.
    row_ends: Box<[u32]>,
    /// The end of each ring's coordinates.
    ring_ends: Box<[u32]>,
    /// Whether the ring begins a polygon.
    outer: Box<[bool]>,
    others: Box<[(u32, Geometry)]>,
}

impl ShapeColumn {
    /// What the row's geometry is.
    #[must_use]
    pub fn shape(&self, row: usize) -> Shape {
        self.parts
            .as_ref()
            .map_or(Shape::Point, |parts| parts.shapes[row])
    }

    /// The point of a row that is one: longitude, latitude.
    #[must_use]
    pub fn point(&self, row: usize) -> Option<[f64; 2]> {
        match &self.parts {
            None => Some(self.coordinates.at(row)),
            Some(parts) if parts.shapes[row] == Shape::Point => {
                let ring = start(&parts.row_ends, row);
                Some(self.coordinates.at(start(&parts.ring_ends, ring)))
            }
            Some(_) => None,
        }
    }

    /// The box of a row; [`NOWHERE`] without geometry.
    #[must_use]
    pub fn box4(&self, row: usize) -> Box4 {
        self.parts.as_ref().map_or_else(
            || {
                let [x, y] = self.coordinates.at(row);
                [x, y, x, y]
            },
            |parts| parts.bounds[row],
        )
    }

    /// The rings, lines or points of a row: where each one's coordinates begin and end, and whether
    /// it begins a polygon. Nothing for [`Shape::Other`].
    pub fn rings(
        &self,
        row: usize,
    ) -> impl Iterator<Item = (std::ops::Range<usize>, bool)> + Clone + use<'_> {
        let rings = match &self.parts {
            None => row..row + 1,
            Some(parts) => start(&parts.row_ends, row)..parts.row_ends[row] as usize,
        };
        rings.map(|ring| match &self.parts {
            None => (ring..ring + 1, false),
            Some(parts) => (
                start(&parts.ring_ends, ring)..parts.ring_ends[ring] as usize,
                parts.outer[ring],
            ),
        })
    }

    /// A coordinate that [`Self::rings`] speaks of: longitude, latitude.
    #[must_use]
    pub fn coordinate(&self, at: usize) -> [f64; 2] {
        self.coordinates.at(at)
    }

    /// The row's geometry.
    #[must_use]
    pub fn geometry(&self, row: usize) -> Option<Geometry> {
        let line = |range: std::ops::Range<usize>| -> LineString {
            range.map(|at| coord(self.coordinates.at(at))).collect()
        };
        let lines = || self.rings(row).map(|(range, _)| line(range));
        match self.shape(row) {
            Shape::None => None,
            Shape::Point => self.point(row).map(|at| Geometry::Point(Point(coord(at)))),
            Shape::MultiPoint => Some(Geometry::MultiPoint(MultiPoint(
                lines().flat_map(LineString::into_points).collect(),
            ))),
            Shape::Line => lines().next().map(Geometry::LineString),
            Shape::MultiLine => Some(Geometry::MultiLineString(MultiLineString(
                lines().collect(),
            ))),
            Shape::Polygon => {
                let mut rings = lines();
                let outer = rings.next()?;
                Some(Geometry::Polygon(Polygon::new(outer, rings.collect())))
            }
            Shape::MultiPolygon => Some(Geometry::MultiPolygon(self.polygons(row, line))),
            Shape::Other => self.parts.as_ref().and_then(|parts| {
                parts
                    .others
                    .iter()
                    .find(|(other, _)| *other as usize == row)
                    .map(|(_, geometry)| geometry.clone())
            }),
        }
    }

    fn polygons(
        &self,
        row: usize,
        line: impl Fn(std::ops::Range<usize>) -> LineString,
    ) -> MultiPolygon {
        let mut polygons: Vec<(LineString, Vec<LineString>)> = Vec::new();
        for (range, outer) in self.rings(row) {
            match polygons.last_mut() {
                Some((_, holes)) if !outer => holes.push(line(range)),
                _ => polygons.push((line(range), Vec::new())),
            }
        }
        MultiPolygon(
            polygons
                .into_iter()
                .map(|(outer, holes)| Polygon::new(outer, holes))
                .collect(),
        )
    }

    /// Bytes held on the heap.
    #[must_use]
    pub fn memory(&self) -> usize {
        let coordinates = match &self.coordinates {
            Coordinates::Grid(grid) => grid.len() * 8,
            Coordinates::Exact(exact) => exact.len() * 16,
        };
        coordinates
            + self.parts.as_ref().map_or(0, |parts| {
                parts.shapes.len() * 37
                    + parts.ring_ends.len() * 5
                    + parts.others.len() * size_of::<(u32, Geometry)>()
            })
    }
}

fn start(ends: &[u32], at: usize) -> usize {
    if at == 0 { 0 } else { ends[at - 1] as usize }
}

fn coord([x, y]: [f64; 2]) -> geo_types::Coord {
    geo_types::Coord { x, y }
}

/// Geometries on their way into chunks.
#[derive(Debug, Default)]
pub(super) struct StagedShapes {
    shapes: Vec<Shape>,
    row_ends: Vec<u32>,
    ring_ends: Vec<u32>,
    outer: Vec<bool>,
    coordinates: Vec<[f64; 2]>,
    others: Vec<(u32, Geometry)>,
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "fewer than 2^32 coordinates fit in memory"
)]
impl StagedShapes {
    pub(super) fn push(&mut self, geometry: Option<&Geometry>) {
        let shape = match geometry {
            None => Shape::None,
            Some(Geometry::Point(point)) => {
                self.ring([point.0], false);
                Shape::Point
            }
            Some(Geometry::MultiPoint(points)) => {
                self.ring(points.iter().map(|point| point.0), false);
                Shape::MultiPoint
            }
            Some(Geometry::LineString(line)) => {
                self.ring(line.coords().copied(), false);
                Shape::Line
            }
            Some(Geometry::MultiLineString(lines)) => {
                for line in lines {
                    self.ring(line.coords().copied(), false);
                }
                Shape::MultiLine
            }
            Some(Geometry::Polygon(polygon)) => {
                self.polygon(polygon);
                Shape::Polygon
            }
            Some(Geometry::MultiPolygon(polygons)) => {
                for polygon in polygons {
                    self.polygon(polygon);
                }
                Shape::MultiPolygon
            }
            Some(other) => {
                self.others.push((self.shapes.len() as u32, other.clone()));
                Shape::Other
            }
        };
        self.shapes.push(shape);
        self.row_ends.push(self.ring_ends.len() as u32);
    }

    fn ring(&mut self, coords: impl IntoIterator<Item = geo_types::Coord>, outer: bool) {
        self.coordinates
            .extend(coords.into_iter().map(|coord| [coord.x, coord.y]));
        self.ring_ends.push(self.coordinates.len() as u32);
        self.outer.push(outer);
    }

    fn polygon(&mut self, polygon: &Polygon) {
        self.ring(polygon.exterior().coords().copied(), true);
        for hole in polygon.interiors() {
            self.ring(hole.coords().copied(), false);
        }
    }

    /// The box of a staged row.
    pub(super) fn box4(&self, row: usize) -> Box4 {
        if self.shapes[row] == Shape::Other {
            return self
                .others
                .iter()
                .find(|(other, _)| *other as usize == row)
                .and_then(|(_, geometry)| Bounds::around(geometry))
                .map_or(NOWHERE, |b| [b.west, b.south, b.east, b.north]);
        }
        let mut bounds = NOWHERE;
        let areas = matches!(self.shapes[row], Shape::Polygon | Shape::MultiPolygon);
        for ring in start(&self.row_ends, row)..self.row_ends[row] as usize {
            if areas && !self.outer[ring] {
                continue;
            }
            let range = start(&self.ring_ends, ring)..self.ring_ends[ring] as usize;
            for [x, y] in &self.coordinates[range] {
                bounds = [
                    bounds[0].min(*x),
                    bounds[1].min(*y),
                    bounds[2].max(*x),
                    bounds[3].max(*y),
                ];
            }
        }
        bounds
    }

    /// The column of the given rows, in their order.
    pub(super) fn cut(&self, rows: &[u32]) -> ShapeColumn {
        let all_points = rows
            .iter()
            .all(|row| self.shapes[*row as usize] == Shape::Point);
        let mut coordinates = Vec::new();
        let (mut row_ends, mut ring_ends, mut outer) = (Vec::new(), Vec::new(), Vec::new());
        for row in rows {
            let row = *row as usize;
            for ring in start(&self.row_ends, row)..self.row_ends[row] as usize {
                let range = start(&self.ring_ends, ring)..self.ring_ends[ring] as usize;
                coordinates.extend_from_slice(&self.coordinates[range]);
                ring_ends.push(coordinates.len() as u32);
                outer.push(self.outer[ring]);
            }
            row_ends.push(ring_ends.len() as u32);
        }
        let parts = (!all_points).then(|| Parts {
            shapes: rows.iter().map(|row| self.shapes[*row as usize]).collect(),
            bounds: rows.iter().map(|row| self.box4(*row as usize)).collect(),
            row_ends: row_ends.into(),
            ring_ends: ring_ends.into(),
            outer: outer.into(),
            others: self.cut_others(rows),
        });
        ShapeColumn {
            coordinates: Coordinates::pack(coordinates),
            parts,
        }
    }

    fn cut_others(&self, rows: &[u32]) -> Box<[(u32, Geometry)]> {
        rows.iter()
            .enumerate()
            .filter_map(|(at, row)| {
                self.others
                    .iter()
                    .find(|(other, _)| other == row)
                    .map(|(_, geometry)| (at as u32, geometry.clone()))
            })
            .collect()
    }
}
