//! How sure a reading is: how much of the text was understood, and by how firm a sign.

use crate::domain::AddressParts;

/// What the parser noticed on its way.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a sign of its own, and none excludes another"
)]
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Signs {
    /// Characters of the text, without signs that part it.
    pub(super) length: usize,
    /// Characters that no part took.
    pub(super) left: usize,
    /// Regions that only a unit word made.
    pub(super) guessed_regions: usize,
    /// The road is one of the register.
    pub(super) known_road: bool,
    /// A register was asked.
    pub(super) asked: bool,
    /// The number has no 号.
    pub(super) bare_number: bool,
    /// An estate or shop that nothing but its place tells.
    pub(super) guessed_name: bool,
}

/// Between 0 (nothing understood) and 1, in hundredths.
pub(super) fn of(parts: &AddressParts, signs: Signs) -> f64 {
    if signs.length == 0 || *parts == AddressParts::default() {
        return 0.0;
    }
    let share = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    let mut sure = 1.0 - share(signs.left) / share(signs.length);
    let local = parts.road.is_some()
        || parts.lane.is_some()
        || parts.village.is_some()
        || parts.estate.is_some();
    let numbered = parts.number.is_some() || parts.building.is_some();
    for (holds, factor) in [
        (!local && parts.poi.is_some(), 0.5),
        (!local && parts.poi.is_none(), 0.8),
        (local && !numbered, 0.9),
        (signs.bare_number, 0.9),
        (signs.guessed_name, 0.9),
        (parts.county.is_none() && parts.town.is_none(), 0.9),
        (
            signs.asked && parts.road.is_some() && !signs.known_road,
            0.85,
        ),
        (signs.asked && signs.guessed_regions > 0, 0.9),
    ] {
        if holds {
            sure *= factor;
        }
    }
    (sure.clamp(0.0, 1.0) * 100.0).round() / 100.0
}
