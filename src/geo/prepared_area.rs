//! An area made ready for many questions: which region holds a position, and how far is it.
//!
//! The edges lie in horizontal bands, each edge in every band that it crosses, so that a question
//! reads one band instead of the whole ring.

use geo::{
    Orientation,
    algorithm::kernels::{Kernel as _, RobustKernel},
};
use geo_types::{Coord, LineString, Polygon};

use super::{Bounds, Geometry, LonLat, nearest::Search};

/// Bands for every so many edges.
const EDGES_A_BAND: usize = 4;
const MOST_BANDS: usize = 4096;

/// The polygons of a geometry, made ready.
///
/// # CRS
/// As [`Geometry`]. Edges are straight in longitude and latitude.
#[derive(Clone, Debug)]
pub struct PreparedArea {
    bounds: Bounds,
    /// Bands a degree.
    density: f64,
    /// Where each band's edges begin in `edges`; one more than there are bands.
    starts: Vec<u32>,
    edges: Vec<[Coord; 2]>,
}

impl PreparedArea {
    /// The area of a geometry's polygons; `None` when it has none.
    ///
    /// The polygons must not overlap, as [`super::validity::check`] makes sure: where two do, a
    /// position counts as outside.
    #[must_use]
    pub fn new(geometry: &Geometry) -> Option<Self> {
        let mut edges = Vec::new();
        gather(geometry, &mut edges);
        let bounds = Bounds::around(geometry).filter(|_| !edges.is_empty())?;
        let bands = (edges.len() / EDGES_A_BAND).clamp(1, MOST_BANDS);
        let height = bounds.north - bounds.south;
        #[expect(clippy::cast_precision_loss, reason = "at most 4096 bands")]
        let density = if height > 0.0 {
            bands as f64 / height
        } else {
            0.0
        };
        let mut area = Self {
            bounds,
            density,
            starts: vec![0; bands + 1],
            edges: Vec::new(),
        };
        area.fill(&edges);
        Some(area)
    }

    /// Counts each band's edges, then puts them where the counts say.
    fn fill(&mut self, edges: &[[Coord; 2]]) {
        let span =
            |area: &Self, [a, b]: [Coord; 2]| area.band(a.y.min(b.y))..=area.band(a.y.max(b.y));
        for edge in edges {
            for band in span(self, *edge) {
                self.starts[band + 1] += 1;
            }
        }
        for band in 1..self.starts.len() {
            self.starts[band] += self.starts[band - 1];
        }
        let total = self.starts.last().map_or(0, |n| *n as usize);
        self.edges = vec![[Coord::zero(); 2]; total];
        let mut next = self.starts.clone();
        for edge in edges {
            for band in span(self, *edge) {
                self.edges[next[band] as usize] = *edge;
                next[band] += 1;
            }
        }
    }

    fn bands(&self) -> usize {
        self.starts.len() - 1
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the cast saturates and is clamped to the bands"
    )]
    fn band(&self, lat: f64) -> usize {
        (((lat - self.bounds.south) * self.density) as usize).min(self.bands() - 1)
    }

    fn edges(&self, band: usize) -> &[[Coord; 2]] {
        &self.edges[self.starts[band] as usize..self.starts[band + 1] as usize]
    }

    /// The box around the area.
    #[must_use]
    pub const fn bounds(&self) -> Bounds {
        self.bounds
    }

    /// Whether the area holds the position.
    ///
    /// # Boundary
    /// An edge belongs to the area, a hole's edge too; decided without rounding.
    #[must_use]
    pub fn contains(&self, at: LonLat) -> bool {
        let Bounds {
            west,
            south,
            east,
            north,
        } = self.bounds;
        if !((west..=east).contains(&at.lon) && (south..=north).contains(&at.lat)) {
            return false;
        }
        let at = Coord {
            x: at.lon,
            y: at.lat,
        };
        let mut inside = false;
        for [a, b] in self.edges(self.band(at.y)) {
            match crossing(at, *a, *b) {
                Crossing::On => return true,
                Crossing::East => inside = !inside,
                Crossing::None => {}
            }
        }
        inside
    }

    /// The geodesic distance to the area.
    ///
    /// # Units
    /// Metres, as exact as [`super::measure::distance_to_m`].
    ///
    /// # Boundary
    /// 0 in the area and on its edge.
    #[must_use]
    pub fn distance_m(&self, from: LonLat) -> f64 {
        if self.contains(from) {
            return 0.0;
        }
        let mut search = Search::from(from);
        let home = self.band(from.lat);
        for band in home..self.bands() {
            if !search.can_reach(self.south_of(band) - from.lat) {
                break;
            }
            self.search_band(band, &mut search);
        }
        for band in (0..home).rev() {
            if !search.can_reach(from.lat - self.south_of(band + 1)) {
                break;
            }
            self.search_band(band, &mut search);
        }
        search.nearest().map_or(f64::INFINITY, |(_, metres)| metres)
    }

    fn search_band(&self, band: usize, search: &mut Search) {
        for [a, b] in self.edges(band) {
            search.consider(*a, *b);
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "at most 4096 bands")]
    fn south_of(&self, band: usize) -> f64 {
        if self.density > 0.0 {
            self.bounds.south + band as f64 / self.density
        } else {
            self.bounds.south
        }
    }
}

