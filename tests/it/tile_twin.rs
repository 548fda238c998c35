//! Tiles against their twin: `ST_AsMVT` over the same features must give the same features, the
//! same attributes and, to a unit, the same geometry.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "small numbers of units and vertices"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    f64::consts::TAU,
};

use chrono::DateTime;
use geo::{Area as _, BooleanOps as _, Distance as _, Euclidean, Length as _};
use geo_types::{Coord, LineString, MultiLineString, MultiPolygon, Point, Polygon};
use mingjie::{
    domain::{Audience, Feature, Kind, Position, Value, place, shared},
    geo::{Bounds, Geometry, LonLat, TileAddress, mercator, wkb},
    snapshot::Builder,
    tile::{Layers, Painted, Painter},
};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::support::{
    TestDatabase,
    mvt::{self, decode},
};

const LAYER: &str = r#"
name = "twins"
source = "place"
min_zoom = 0
zh = "对照"
en = "Twins"
[[attribute]]
name = "name"
zh = ""
en = ""
[[attribute]]
name = "class_code"
zh = ""
en = ""
"#;

/// Where everything lies.
const AREA: Bounds = Bounds {
    west: 120.78,
    south: 29.56,
    east: 120.86,
    north: 29.62,
};

/// Vertices of lines and areas may lie so many units off: `ST_AsMVTGeom` drops first what is
/// within half a unit of the vertex before, then what is within half a unit of the line, and both
/// round by up to 0.7.
const TOLERANCE: f64 = 2.4;

/// Points are only rounded: where one lies between two units, either may be right on both axes.
const POINT_TOLERANCE: f64 = 1.415;

/// Numbers that look random and are always the same.
struct Dice(u64);

impl Dice {
    fn share(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as f64 / f64::from(1_u32 << 31)
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + self.share() * (high - low)
    }

    fn position(&mut self) -> Coord {
        Coord {
            x: self.between(AREA.west, AREA.east),
            y: self.between(AREA.south, AREA.north),
        }
    }

    /// From three metres to three kilometres.
    fn size(&mut self) -> f64 {
        3e-5 * 1000_f64.powf(self.share())
    }

    fn star(&mut self, centre: Coord, size: f64) -> Polygon {
        let spokes: Vec<f64> = (0..5 + (self.share() * 20.0) as usize)
            .map(|_| self.between(0.3, 1.0))
            .collect();
        let ring = |scale: f64, backwards: bool| {
            let mut ring: Vec<Coord> = spokes
                .iter()
                .enumerate()
                .map(|(n, spoke)| {
                    let angle = n as f64 / spokes.len() as f64 * TAU;
                    let radius = size * scale * spoke;
                    Coord {
                        x: centre.x + radius * angle.cos(),
                        y: centre.y + radius * angle.sin(),
                    }
                })
                .collect();
            if backwards {
                ring.reverse();
            }
            ring.push(ring[0]);
            LineString(ring)
        };
        let backwards = self.share() < 0.5;
        let holes = if self.share() < 0.5 {
            vec![ring(0.6, self.share() < 0.5)]
        } else {
            Vec::new()
        };
        Polygon::new(ring(1.0, backwards), holes)
    }

    fn walk(&mut self) -> LineString {
        let (mut at, step) = (self.position(), self.size());
        (0..2 + (self.share() * 30.0) as usize)
            .map(|_| {
                at.x += self.between(-step, step);
                at.y += self.between(-step, step);
                at
            })
            .collect()
    }

    fn geometry(&mut self) -> Geometry {
        let (at, size) = (self.position(), self.size());
        match (self.share() * 5.0) as u8 {
            0 => Point(at).into(),
            1 => self.walk().into(),
            2 => MultiLineString(vec![self.walk(), self.walk()]).into(),
            3 => self.star(at, size).into(),
            _ => {
                let aside = Coord {
                    x: at.x + 2.5 * size,
                    y: at.y,
                };
                MultiPolygon(vec![self.star(at, size), self.star(aside, size)]).into()
            }
        }
    }
}

