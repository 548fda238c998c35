//! The doorplate of an address among those of its road or village, and the place between two of
//! them where one should be.

use super::street::Street;
use crate::{
    address::number_key,
    domain::{AddressParts, Audience, Kind, doorplate, shared},
    geo::{Bounds, LonLat},
    index::{Area, Index},
    snapshot::RowRef,
};

/// How far a plate may stand from the box around its road.
///
/// # Units
/// Degrees, some 250 m.
const BESIDE_DEG: f64 = 0.0025;
/// More plates than this in a box are not looked through.
const MOST: usize = 200_000;

/// A plate and its number as it is compared.
#[derive(Clone, Debug)]
pub(super) struct Plate<'a> {
    pub(super) row: RowRef<'a>,
    key: String,
    at: LonLat,
}

/// The published plates in a box that belong to something.
pub(super) fn within<'a>(
    index: &'a Index,
    bounds: Bounds,
    belongs: impl Fn(RowRef<'a>) -> bool,
) -> Vec<Plate<'a>> {
    let area = Area::from(Bounds {
        west: bounds.west - BESIDE_DEG,
        south: bounds.south - BESIDE_DEG,
        east: bounds.east + BESIDE_DEG,
        north: bounds.north + BESIDE_DEG,
    });
    index
        .within(&area, &[Kind::Doorplate], MOST, None, Audience::Public)
        .rows
        .into_iter()
        .filter(|row| row.state().is_published() && belongs(*row))
        .filter_map(|row| {
            let number = row.text(doorplate::NUMBER_AT)?;
            let key = match row.text(doorplate::SUFFIX_AT) {
                Some(suffix) => number_key(&format!("{number}-{suffix}")),
                None => number_key(number),
            };
            Some(Plate {
                at: row.point()?,
                row,
                key,
            })
        })
        .collect()
}

/// Whether a plate hangs on a road.
pub(super) fn is_on(plate: RowRef<'_>, road: RowRef<'_>) -> bool {
    match plate.text(doorplate::ROAD_SOURCE_ID_AT) {
        Some(id) => road.text(shared::SOURCE_ID_AT) == Some(id),
        None => plate
            .text(doorplate::ROAD_NAME_AT)
            .is_some_and(|name| road.name() == Some(name)),
    }
}

/// The plate of a number: of several the one whose building, unit and room are the address's, else
/// the one of the gate.
pub(super) fn exact<'p, 'a>(
    plates: &'p [Plate<'a>],
    number: &str,
    parts: &AddressParts,
) -> Option<&'p Plate<'a>> {
    let key = number_key(number);
    let inside = [
        (doorplate::BUILDING_AT, &parts.building),
        (doorplate::UNIT_AT, &parts.unit),
        (doorplate::ROOM_AT, &parts.room),
    ];
    plates
        .iter()
        .filter(|plate| plate.key == key)
        .min_by_key(|plate| {
            let wrong = inside
                .iter()
                .map(|(at, asked)| match (plate.row.text(*at), asked) {
                    (None, None) => 0,
                    (Some(has), Some(asked)) if figures(has) == figures(asked) => 0,
                    (None, Some(_)) => 1,
                    _ => 4,
                })
                .sum::<i32>();
            (wrong, plate.row.fid())
        })
}

fn figures(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// The place of a number that has no plate: that of its main number, else between the nearest lower
/// and higher number of the same side, as far along the road as the number is between them.
pub(super) fn between(plates: &[Plate<'_>], number: &str, street: &Street) -> Option<LonLat> {
    let wanted = main_number(&number_key(number))?;
    let numbered = |plate: &Plate<'_>| main_number(&plate.key);
    if let Some(main) = plates.iter().find(|plate| numbered(plate) == Some(wanted)) {
        return Some(main.at);
    }
    let same_side = || {
        plates
            .iter()
            .filter_map(|plate| Some((numbered(plate)?, plate)))
            .filter(|(number, _)| number % 2 == wanted % 2)
    };
    let (low, below) = same_side()
        .filter(|(number, _)| *number < wanted)
        .max_by_key(|(number, _)| *number)?;
    let (high, above) = same_side()
        .filter(|(number, _)| *number > wanted)
        .min_by_key(|(number, _)| *number)?;
    let share = f64::from(wanted - low) / f64::from(high - low);
    let (from, off) = street.locate(below.at)?;
    let (to, other) = street.locate(above.at)?;
    let mix = |a: f64, b: f64| a + (b - a) * share;
    street.place(
        mix(from, to),
        [mix(off[0], other[0]), mix(off[1], other[1])],
    )
}

/// The figures that a number begins with.
fn main_number(key: &str) -> Option<u32> {
    let end = key.find(|c: char| !c.is_ascii_digit()).unwrap_or(key.len());
    key[..end].parse().ok()
}

impl Plate<'_> {
    /// Where it hangs.
    pub(super) fn at(&self) -> LonLat {
        self.at
    }
}
