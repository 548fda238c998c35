//! Made-up land for the tests: regions laid like bricks, so that three meet at every corner, with
//! crooked borders, a line on every border and markers along every line.

use std::collections::HashMap;

use geo_types::{Coord, LineString, MultiPolygon, Polygon};

use super::{Boundaries, Boundary, Marker, Territory, plane::Plane};
use crate::geo::LonLat;

/// Numbers that look random and are the same for the same seed.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }

    pub(super) fn below(&mut self, count: usize) -> usize {
        (self.next() % count as u64) as usize
    }

    pub(super) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * (self.next() % 1_000_000) as f64 / 1e6
    }
}

/// Columns and rows of bricks; half a brick's width in degrees; vertices between two corners.
const COLUMNS: i32 = 3;
const ROWS: i32 = 3;
const HALF: f64 = 0.011;
const HEIGHT: f64 = 0.018;
const BETWEEN: usize = 4;
/// The land.
pub(super) struct Land {
    pub(super) boundaries: Boundaries,
}

/// A corner, by half bricks from the west and rows from the south.
type Corner = (i32, i32);

/// The path between two corners; both regions and the line take it from here.
struct Paths {
    dice: Dice,
    known: HashMap<(Corner, Corner), Vec<Coord>>,
    corners: HashMap<Corner, Coord>,
}

fn rounded(at: Coord) -> Coord {
    let seven = |value: f64| (value * 1e7).round() / 1e7;
    Coord {
        x: seven(at.x),
        y: seven(at.y),
    }
}

impl Paths {
    fn corner(&mut self, at: Corner) -> Coord {
        let dice = &mut self.dice;
        *self.corners.entry(at).or_insert_with(|| {
            rounded(Coord {
                x: 120.3 + f64::from(at.0) * HALF + dice.between(-0.1, 0.1) * HALF,
                y: 29.2 + f64::from(at.1) * HEIGHT + dice.between(-0.1, 0.1) * HEIGHT,
            })
        })
    }

    fn between(&mut self, a: Corner, b: Corner) -> Vec<Coord> {
        let key = (a.min(b), a.max(b));
        if !self.known.contains_key(&key) {
            let (p, q) = (self.corner(key.0), self.corner(key.1));
            let mut path = vec![p];
            for step in 1..=BETWEEN {
                let share = step as f64 / (BETWEEN + 1) as f64;
                let (dx, dy) = (q.x - p.x, q.y - p.y);
                let aside = self.dice.between(-0.06, 0.06);
                path.push(rounded(Coord {
                    x: p.x + dx * share - dy * aside,
                    y: p.y + dy * share + dx * aside,
                }));
            }
            path.push(q);
            self.known.insert(key, path);
        }
        let mut path = self.known[&key].clone();
        if a > b {
            path.reverse();
        }
        path
    }
}

/// The brick right of a corner's column in a row, as its column; rows alternate by half a brick.
fn brick(half: i32, row: i32) -> i32 {
    (half - (row & 1)).div_euclid(2)
}

fn code(column: i32, row: i32) -> Option<String> {
    ((0..COLUMNS).contains(&column) && (0..ROWS).contains(&row))
        .then(|| format!("33{:02}{:02}", row + 10, column + 10))
}

impl Land {
    pub(super) fn new(seed: u64) -> Self {
        let mut paths = Paths {
            dice: Dice::new(seed),
            known: HashMap::new(),
            corners: HashMap::new(),
        };
        let mut boundaries = Boundaries::default();
        for row in 0..ROWS {
            for column in 0..COLUMNS {
                let west = 2 * column + (row & 1);
                let around = [
                    (west, row),
                    (west + 1, row),
                    (west + 2, row),
                    (west + 2, row + 1),
                    (west + 1, row + 1),
                    (west, row + 1),
                    (west, row),
                ];
                let mut ring: Vec<Coord> = Vec::new();
                for pair in around.windows(2) {
                    ring.extend(paths.between(pair[0], pair[1]));
                    ring.pop();
                }
                ring.push(ring[0]);
                boundaries.territories.push(Territory {
                    code: code(column, row).unwrap(),
                    level: "county".to_owned(),
                    parent: None,
                    area: MultiPolygon(vec![Polygon::new(LineString(ring), Vec::new())]),
                });
            }
        }
        for row in 0..=ROWS {
            for half in 0..=2 * COLUMNS {
                // Eastward: the upper row lies on the left.
                let sides = [
                    code(brick(half, row), row),
                    code(brick(half, row - 1), row - 1),
                ];
                let path = paths.between((half, row), (half + 1, row));
                add_line(&mut boundaries, sides, path);
                // Southward, where a brick ends: the brick to the east lies on the left.
                if (half - (row & 1)) % 2 == 0 {
                    let east = (half - (row & 1)) / 2;
                    let sides = [code(east, row), code(east - 1, row)];
                    let path = paths.between((half, row + 1), (half, row));
                    add_line(&mut boundaries, sides, path);
                }
            }
        }
        Self { boundaries }
    }

    /// Changes the vertices of a region's outer ring; its first is a corner.
    pub(super) fn change_ring(&mut self, code: &str, change: impl FnOnce(&mut Vec<Coord>)) {
        let mut territories = self.boundaries.territories.iter_mut();
        let territory = territories
            .find(|territory| territory.code == code)
            .unwrap();
        territory.area.0[0].exterior_mut(|ring| change(&mut ring.0));
    }

    /// Moves one vertex of a region, where it is.
    pub(super) fn move_vertex(&mut self, code: &str, from: Coord, to: Coord) {
        self.change_ring(code, |ring| {
            let at = ring.iter().position(|&one| one == from).unwrap();
            ring[at] = to;
        });
    }

    /// The line of that place, the regions on its sides and its course.
    pub(super) fn line(&self, at: usize) -> (&Boundary, [String; 2], Vec<Coord>) {
        let line = &self.boundaries.lines[at];
        let course = line.parts[0].0.clone();
        (line, line.sides.clone().unwrap(), course)
    }
}

/// Marks that lines get, from their western or northern end on.
const MARKS: usize = 5;

fn add_line(boundaries: &mut Boundaries, sides: [Option<String>; 2], path: Vec<Coord>) {
    let [Some(left), Some(right)] = sides else {
        return;
    };
    let code = format!("L{:03}", boundaries.lines.len() + 1);
    for mark in 1..=MARKS {
        let serial = format!("{mark:03}");
        // In the middle of a segment each, so that no mark stands on a vertex.
        let (a, b) = (path[mark - 1], path[mark]);
        boundaries.markers.push(Marker {
            label: format!("{code}{serial}Q"),
            lines: vec![code.clone()],
            number: Some(format!("{code}{serial}Q")),
            serial,
            type_code: "Q".to_owned(),
            at: LonLat {
                lon: f64::midpoint(a.x, b.x),
                lat: f64::midpoint(a.y, b.y),
            },
        });
    }
    boundaries.lines.push(Boundary {
        code,
        sides: Some([left, right]),
        are_sides_ordered: true,
        parts: vec![LineString(path)],
    });
}

/// The position so many metres to the left of a path, seen along it at one of its inner vertices.
pub(super) fn aside(path: &[Coord], at: usize, left_m: f64) -> Coord {
    let plane = Plane::at(path[at]);
    let (p, q) = (plane.flat(path[at - 1]), plane.flat(path[at + 1]));
    let (dx, dy) = (q[0] - p[0], q[1] - p[1]);
    let length = dx.hypot(dy);
    plane.out(-dy / length * left_m, dx / length * left_m)
}