fn gather(geometry: &Geometry, edges: &mut Vec<[Coord; 2]>) {
    let mut ring = |ring: &LineString| edges.extend(ring.lines().map(|l| [l.start, l.end]));
    let mut polygon = |polygon: &Polygon| {
        ring(polygon.exterior());
        polygon.interiors().iter().for_each(&mut ring);
    };
    match geometry {
        Geometry::Polygon(area) => polygon(area),
        Geometry::MultiPolygon(areas) => areas.0.iter().for_each(polygon),
        Geometry::Rect(rect) => polygon(&rect.to_polygon()),
        Geometry::Triangle(triangle) => polygon(&triangle.to_polygon()),
        Geometry::GeometryCollection(parts) => {
            for part in &parts.0 {
                gather(part, edges);
            }
        }
        Geometry::Point(_)
        | Geometry::MultiPoint(_)
        | Geometry::Line(_)
        | Geometry::LineString(_)
        | Geometry::MultiLineString(_) => {}
    }
}

/// How a ray from a position to the east meets an edge.
enum Crossing {
    None,
    East,
    /// The position is on the edge.
    On,
}

fn crossing(at: Coord, a: Coord, b: Coord) -> Crossing {
    let (low, high) = if a.y < b.y { (a, b) } else { (b, a) };
    if at.y < low.y || at.y > high.y {
        return Crossing::None;
    }
    match RobustKernel::orient2d(low, high, at) {
        // A level edge is in line with all that is on its latitude.
        Orientation::Collinear if (a.x.min(b.x)..=a.x.max(b.x)).contains(&at.x) => Crossing::On,
        // Left of the upward edge: the ray to the east crosses it, its upper end not counted.
        Orientation::CounterClockwise if at.y < high.y => Crossing::East,
        _ => Crossing::None,
    }
}

#[cfg(test)]
mod tests {
    use geo::Intersects as _;
    use geo_types::{MultiPolygon, Point};
    use proptest::prelude::*;

    use super::*;
    use crate::geo::{measure, wkt::from_wkt};

    fn prepared(text: &str) -> PreparedArea {
        PreparedArea::new(&from_wkt(text).unwrap()).unwrap()
    }

    #[test]
    fn edges_corners_and_edges_of_holes_belong_to_the_area() {
        let area = prepared("POLYGON((0 0,4 0,4 4,0 4,0 0),(1 1,3 1,3 3,1 3,1 1))");
        for (lon, lat, inside) in [
            (0.5, 0.5, true),
            (0.0, 0.0, true),
            (4.0, 4.0, true),
            (2.0, 4.0, true),
            (0.0, 2.0, true),
            (1.0, 2.0, true),
            (2.0, 1.0, true),
            (2.0, 2.0, false),
            (5.0, 4.0, false),
            (-1.0, 0.0, false),
            (2.0, 4.1, false),
        ] {
            assert_eq!(area.contains(LonLat { lon, lat }), inside, "{lon} {lat}");
        }
    }

    #[test]
    fn only_polygons_make_an_area() {
        for text in ["POINT(1 2)", "LINESTRING(0 0,1 1)", "POLYGON EMPTY"] {
            assert!(
                PreparedArea::new(&from_wkt(text).unwrap()).is_none(),
                "{text}"
            );
        }
    }

    /// A star-shaped ring around a centre: valid whatever the radii.
    fn star(centre: (f64, f64), radii: &[f64]) -> LineString {
        let count = f64::from(u32::try_from(radii.len()).unwrap());
        radii
            .iter()
            .enumerate()
            .map(|(n, radius)| {
                let turn = f64::from(u32::try_from(n).unwrap()) / count * std::f64::consts::TAU;
                Coord {
                    x: centre.0 + radius * turn.cos(),
                    y: centre.1 + radius * turn.sin(),
                }
            })
            .collect()
    }

    fn area(outer: &[f64], hole: &[f64]) -> Geometry {
        let shrunk: Vec<f64> = hole.iter().map(|r| r * 0.2).collect();
        let with_hole = Polygon::new(
            star((120.0, 30.0), outer),
            vec![star((120.0, 30.0), &shrunk)],
        );
        let beside = Polygon::new(star((120.5, 30.1), outer), Vec::new());
        MultiPolygon(vec![with_hole, beside]).into()
    }

    proptest! {
        #[test]
        fn it_answers_what_looking_at_every_edge_answers(
            outer in proptest::collection::vec(0.1f64..0.2, 3..60),
            hole in proptest::collection::vec(0.1f64..0.2, 3..20),
            asked in proptest::collection::vec((119.7f64..120.8, 29.7f64..30.4), 20),
        ) {
            let geometry = area(&outer, &hole);
            let prepared = PreparedArea::new(&geometry).unwrap();
            let mut asked: Vec<Coord> = asked.into_iter().map(Coord::from).collect();
            let Geometry::MultiPolygon(parts) = &geometry else { unreachable!() };
            asked.extend(parts.0[0].exterior().0.iter().copied());
            asked.extend(parts.0[1].exterior().lines().map(|l| (l.start + l.end) / 2.0));
            for at in asked {
                let place = LonLat { lon: at.x, lat: at.y };
                prop_assert_eq!(prepared.contains(place), geometry.intersects(&Point(at)));
                let twin = measure::distance_to_m(place, &geometry).unwrap();
                prop_assert!((prepared.distance_m(place) - twin).abs() < 1e-6, "{} {twin}", prepared.distance_m(place));
            }
        }
    }
}
