//! The geometries of a chunk in world numbers: thinned for the small scales, rings turned as tiles
//! want them.

use super::spec::Thinning;
use crate::{
    domain::{Audience, disclosure::shown_geometry},
    geo::{Geometry, LonLat, mercator, parts::to_multi, simplify},
    snapshot::{Chunk, Shape},
};

/// A box that nothing meets.
const NOWHERE: [u32; 4] = [u32::MAX, u32::MAX, 0, 0];

/// What a feature is in a tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Sort {
    Points = 1,
    Lines = 2,
    Areas = 3,
}

/// The geometries of a chunk's rows, as one audience sees them.
#[derive(Debug)]
pub(super) enum Outlines {
    /// Every row is one point.
    Points(Box<[[u32; 2]]>),
    /// Whatever else.
    Paths(Paths),
}

/// Geometries of several vertices.
#[derive(Debug)]
pub(super) struct Paths {
    sorts: Box<[Sort]>,
    /// West, north, east, south.
    boxes: Box<[[u32; 4]]>,
    /// By rising zoom; the last is exact.
    bands: Box<[(u8, Band)]>,
}

/// The geometries for some zooms.
#[derive(Debug, Default)]
pub(super) struct Band {
    row_ends: Vec<u32>,
    ring_ends: Vec<u32>,
    /// Whether the ring begins a polygon.
    outer: Vec<bool>,
    vertices: Vec<[u32; 2]>,
}

impl Outlines {
    pub(super) fn prepare(chunk: &Chunk, audience: Audience, thinnings: &[Thinning]) -> Self {
        let kind = chunk.kind();
        let shapes = chunk.shapes();
        let all_points = (0..chunk.len()).all(|row| shapes.shape(row) == Shape::Point);
        let shown = |row| {
            let geometry = shapes.geometry(row)?;
            Some(shown_geometry(kind, audience, &geometry).into_owned())
        };
        if all_points {
            let world = |row| match shown(row) {
                Some(Geometry::Point(at)) => mercator::to_world(LonLat {
                    lon: at.x(),
                    lat: at.y(),
                }),
                _ => [0, 0],
            };
            return Self::Points((0..chunk.len()).map(world).collect());
        }
        let mut exact = Band::default();
        let mut sorts = Vec::with_capacity(chunk.len());
        let mut thin: Vec<(u8, Band)> = thinnings
            .iter()
            .map(|thinning| (thinning.to_zoom, Band::default()))
            .collect();
        for row in 0..chunk.len() {
            // A collection of unlike parts is none of the three sorts and is not drawn; the
            // register admits none.
            let geometry = shown(row).map(to_multi);
            sorts.push(sort_of(geometry.as_ref()));
            exact.push(geometry.as_ref());
            for ((_, band), thinning) in thin.iter_mut().zip(thinnings) {
                let thinned = geometry
                    .as_ref()
                    .map(|geometry| simplify(geometry, thinning.tolerance_m));
                band.push(thinned.as_ref());
            }
        }
        let boxes = (0..chunk.len()).map(|row| exact.box_of(row)).collect();
        thin.push((u8::MAX, exact));
        for (_, band) in &mut thin {
            band.seal();
        }
        Self::Paths(Paths {
            sorts: sorts.into(),
            boxes,
            bands: thin.into(),
        })
    }

    pub(super) fn memory(&self) -> usize {
        match self {
            Self::Points(points) => points.len() * 8,
            Self::Paths(paths) => {
                let bands = paths.bands.iter().map(|(_, band)| band.memory());
                paths.sorts.len() + paths.boxes.len() * 16 + bands.sum::<usize>()
            }
        }
    }
}

impl Paths {
    pub(super) fn sort(&self, row: usize) -> Sort {
        self.sorts[row]
    }

    pub(super) fn box_of(&self, row: usize) -> [u32; 4] {
        self.boxes[row]
    }

    /// The geometries for a zoom.
    pub(super) fn band(&self, zoom: u8) -> &Band {
        let at = self.bands.partition_point(|(to_zoom, _)| *to_zoom < zoom);
        &self.bands[at].1
    }
}

