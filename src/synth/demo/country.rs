//! Roads outside of towns: expressways, roads from town to town, a road to every village, and the
//! village's own lanes.

use super::{
    super::{SynthError, plane::Metre, random::Random},
    curve::{even, rounded, winding},
    land::{Land, SEED},
    names::Names,
    network::{Network, Road, drawn, route},
};

/// Lays them all.
pub(super) fn lay(land: &Land, network: &mut Network, names: &mut Names) -> Result<(), SynthError> {
    links(land, network, names)?;
    let mut random = Random::new(SEED, "country", 0);
    let first = network.roads.len();
    for village in 0..land.hamlets.len() {
        hamlet(land, network, village, &mut random);
    }
    unname(&mut network.roads[first..]);
    for expressway in &land.facts.county.expressway {
        let frame = &land.partition.frame;
        let course: Vec<Metre> = expressway
            .course
            .iter()
            .map(|at| frame.metres_of(at[0], at[1]))
            .collect();
        let inland = |at: &Metre| land.is_inland(*at);
        let line: Vec<Metre> = winding(&course, 40.0, 0.5)
            .into_iter()
            .skip_while(|at| !inland(at))
            .take_while(inland)
            .collect();
        let road = Road {
            line: even(&line, 150.0),
            name: Some(expressway.name.clone()),
            class: "expressway",
            width_m: 26.0,
            plates: None,
        };
        network.add(land, road);
    }
    Ok(())
}

/// Roads from town to town; where one follows a road that is there already, it is left out.
fn links(land: &Land, network: &mut Network, names: &mut Names) -> Result<(), SynthError> {
    let mut random = Random::new(SEED, "links", 0);
    let grid = &land.partition.grid;
    let is_street = |cell: &usize| land.zone_at(grid.centre(*cell)).is_some();
    for [from, to, name] in &land.facts.county.link {
        let cells = |network: &Network, code: &str| -> Vec<usize> {
            let own = |cell: usize| {
                let zone = land.zone_at(grid.centre(cell));
                zone.is_some_and(|zone| land.facts.county.zone[zone].town == code)
            };
            (0..grid.len())
                .filter(|&cell| network.reaches(cell) && own(cell))
                .collect()
        };
        land.facts.town(from)?;
        let target = cells(network, to);
        let way = route(land, &cells(network, from), |cell| {
            target.binary_search(&cell).is_ok()
        })
        .ok_or_else(|| SynthError::Facts(format!("no way for {name}")))?;
        let pieces = pieces(network, &way).into_iter();
        let outside = pieces.filter(|piece| !piece.iter().all(is_street));
        for (number, piece) in outside.enumerate() {
            let road = Road {
                line: drawn(land, network, &piece),
                name: if number == 0 {
                    Some(name.clone())
                } else {
                    names.next("arterial", &mut random)
                },
                class: "arterial",
                width_m: 15.0,
                plates: None,
            };
            network.add(land, road);
        }
    }
    Ok(())
}

/// The parts of a way between roads that are there already, longest first, each with the reached
/// hexagon at its ends.
fn pieces(network: &Network, way: &[usize]) -> Vec<Vec<usize>> {
    let mut pieces = Vec::new();
    let mut piece: Vec<usize> = Vec::new();
    for &cell in way {
        piece.push(cell);
        if network.reaches(cell) {
            if piece.len() > 3 {
                pieces.push(std::mem::take(&mut piece));
            }
            piece = vec![cell];
        }
    }
    pieces.sort_by_key(|piece| std::cmp::Reverse(piece.len()));
    pieces
}

/// The road to a village and its lanes.
fn hamlet(land: &Land, network: &mut Network, village: usize, random: &mut Random) {
    let grid = &land.partition.grid;
    let (cell, fact) = (land.hamlets[village], &land.facts.villages[village]);
    if fact.is_urban() {
        return;
    }
    let centre = grid.centre(cell);
    let short = fact.short();
    if !network.reaches(cell)
        && let Some(mut way) = route(land, &[cell], |cell| network.reaches(cell))
    {
        way.reverse();
        let mut line = drawn(land, network, &way);
        line.pop();
        line.push(centre);
        let road = Road {
            line,
            name: Some(format!("{short}路")),
            class: "local",
            width_m: 6.5,
            plates: Some((22.0, 260.0)),
        };
        network.add(land, road);
    }
    let heading = random.between(0.0, std::f64::consts::TAU);
    let lanes = usize::from(random.chance(0.45)) + usize::from(random.chance(0.1));
    for number in 0..lanes {
        // Lanes bend a little and cross the village's middle at different angles.
        let turned = heading + number as f64 * random.between(0.9, 1.6);
        let half = random.between(90.0, 190.0);
        let shift = if number == 0 {
            0.0
        } else {
            random.between(-60.0, 60.0)
        };
        let line: Vec<Metre> = [
            (-half, shift),
            (-half * 0.4, shift + 14.0),
            (half * 0.4, shift - 10.0),
            (half, shift),
        ]
        .map(|(x, y)| centre.plus(Metre::new(x, y).turned(turned)))
        .to_vec();
        if line.iter().any(|&at| land.waters.cover(at, 15.0)) {
            continue;
        }
        let term = ["中弄", "后弄"][number];
        let road = Road {
            line: rounded(&line, 2),
            name: Some(format!("{short}{term}")),
            class: "lane",
            width_m: 4.0,
            plates: Some((17.0, f64::MAX)),
        };
        network.add(land, road);
    }
}

/// Takes the names of 48 roads, spread over the county: those a bureau has yet to name.
fn unname(roads: &mut [Road]) {
    let lanes: Vec<usize> = (0..roads.len())
        .filter(|&at| roads[at].class == "lane")
        .collect();
    for number in 0..48_usize.min(lanes.len()) {
        roads[lanes[number * lanes.len() / 48]].name = None;
    }
}