/// Geometries that touch tiles' edges and the buffer's edges, or hold whole tiles.
fn odd_ones(tile: TileAddress) -> Vec<Geometry> {
    let mut odd: Vec<Geometry> = Vec::new();
    let buffer = 64.0 / 4096.0;
    for bounds in [tile.bounds(), tile.buffered_bounds(buffer)] {
        let Bounds {
            west,
            south,
            east,
            north,
        } = bounds;
        for (x, y) in [(west, south), (west, north), (east, south), (east, north)] {
            odd.push(Point::new(x, y).into());
            let across = vec![(x - 0.01, y), (x + 0.01, y)];
            odd.push(LineString::from(across).into());
        }
        let ring = vec![(west, south), (east, south), (east, north), (west, north)];
        odd.push(Polygon::new(ring.into(), Vec::new()).into());
    }
    let ring = vec![(120.0, 29.0), (122.0, 29.0), (122.0, 30.0), (120.0, 30.0)];
    odd.push(Polygon::new(ring.into(), Vec::new()).into());
    odd
}

fn feature(fid: i64, geometry: Geometry) -> Feature {
    let mut values = vec![Value::Null; Kind::Place.fields().len()];
    values[shared::STATE_AT] = "current".into();
    // Every third has no name, the others share a few.
    if fid % 3 != 0 {
        values[shared::NAME_AT] = format!("地名{}", fid % 7).into();
    }
    values[place::CLASS_CODE_AT] = format!("{}", 20_000 + fid).into();
    Feature {
        id: Uuid::from_u128(fid.unsigned_abs().into()),
        fid,
        kind: Kind::Place,
        version: 1,
        source: "twin".into(),
        values,
        geometry: Some(geometry),
        created_at: DateTime::default(),
        updated_at: DateTime::default(),
    }
}

async fn stored(connection: &mut PgConnection, features: &[Feature]) {
    sqlx::raw_sql(
        "create temporary table twin (fid bigint, name text, class_code text, \
         geom geometry(Geometry, 4490))",
    )
    .execute(&mut *connection)
    .await
    .unwrap();
    for feature in features {
        let geometry = feature.geometry.as_ref().unwrap();
        sqlx::query("insert into twin values ($1, $2, $3, st_geomfromwkb($4, 4490))")
            .bind(feature.fid)
            .bind(feature.text("name"))
            .bind(feature.text("class_code"))
            .bind(wkb::to_wkb(geometry))
            .execute(&mut *connection)
            .await
            .unwrap();
    }
}

async fn twin(connection: &mut PgConnection, tile: TileAddress) -> Vec<u8> {
    sqlx::query_scalar(
        "select st_asmvt(q, 'twins', 4096, 'geom', 'fid') from (
           select fid, name, class_code, st_asmvtgeom(
             st_transform(geom, 3857), st_tileenvelope($1, $2, $3), 4096, 64, true) as geom
           from twin order by fid) q
         where geom is not null",
    )
    .bind(i32::from(tile.z))
    .bind(i32::try_from(tile.x).unwrap())
    .bind(i32::try_from(tile.y).unwrap())
    .fetch_one(connection)
    .await
    .unwrap()
}

fn features(tile: &[u8]) -> BTreeMap<u64, mvt::Feature> {
    let layer = decode(tile).remove("twins").unwrap_or_default();
    let count = layer.features.len();
    let by_id: BTreeMap<_, _> = layer.features.into_iter().map(|f| (f.id, f)).collect();
    assert_eq!(by_id.len(), count, "each feature once");
    by_id
}

fn coords(path: &[[i64; 2]]) -> LineString {
    let coord = |at: &[i64; 2]| Coord {
        x: at[0] as f64,
        y: at[1] as f64,
    };
    path.iter().map(coord).collect()
}

