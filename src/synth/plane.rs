//! Positions as whole nanodegrees, so that what is written is exactly what was tested, and a flat
//! frame in metres to draw in.

/// A position in billionths of a degree, CGCS2000, longitude first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Nano {
    /// Longitude.
    pub(super) lon: i64,
    /// Latitude.
    pub(super) lat: i64,
}

/// A vector or position in metres, east first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Metre {
    /// Eastwards.
    pub(super) x: f64,
    /// Northwards.
    pub(super) y: f64,
}

impl Nano {
    /// Degrees, longitude first.
    pub(super) fn degrees(self) -> (f64, f64) {
        (self.lon as f64 / 1e9, self.lat as f64 / 1e9)
    }
}

impl Metre {
    /// A vector.
    pub(super) const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// The sum.
    pub(super) fn plus(self, other: Self) -> Self {
        Self::new(self.x + other.x, self.y + other.y)
    }

    /// The difference.
    pub(super) fn minus(self, other: Self) -> Self {
        Self::new(self.x - other.x, self.y - other.y)
    }

    /// The vector made longer.
    pub(super) fn times(self, factor: f64) -> Self {
        Self::new(self.x * factor, self.y * factor)
    }

    /// The length.
    pub(super) fn length(self) -> f64 {
        self.x.hypot(self.y)
    }

    /// The vector turned counter-clockwise.
    pub(super) fn turned(self, radians: f64) -> Self {
        let (sin, cos) = radians.sin_cos();
        Self::new(self.x * cos - self.y * sin, self.x * sin + self.y * cos)
    }

    /// The vector of length 1 to its left; zero for a zero vector.
    pub(super) fn left(self) -> Self {
        let length = self.length();
        if length == 0.0 {
            return Self::new(0.0, 0.0);
        }
        Self::new(-self.y / length, self.x / length)
    }
}

/// A flat frame around an origin.
///
/// # Units
/// Metres, scaled by the ellipsoid's two radii of curvature at the origin: within a kilometre of
/// it lengths are true to a millimetre, a degree away to one per cent.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    lon: f64,
    lat: f64,
    metres_per_lon: f64,
    metres_per_lat: f64,
}

impl Frame {
    /// The frame around a position in degrees.
    pub(super) fn around(lon: f64, lat: f64) -> Self {
        // GRS 80, the ellipsoid of CGCS2000.
        let (a, e2) = (6_378_137.0_f64, 0.006_694_380_022_90_f64);
        let w2 = 1.0 - e2 * lat.to_radians().sin().powi(2);
        let prime_vertical = a / w2.sqrt();
        let meridian = prime_vertical * (1.0 - e2) / w2;
        Self {
            lon,
            lat,
            metres_per_lon: (prime_vertical * lat.to_radians().cos()).to_radians(),
            metres_per_lat: meridian.to_radians(),
        }
    }

    /// A position of this frame, rounded to 1e-7 degrees: one centimetre.
    pub(super) fn out(&self, at: Metre) -> Nano {
        let fine = self.out_fine(at);
        let coarse = |n: i64| (n + 50).div_euclid(100) * 100;
        Nano {
            lon: coarse(fine.lon),
            lat: coarse(fine.lat),
        }
    }

    /// A position of this frame, rounded to 1e-9 degrees: a tenth of a millimetre, for plots.
    pub(super) fn out_fine(&self, at: Metre) -> Nano {
        Nano {
            lon: ((self.lon + at.x / self.metres_per_lon) * 1e9).round() as i64,
            lat: ((self.lat + at.y / self.metres_per_lat) * 1e9).round() as i64,
        }
    }

    /// A position as metres of this frame.
    pub(super) fn metres(&self, at: Nano) -> Metre {
        let (lon, lat) = at.degrees();
        self.metres_of(lon, lat)
    }

    /// A position in degrees as metres of this frame.
    pub(super) fn metres_of(&self, lon: f64, lat: f64) -> Metre {
        Metre::new(
            (lon - self.lon) * self.metres_per_lon,
            (lat - self.lat) * self.metres_per_lat,
        )
    }
}

