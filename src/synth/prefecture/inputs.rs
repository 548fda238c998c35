//! What benchmarks ask for: tile addresses, positions, boxes, doorplate ids and proposed names,
//! drawn from what was written.

use std::{collections::BTreeSet, fmt::Write as _, fs, path::Path};

use super::{
    super::{
        SynthError,
        plane::{Frame, Metre, Nano},
        random::Random,
        words::RoadName,
    },
    land::Land,
    plan::Plan,
    roads::Road,
};

/// Tile addresses wanted a zoom.
const TILES: [(u32, usize); 10] = [
    (8, 4),
    (9, 6),
    (10, 12),
    (11, 28),
    (12, 50),
    (13, 70),
    (14, 100),
    (15, 110),
    (16, 120),
    (17, 100),
];

/// Writes `inputs/`. `sample` holds row numbers and positions of doorplates.
pub(super) fn write(
    plan: &Plan,
    land: &Land,
    roads: &[Road],
    sample: &[(usize, Nano)],
    graves: &[Nano],
    out: &Path,
) -> Result<(), SynthError> {
    let folder = out.join("inputs");
    fs::create_dir_all(&folder).map_err(|source| SynthError::at(&folder, source))?;
    let mut random = Random::new(plan.seed, "inputs", 0);
    let plates: Vec<Nano> = sample.iter().map(|(_, at)| *at).collect();
    for (name, text) in [
        ("tiles.csv", tiles(&plates, graves, &mut random)),
        (
            "points.csv",
            points(&land.partition.frame, &plates, &mut random),
        ),
        ("bboxes.csv", boxes(&plates, &mut random)),
        ("ids.csv", ids(sample, &mut random)),
        ("proposals.csv", proposals(land, roads, &mut random)),
    ] {
        let path = folder.join(name);
        fs::write(&path, text).map_err(|source| SynthError::at(&path, source))?;
    }
    Ok(())
}

fn tiles(plates: &[Nano], graves: &[Nano], random: &mut Random) -> String {
    let mut wanted: BTreeSet<(u32, u32, u32)> = BTreeSet::new();
    let address = |random: &mut Random, zoom: u32| {
        let list = if random.chance(0.85) { plates } else { graves };
        let at = *random.pick(list);
        let (lon, lat) = at.degrees();
        let side = f64::from(1_u32 << zoom);
        let mercator = lat.to_radians().tan().asinh() / std::f64::consts::PI;
        let (x, y) = ((lon + 180.0) / 360.0 * side, (1.0 - mercator) / 2.0 * side);
        (zoom, x as u32, y as u32)
    };
    for (zoom, count) in TILES {
        let before = wanted.len();
        for _ in 0..4000 {
            if wanted.len() < before + count {
                wanted.insert(address(random, zoom));
            }
        }
    }
    // Low zooms have few tiles over the area: the list is filled up from a high one.
    for _ in 0..100_000 {
        if wanted.len() < 600 {
            wanted.insert(address(random, 17));
        }
    }
    let mut tiles: Vec<_> = wanted.into_iter().collect();
    random.shuffle(&mut tiles);
    let mut text = "z,x,y\n".to_owned();
    for (z, x, y) in tiles {
        let _ = writeln!(text, "{z},{x},{y}");
    }
    text
}

fn points(frame: &Frame, plates: &[Nano], random: &mut Random) -> String {
    let mut text = "lon,lat\n".to_owned();
    for _ in 0..10_000 {
        let spread_m = if random.chance(0.8) { 60.0 } else { 3000.0 };
        let offset = Metre::new(random.normal() * spread_m, random.normal() * spread_m);
        let (lon, lat) = frame
            .out(frame.metres(*random.pick(plates)).plus(offset))
            .degrees();
        let _ = writeln!(text, "{lon:.7},{lat:.7}");
    }
    text
}

fn boxes(plates: &[Nano], random: &mut Random) -> String {
    let mut text = "w,s,e,n,size_m\n".to_owned();
    for size in [200_u32, 1000, 5000] {
        for _ in 0..300 {
            let (lon, lat) = random.pick(plates).degrees();
            let frame = Frame::around(lon, lat);
            let half = f64::from(size) / 2.0;
            let (west, south) = frame.out(Metre::new(-half, -half)).degrees();
            let (east, north) = frame.out(Metre::new(half, half)).degrees();
            let _ = writeln!(text, "{west:.7},{south:.7},{east:.7},{north:.7},{size}");
        }
    }
    text
}

fn ids(sample: &[(usize, Nano)], random: &mut Random) -> String {
    let mut text = "row,source_id\n".to_owned();
    for _ in 0..5000 {
        let row = random.pick(sample).0 + 1;
        let _ = writeln!(text, "{row},D{row:08}");
    }
    text
}

fn proposals(land: &Land, roads: &[Road], random: &mut Random) -> String {
    let named: Vec<(usize, &RoadName)> = roads
        .iter()
        .filter_map(|road| road.name.as_ref().map(|name| (road.county, name)))
        .collect();
    let mut text = "id,county_code,name,pinyin,kind\n".to_owned();
    for number in 0..1000 {
        let (county, known) = *random.pick(&named);
        let (kind, name) = match number % 5 {
            0 | 1 => ("exact", known.clone()),
            2 => ("homophone", known.homophone(random)),
            3 => ("edit1", known.edited(random)),
            _ => ("new", RoadName::invent(random)),
        };
        let county = &land.counties[county].0;
        let _ = writeln!(
            text,
            "{},{county},{},{},{kind}",
            number + 1,
            name.text(),
            name.pinyin()
        );
    }
    text
}