/// The area of a feature: rings by their sign, holes after their outer ring.
fn area(feature: &mvt::Feature) -> MultiPolygon {
    let mut polygons: Vec<Polygon> = Vec::new();
    for path in &feature.paths {
        let ring = coords(path);
        let closed = Polygon::new(ring.clone(), Vec::new());
        // y counts down: what is positive here is an outer ring.
        if closed.signed_area() > 0.0 {
            polygons.push(closed);
        } else {
            polygons
                .last_mut()
                .expect("an outer ring first")
                .interiors_push(ring);
        }
    }
    MultiPolygon(polygons)
}

fn edge(area: &MultiPolygon) -> f64 {
    area.iter()
        .flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()))
        .map(|ring| Euclidean.length(ring))
        .sum()
}

/// Whether a feature is nothing but what rounding may drop: less than a few units large, or within
/// a unit of the buffer's edge.
fn is_marginal(feature: &mvt::Feature) -> bool {
    let all = || feature.paths.iter().flatten();
    let span = |axis: usize| span(all(), axis);
    let at_edge = |part: i64| part <= -63 || part >= 4159;
    let is_thin = match feature.sort {
        3 => area(feature).unsigned_area() <= 4.0,
        2 => feature.paths.iter().all(|path| is_tiny(path)),
        _ => false,
    };
    let along = |axis: usize| all().all(|p| at_edge(p[axis])) && span(axis) <= 2;
    is_thin || along(0) || along(1)
}

fn span<'a>(points: impl Iterator<Item = &'a [i64; 2]>, axis: usize) -> i64 {
    let (low, high) = points.fold((i64::MAX, i64::MIN), |(low, high), point| {
        (low.min(point[axis]), high.max(point[axis]))
    });
    high - low
}

fn is_tiny(path: &[[i64; 2]]) -> bool {
    span(path.iter(), 0) <= 2 && span(path.iter(), 1) <= 2
}

fn assert_same_geometry(ours: &mvt::Feature, theirs: &mvt::Feature, place: &str) {
    assert_eq!(ours.sort, theirs.sort, "{place}");
    if ours.sort == 3 {
        let (one, other) = (area(ours), area(theirs));
        let apart = one.xor(&other).unsigned_area();
        assert!(apart <= edge(&other) * TOLERANCE + 8.0, "{place}: {apart}");
        return;
    }
    let lines = |f: &mvt::Feature| f.paths.iter().map(|p| coords(p)).collect();
    let (one, other): (Vec<LineString>, Vec<LineString>) = (lines(ours), lines(theirs));
    // Only one way: what `ST_AsMVTGeom` thins, spikes above all, may lie farther from its line.
    let allowed = if ours.sort == 1 {
        POINT_TOLERANCE
    } else {
        TOLERANCE
    };
    // What rounding takes over the buffer's edge is cut there, by one before and by the other after.
    let inner = |at: &&Coord| [at.x, at.y].iter().all(|p| (-62.0..=4158.0).contains(p));
    let inner: Vec<_> = other
        .iter()
        .flat_map(|path| path.0.iter().filter(inner))
        .collect();
    let inner: Vec<_> = inner.iter().map(|at| LineString(vec![**at])).collect();
    assert_near(&inner, &one, allowed, place);
}

/// Every vertex of some paths lies near the others.
fn assert_near(paths: &[LineString], others: &[LineString], allowed: f64, place: &str) {
    for at in paths.iter().flat_map(|path| &path.0) {
        let at = Point(*at);
        let distances = others.iter().map(|line| match line.0[..] {
            [only] => Euclidean.distance(at, Point(only)),
            _ => Euclidean.distance(&at, line),
        });
        let distance = distances.fold(f64::MAX, f64::min);
        assert!(distance <= allowed, "{place}: {at:?} is {distance} away");
    }
}

/// The lines and points of a geometry in a tile's units, unclipped; nothing for areas.
fn exact_paths(geometry: &Geometry, tile: TileAddress) -> Vec<LineString> {
    let side = f64::from(1_u32 << tile.z);
    let place = |at: &Coord| {
        let [x, y] = mercator::project(LonLat {
            lon: at.x,
            lat: at.y,
        });
        Coord {
            x: (x * side - f64::from(tile.x)) * 4096.0,
            y: (y * side - f64::from(tile.y)) * 4096.0,
        }
    };
    let line = |line: &LineString| -> LineString { line.0.iter().map(place).collect() };
    match geometry {
        Geometry::Point(at) => vec![LineString(vec![place(&at.0)])],
        Geometry::LineString(path) => vec![line(path)],
        Geometry::MultiLineString(paths) => paths.iter().map(line).collect(),
        _ => Vec::new(),
    }
}