/// Twice the signed area of the triangle; positive when `c` is left of `a` → `b`.
fn turn(a: Nano, b: Nano, c: Nano) -> i128 {
    let wide = |n: i64| i128::from(n);
    wide(b.lon - a.lon) * wide(c.lat - a.lat) - wide(b.lat - a.lat) * wide(c.lon - a.lon)
}

/// Twice the signed area of a ring that does not repeat its first position.
pub(super) fn twice_area(ring: &[Nano]) -> i128 {
    let Some(&origin) = ring.first() else {
        return 0;
    };
    ring.windows(2)
        .map(|pair| turn(origin, pair[0], pair[1]))
        .sum()
}

/// Whether a position lies inside rings, holes counted out.
///
/// # Boundary
/// A position on an edge may count as either; the generator keeps away from edges.
pub(super) fn inside(rings: &[Vec<Nano>], at: Nano) -> bool {
    let mut within = false;
    for ring in rings {
        let Some(&(mut a)) = ring.last() else {
            continue;
        };
        for &b in ring {
            if (a.lat > at.lat) != (b.lat > at.lat) && (turn(a, b, at) > 0) == (b.lat > a.lat) {
                within = !within;
            }
            a = b;
        }
    }
    within
}

/// Whether two segments share a point.
fn meet(a: Nano, b: Nano, c: Nano, d: Nano) -> bool {
    let side = |p, q, r| turn(p, q, r).signum();
    side(a, b, c) * side(a, b, d) <= 0
        && side(c, d, a) * side(c, d, b) <= 0
        && a.lon.min(b.lon) <= c.lon.max(d.lon)
        && c.lon.min(d.lon) <= a.lon.max(b.lon)
        && a.lat.min(b.lat) <= c.lat.max(d.lat)
        && c.lat.min(d.lat) <= a.lat.max(b.lat)
}

/// Whether a line or open ring lies inside rings without touching their edges.
pub(super) fn holds(rings: &[Vec<Nano>], line: &[Nano]) -> bool {
    let Some(&first) = line.first() else {
        return false;
    };
    if !inside(rings, first) {
        return false;
    }
    let (mut west, mut south, mut east, mut north) = (first.lon, first.lat, first.lon, first.lat);
    for at in line {
        (west, east) = (west.min(at.lon), east.max(at.lon));
        (south, north) = (south.min(at.lat), north.max(at.lat));
    }
    rings.iter().all(|ring| {
        let Some(&(mut a)) = ring.last() else {
            return true;
        };
        ring.iter().all(|&b| {
            let (from, to) = (a, b);
            a = b;
            let near = from.lon.max(to.lon) >= west
                && from.lon.min(to.lon) <= east
                && from.lat.max(to.lat) >= south
                && from.lat.min(to.lat) <= north;
            !near
                || line
                    .windows(2)
                    .all(|pair| !meet(from, to, pair[0], pair[1]))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::{Frame, Metre, Nano, holds, inside, twice_area};

    fn square() -> Vec<Vec<Nano>> {
        [(0, 0), (1000, 0), (1000, 1000), (0, 1000)]
            .map(|(lon, lat)| Nano { lon, lat })
            .to_vec()
            .chunks(4)
            .map(<[Nano]>::to_vec)
            .collect()
    }

    #[test]
    fn a_line_that_leaves_the_area_between_its_ends_is_not_held() {
        let mut notched = square();
        notched[0].insert(1, Nano { lon: 500, lat: 600 });
        let line = [Nano { lon: 200, lat: 300 }, Nano { lon: 800, lat: 300 }];
        assert!(holds(&square(), &line));
        assert!(line.iter().all(|&at| inside(&notched, at)));
        assert!(!holds(&notched, &line));
        assert_eq!(twice_area(&square()[0]), 2_000_000);
    }

    #[test]
    fn a_metre_in_the_frame_is_a_metre_on_the_ellipsoid() {
        use geo::{Distance as _, Geodesic, Point};
        let frame = Frame::around(120.83, 29.56);
        let point = |x, y| {
            let (lon, lat) = frame.out_fine(Metre::new(x, y)).degrees();
            Point::new(lon, lat)
        };
        for (x, y) in [(100.0, 0.0), (0.0, 100.0), (60.0, 80.0)] {
            let metres = Geodesic.distance(point(0.0, 0.0), point(x, y));
            assert!((metres - 100.0).abs() < 0.001, "{metres}");
        }
    }
}