impl Band {
    /// The rings, lines or points of a row, and whether each begins a polygon.
    pub(super) fn rings(&self, row: usize) -> impl Iterator<Item = (&[[u32; 2]], bool)> {
        let rings = start(&self.row_ends, row)..self.row_ends[row] as usize;
        rings.map(|ring| {
            let vertices = start(&self.ring_ends, ring)..self.ring_ends[ring] as usize;
            (&self.vertices[vertices], self.outer[ring])
        })
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "fewer than 2^32 vertices fit in memory"
    )]
    fn push(&mut self, geometry: Option<&Geometry>) {
        match geometry {
            Some(Geometry::Point(point)) => self.path(&[point.0]),
            Some(Geometry::MultiPoint(points)) => {
                for point in points {
                    self.path(&[point.0]);
                }
            }
            Some(Geometry::MultiLineString(lines)) => {
                for line in lines {
                    self.path(&line.0);
                }
            }
            Some(Geometry::MultiPolygon(areas)) => {
                for area in areas {
                    if self.ring(&area.exterior().0, true) {
                        for hole in area.interiors() {
                            self.ring(&hole.0, false);
                        }
                    }
                }
            }
            _ => {}
        }
        self.row_ends.push(self.ring_ends.len() as u32);
    }

    fn path(&mut self, path: &[geo_types::Coord]) {
        let from = self.vertices.len();
        for at in path {
            let world = to_world(*at);
            if self.vertices.len() == from || self.vertices.last() != Some(&world) {
                self.vertices.push(world);
            }
        }
        self.end(false);
    }

    /// Pushes a closed ring, open and turned; a flat one is left out.
    fn ring(&mut self, ring: &[geo_types::Coord], outer: bool) -> bool {
        let from = self.vertices.len();
        for at in ring.iter().skip(1) {
            let world = to_world(*at);
            if self.vertices.len() == from || self.vertices.last() != Some(&world) {
                self.vertices.push(world);
            }
        }
        let area = twice_area(&self.vertices[from..]);
        if area == 0 {
            self.vertices.truncate(from);
            return false;
        }
        if (area > 0) != outer {
            self.vertices[from..].reverse();
        }
        self.end(outer);
        true
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "fewer than 2^32 vertices fit in memory"
    )]
    fn end(&mut self, outer: bool) {
        self.ring_ends.push(self.vertices.len() as u32);
        self.outer.push(outer);
    }

    fn box_of(&self, row: usize) -> [u32; 4] {
        let vertices = self.rings(row).flat_map(|(ring, _)| ring);
        vertices.fold(NOWHERE, |b, [x, y]| {
            [b[0].min(*x), b[1].min(*y), b[2].max(*x), b[3].max(*y)]
        })
    }

    fn seal(&mut self) {
        self.row_ends.shrink_to_fit();
        self.ring_ends.shrink_to_fit();
        self.outer.shrink_to_fit();
        self.vertices.shrink_to_fit();
    }

    fn memory(&self) -> usize {
        self.row_ends.len() * 4 + self.ring_ends.len() * 5 + self.vertices.len() * 8
    }
}

fn start(ends: &[u32], at: usize) -> usize {
    if at == 0 { 0 } else { ends[at - 1] as usize }
}

fn to_world(at: geo_types::Coord) -> [u32; 2] {
    mercator::to_world(LonLat {
        lon: at.x,
        lat: at.y,
    })
}

const fn sort_of(geometry: Option<&Geometry>) -> Sort {
    match geometry {
        Some(Geometry::MultiLineString(_)) => Sort::Lines,
        Some(Geometry::MultiPolygon(_)) => Sort::Areas,
        _ => Sort::Points,
    }
}

/// Twice the area by the surveyor's formula, exact.
fn twice_area(ring: &[[u32; 2]]) -> i128 {
    let Some((first, rest)) = ring.split_first() else {
        return 0;
    };
    let way = |at: &[u32; 2], axis: usize| i128::from(at[axis]) - i128::from(first[axis]);
    rest.windows(2)
        .map(|pair| way(&pair[0], 0) * way(&pair[1], 1) - way(&pair[1], 0) * way(&pair[0], 1))
        .sum()
}