/// A line or point lies, to a unit, where it is: all of it that is inside, and nothing else.
fn assert_exact(ours: &mvt::Feature, geometry: &Geometry, tile: TileAddress, place: &str) {
    let exact = exact_paths(geometry, tile);
    if exact.is_empty() {
        return;
    }
    let own: Vec<LineString> = ours.paths.iter().map(|path| coords(path)).collect();
    assert_near(&own, &exact, 1.0, place);
    let inside = |at: &&Coord| [at.x, at.y].iter().all(|p| (-63.0..=4159.0).contains(p));
    let vertices = exact.iter().filter(|path| {
        let at = path
            .0
            .iter()
            .map(|at| [at.x as i64, at.y as i64])
            .collect::<Vec<_>>();
        ours.sort == 1 || !is_tiny(&at)
    });
    let vertices = vertices.flat_map(|path| path.0.iter().filter(inside));
    let vertices: Vec<_> = vertices.map(|at| LineString(vec![*at])).collect();
    assert_near(&vertices, &own, 1.0, place);
}

fn painted(features: &[Feature]) -> Painted {
    let mut builder = Builder::new();
    for feature in features {
        builder.push(feature.clone());
    }
    let layers = Layers::parse([("twins.toml", LAYER)]).unwrap();
    Painter::new(layers).follow(&builder.finish(Position(1)))
}

#[tokio::test]
async fn tiles_hold_what_st_asmvt_puts_into_them() {
    let middle: TileAddress = "14/13690/6777".parse().unwrap();
    let mut dice = Dice(7);
    let geometries = odd_ones(middle)
        .into_iter()
        .chain((0..400).map(|_| dice.geometry()));
    let all: Vec<Feature> = (1..)
        .zip(geometries)
        .map(|(fid, geometry)| feature(fid, geometry))
        .collect();
    let painted = painted(&all);
    let database = TestDatabase::new().await;
    let mut connection = database.connect().await;
    stored(&mut connection, &all).await;
    let mut tiles: BTreeSet<TileAddress> = BTreeSet::new();
    for z in 0..=18 {
        let covering: Vec<_> = TileAddress::covering(AREA, z, 0.0).collect();
        let every = covering.len().div_ceil(8);
        tiles.extend(covering.into_iter().step_by(every));
    }
    for x in 13_689..=13_691 {
        tiles.extend((6_776..=6_778).filter_map(|y| TileAddress::new(14, x, y).ok()));
    }
    let set = painted.layers().all(Audience::Public);
    let mut compared = 0;
    for tile in tiles {
        let ours = painted
            .tile(Audience::Public, set, tile)
            .unwrap_or_default();
        let ours = features(&ours);
        let theirs = features(&twin(&mut connection, tile).await);
        for id in ours.keys().chain(theirs.keys()) {
            let place = format!("{tile} feature {id}");
            match (ours.get(id), theirs.get(id)) {
                (Some(one), Some(other)) => {
                    assert_eq!(one.tags, other.tags, "{place}");
                    assert_same_geometry(one, other, &place);
                    let geometry = all[usize::try_from(*id).unwrap() - 1].geometry.as_ref();
                    assert_exact(one, geometry.unwrap(), tile, &place);
                    compared += 1;
                }
                (Some(alone), None) => assert!(is_marginal(alone), "only ours: {place} {alone:?}"),
                (None, Some(alone)) => {
                    assert!(is_marginal(alone), "only theirs: {place} {alone:?}");
                }
                (None, None) => unreachable!("the id is of one of them"),
            }
        }
    }
    assert!(compared > 2000, "{compared} features were compared");
}
