//! The cache: bounded, exact, and never stale, however writers and readers race.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    thread,
};

use proptest::prelude::*;

use super::{
    Encoding, LayerSet, Painter, SentTile, TileCache, TileKey, Touched,
    testing::{change, feature, layers, snapshot, tile_at},
};
use crate::{
    domain::{
        Audience::{self, Internal, Public},
        Kind, Position,
    },
    geo::TileAddress,
    snapshot::RowRef,
};

fn key(audience: Audience, set: LayerSet, address: TileAddress) -> TileKey {
    TileKey {
        audience,
        layers: set,
        address,
        encoding: Encoding::Identity,
    }
}

fn tile(bytes: &[u8]) -> Arc<SentTile> {
    Arc::new(SentTile::pack(Some(bytes.to_vec()), Encoding::Identity).expect("packed"))
}

fn all() -> LayerSet {
    layers().all(Public)
}

/// What moving a doorplate from one position to another touches.
fn moved(from: (f64, f64), to: (f64, f64), position: i64) -> Arc<Touched> {
    let plate = |(lon, lat)| feature(Kind::Doorplate, 1, &format!("POINT({lon} {lat})"), &[]);
    let changes = [change(position, Some(&plate(from)), Some(&plate(to)))];
    Arc::new(Touched::by(&layers(), &changes))
}

const A: (f64, f64) = (120.8213, 29.5899);
const B: (f64, f64) = (120.9213, 29.6899);

#[test]
fn a_change_drops_its_tiles_before_and_after_and_no_others() {
    let cache = TileCache::new(1 << 24);
    let places = layers().one(Public, "places").expect("a layer");
    let far = tile_at(121.3, 29.9, 16);
    let keys = |audience, set| {
        [A, B]
            .map(|(lon, lat)| key(audience, set, tile_at(lon, lat, 16)))
            .into_iter()
    };
    let touched: Vec<TileKey> = keys(Public, all()).chain(keys(Internal, all())).collect();
    let mut others: Vec<TileKey> = keys(Public, places).collect();
    others.push(key(Public, all(), far));
    // Doorplates begin at zoom 14: what shows none is not touched.
    others.push(key(Public, all(), tile_at(A.0, A.1, 13)));
    for key in touched.iter().chain(&others) {
        assert!(cache.put_if_current(*key, Position(1), tile(b"old")));
    }
    assert_eq!(
        cache.drop_touched(&moved(A, B, 2), Position(2)),
        touched.len()
    );
    assert!(touched.iter().all(|key| cache.get(key).is_none()));
    assert!(others.iter().all(|key| cache.get(key).is_some()));
}

#[test]
fn a_tile_painted_before_a_drop_that_covers_it_does_not_come_back() {
    let cache = TileCache::new(1 << 24);
    let (at, far) = (tile_at(A.0, A.1, 15), tile_at(121.3, 29.9, 15));
    cache.drop_touched(&moved(A, B, 5), Position(5));
    assert!(!cache.put_if_current(key(Public, all(), at), Position(4), tile(b"old")));
    assert!(cache.put_if_current(key(Public, all(), far), Position(4), tile(b"still")));
    assert!(cache.put_if_current(key(Public, all(), at), Position(5), tile(b"new")));
    for position in 6..400 {
        cache.drop_touched(&moved(B, B, position), Position(position));
    }
    // The drop at 5 is forgotten; whatever is that old is refused.
    assert!(!cache.put_if_current(key(Public, all(), at), Position(4), tile(b"old")));
    assert!(!cache.put_if_current(key(Public, all(), far), Position(4), tile(b"old")));
    cache.clear(Position(500));
    assert_eq!(cache.statistics().tiles, 0);
    assert!(!cache.put_if_current(key(Public, all(), far), Position(499), tile(b"old")));
    assert!(cache.put_if_current(key(Public, all(), far), Position(500), tile(b"new")));
}

#[test]
fn a_public_marker_drops_the_tiles_of_its_cell() {
    let cache = TileCache::new(1 << 24);
    let marker = feature(Kind::BoundaryMarker, 1, "POINT(120.8201 29.5899)", &[]);
    let touched = Arc::new(Touched::by(&layers(), &[change(2, None, Some(&marker))]));
    let cell = key(Public, all(), tile_at(120.825, 29.585, 12));
    assert!(cache.put_if_current(cell, Position(1), tile(b"old")));
    cache.drop_touched(&touched, Position(2));
    assert_eq!(cache.get(&cell), None);
    let deep = tile_at(120.8201, 29.5899, 18);
    assert!(touched.covers(&key(Internal, all(), deep)));
    assert!(!touched.covers(&key(Public, all(), deep)));
}

#[test]
fn the_bound_holds_and_what_is_asked_for_stays_longer() {
    let bound = 1 << 20;
    let cache = TileCache::new(bound);
    let wanted = key(Public, all(), tile_at(A.0, A.1, 16));
    assert!(cache.put_if_current(wanted, Position(1), tile(&[0; 900])));
    let mut kept = 0;
    for x in 0..4000 {
        let address = TileAddress::new(14, x, 7).expect("an address");
        kept += usize::from(cache.put_if_current(
            key(Public, all(), address),
            Position(1),
            tile(&[1; 900]),
        ));
        assert!(cache.get(&wanted).is_some(), "{x}");
        assert!(cache.statistics().bytes <= bound);
    }
    assert_eq!(kept, 4000);
    assert!(cache.statistics().tiles > 500);
    let large = key(Public, all(), tile_at(B.0, B.1, 16));
    assert!(!cache.put_if_current(large, Position(1), tile(&vec![1; bound])));
    let off = TileCache::new(0);
    assert!(!off.put_if_current(wanted, Position(1), tile(b"x")));
    assert_eq!(off.get(&wanted), None);
}

#[test]
fn tiles_are_packed_with_a_tag_for_each_encoding() {
    let plain = SentTile::pack(Some(vec![7; 5000]), Encoding::Identity).expect("packed");
    let gzip = SentTile::pack(Some(vec![7; 5000]), Encoding::Gzip).expect("packed");
    let again = SentTile::pack(Some(vec![7; 5000]), Encoding::Gzip).expect("packed");
    assert_eq!(gzip, again);
    assert_ne!(plain.etag(), gzip.etag());
    assert!(gzip.body().len() < 100 && gzip.body()[..2] == [0x1f, 0x8b]);
    assert!(plain.etag().starts_with(b"\"") && plain.etag().ends_with(b"\""));
    let empty = SentTile::pack(None, Encoding::Gzip).expect("packed");
    assert!(empty.is_empty() && empty.etag().is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn few_boxes_and_many_drop_what_looking_at_every_tile_would(
        spots in prop::collection::vec((0.0f64..0.4, 0.0f64..0.4), 1..120),
        bound_to_walk: bool,
    ) {
        let place = |n: usize| {
            let (x, y) = spots[n];
            feature(Kind::Place, i64::try_from(n).expect("small"), &format!("POINT({} {})", 120.0 + x, 29.0 + y), &[])
        };
        let changes: Vec<_> = (0..spots.len()).map(|n| change(2, None, Some(&place(n)))).collect();
        let touched = Arc::new(Touched::by(&layers(), &changes));
        let cache = TileCache::new(1 << 26);
        let zooms = if bound_to_walk { 8..10 } else { 8..14 };
        let area = crate::geo::Bounds { west: 120.0, south: 29.0, east: 120.4, north: 29.4 };
        let keys: Vec<TileKey> = zooms
            .flat_map(|z| TileAddress::covering(area, z, 0.1))
            .map(|address| key(Public, all(), address))
            .collect();
        for key in &keys {
            cache.put_if_current(*key, Position(1), tile(b"x"));
        }
        cache.drop_touched(&touched, Position(2));
        for key in &keys {
            let bounds = key.address.buffered_bounds(72.0 / 4096.0);
            let twin = changes.iter().any(|c| c.bounds_after.is_some_and(|b| b.intersects(&bounds)));
            prop_assert_eq!(cache.get(key).is_none(), twin);
        }
    }
}

/// Readers paint and keep while a writer moves doorplates about. Whoever has seen a position
/// published must never again get a tile without it.
#[test]
fn writers_and_readers_race_and_no_tile_is_stale_after_publishing() {
    let spots: Vec<(f64, f64)> = (0..24)
        .map(|n| (120.0 + f64::from(n) * 0.013, 29.5))
        .collect();
    let plate = |spot: usize, at: i64| {
        let (lon, lat) = spots[spot];
        let number = at.to_string();
        let fid = i64::try_from(spot).expect("small");
        feature(
            Kind::Doorplate,
            fid,
            &format!("POINT({lon} {lat})"),
            &[("number", &number)],
        )
    };
    let painter = Painter::new(layers());
    let mut register = snapshot((0..spots.len()).map(|spot| plate(spot, 1)));
    let published = Mutex::new(painter.follow(&register));
    let latest: Vec<AtomicI64> = spots.iter().map(|_| AtomicI64::new(1)).collect();
    // Small, so that tiles are evicted while they are fought over.
    let cache = TileCache::new(64 << 10);
    let ended = AtomicBool::new(false);
    let read = |seed: usize| {
        let (mut turn, mut served) = (seed, 0_u64);
        while !ended.load(Ordering::Relaxed) {
            turn = turn
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let spot = (turn >> 33) % spots.len();
            let address = tile_at(spots[spot].0, spots[spot].1, 16);
            let key = key(Public, all(), address);
            let least = latest[spot].load(Ordering::SeqCst);
            let sent = cache.get(&key).unwrap_or_else(|| {
                let tiles = published.lock().expect("a lock").clone();
                let bytes = tiles.tile(Public, all(), address);
                let sent = Arc::new(SentTile::pack(bytes, Encoding::Identity).expect("packed"));
                cache.put_if_current(key, tiles.position(), Arc::clone(&sent));
                sent
            });
            let tile = super::decode::decode(sent.body());
            let id = u64::try_from(spot).expect("small");
            let number: i64 = tile["doorplates"].feature(id).tags["number"]
                .parse()
                .expect("a number");
            assert!(number >= least, "{number} after {least} was published");
            served += 1;
        }
        served
    };
    thread::scope(|scope| {
        let readers: Vec<_> = (1..=4)
            .map(|seed| {
                scope.spawn({
                    let read = &read;
                    move || read(seed)
                })
            })
            .collect();
        for position in 2..1500_i64 {
            let spot = usize::try_from(position * 7).expect("positive") % spots.len();
            let before = register
                .by_id(Kind::Doorplate, plate(spot, 0).id)
                .map(RowRef::to_feature);
            let changes = [change(
                position,
                before.as_ref(),
                Some(&plate(spot, position)),
            )];
            register = register.apply(Position(position), &changes);
            let tiles = painter.follow(&register);
            let touched = Arc::new(Touched::by(painter.layers(), &changes));
            cache.drop_touched(&touched, Position(position));
            *published.lock().expect("a lock") = tiles;
            latest[spot].store(position, Ordering::SeqCst);
        }
        ended.store(true, Ordering::Relaxed);
        let served: u64 = readers
            .into_iter()
            .map(|r| r.join().expect("no stale tile"))
            .sum();
        assert!(served > 0, "{served} tiles were read");
    });
}
