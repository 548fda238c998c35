//! Where an address is: its doorplate, else between two, else its road, village or town.

use geo::InteriorPoint as _;
use uuid::Uuid;

use super::{
    book::{AddressBook, is_related, region_of},
    plates,
    street::Street,
};
use crate::{
    domain::{AddressMatch, AddressParts, LocatedAddress, doorplate, region, shared},
    geo::{Bounds, Geometry, LonLat},
    index::Index,
    registry::View,
    snapshot::{RowRef, Snapshot},
};

/// What was found.
type Place = (AddressMatch, Option<LonLat>, Option<Uuid>);

/// A settlement's plates stand at most so far from its point.
///
/// # Units
/// Degrees, some 700 m.
const SETTLEMENT_DEG: f64 = 0.006;

/// Takes an address apart and finds it.
pub(in crate::registry) fn locate(view: &View, book: &AddressBook, text: &str) -> LocatedAddress {
    let parsed = book.parse(text);
    let finder = Finder {
        snapshot: &view.snapshot,
        index: &view.index,
        book,
    };
    let (matched, at, id) = finder.find(&parsed.components);
    LocatedAddress {
        parsed,
        at,
        matched,
        id,
    }
}

/// The register in which an address is sought.
struct Finder<'a> {
    snapshot: &'a Snapshot,
    index: &'a Index,
    book: &'a AddressBook,
}

impl<'a> Finder<'a> {
    /// Where an address is.
    fn find(&self, parts: &AddressParts) -> Place {
        let scope = self.scope(parts);
        if scope.is_elsewhere {
            return (AddressMatch::None, None, None);
        }
        self.on_roads(parts, &scope)
            .or_else(|| self.in_settlement(parts, &scope))
            .or_else(|| self.in_village(parts, &scope))
            .or_else(|| {
                let town = scope.town?;
                let at = inside(town)?;
                Some((AddressMatch::Town, Some(at), Some(town.id())))
            })
            .unwrap_or((AddressMatch::None, None, None))
    }

    /// The regions that the address names, each within those above it. A name that the register
    /// does not have leaves the region above it, except that of a county: it is another's address.
    fn scope(&self, parts: &AddressParts) -> Scope<'a> {
        let mut scope = Scope::default();
        for (level, name) in [
            ("province", &parts.province),
            ("city", &parts.city),
            ("county", &parts.county),
            ("town", &parts.town),
            ("village", &parts.village),
        ] {
            let Some(name) = name else {
                continue;
            };
            let found: Vec<RowRef<'a>> = self
                .book
                .regions(self.snapshot, name)
                .filter(|row| row.text(region::LEVEL_AT) == Some(level))
                .filter(|row| scope.holds(self.snapshot, row.text(shared::CODE_AT)))
                .collect();
            if found.is_empty() {
                scope.is_elsewhere |= matches!(level, "province" | "city" | "county");
                continue;
            }
            scope.town = (level == "town").then_some(found[0]).or(scope.town);
            scope.village = (level == "village").then_some(found[0]).or(scope.village);
            scope.codes = found
                .iter()
                .filter_map(|row| row.text(shared::CODE_AT))
                .collect();
            if matches!(level, "province" | "city" | "county") {
                scope.county.clone_from(&scope.codes);
            }
        }
        scope
    }

    fn on_roads(&self, parts: &AddressParts, scope: &Scope<'a>) -> Option<Place> {
        let mut names: Vec<String> = Vec::new();
        if let Some(lane) = &parts.lane {
            if let Some(road) = &parts.road {
                names.push(format!("{road}{lane}"));
            }
            names.push(lane.clone());
        }
        names.extend(parts.road.clone());
        let mut best: Option<Place> = None;
        for (nth, name) in names.iter().enumerate() {
            // A number in a lane is none on the road that the lane leaves.
            let is_own = nth + 1 < names.len() || parts.lane.is_none();
            let number = parts.number.as_deref().filter(|_| is_own);
            for road in self.roads(name, scope) {
                let found = self.on_road(road, number, parts);
                if found.0 == AddressMatch::Exact {
                    return Some(found);
                }
                let better = best.as_ref().is_none_or(|best| {
                    best.0 == AddressMatch::Road && found.0 == AddressMatch::Interpolated
                });
                if better {
                    best = Some(found);
                }
            }
        }
        best
    }

    /// The roads of a name in the smallest region that has any.
    fn roads(&self, name: &str, scope: &Scope<'a>) -> Vec<RowRef<'a>> {
        let all: Vec<RowRef<'a>> = self.book.roads(self.snapshot, name).collect();
        let of = |codes: &[&str]| -> Vec<RowRef<'a>> {
            all.iter()
                .copied()
                .filter(|road| {
                    codes.is_empty()
                        || region_of(*road).is_none_or(|own| {
                            codes
                                .iter()
                                .any(|code| is_related(self.snapshot, own, code))
                        })
                })
                .collect()
        };
        let near = of(&scope.codes);
        if near.is_empty() {
            of(&scope.county)
        } else {
            near
        }
    }

    fn on_road(&self, road: RowRef<'a>, number: Option<&str>, parts: &AddressParts) -> Place {
        let geometry = road.geometry();
        let street = geometry.as_ref().and_then(Street::along);
        if let (Some(number), Some(bounds)) = (number, road.bounds()) {
            let plates = plates::within(self.index, bounds, |plate| plates::is_on(plate, road));
            if let Some(plate) = plates::exact(&plates, number, parts) {
                return (AddressMatch::Exact, Some(plate.at()), Some(plate.row.id()));
            }
            let between = street
                .as_ref()
                .and_then(|street| plates::between(&plates, number, street));
            if let Some(at) = between {
                return (AddressMatch::Interpolated, Some(at), Some(road.id()));
            }
        }
        let middle = street.as_ref().and_then(Street::middle);
        (AddressMatch::Road, middle, Some(road.id()))
    }

    fn in_settlement(&self, parts: &AddressParts, scope: &Scope<'a>) -> Option<Place> {
        let name = parts.estate.as_ref().or(parts.village.as_ref())?;
        let trimmed = name.strip_suffix("自然村").unwrap_or(name);
        let place = [name.as_str(), trimmed].into_iter().find_map(|name| {
            self.book
                .places(self.snapshot, name)
                .find(|row| scope.holds_near(self.snapshot, region_of(*row)))
        })?;
        let at = place
            .point()
            .or_else(|| place.geometry().as_ref().and_then(point_in))?;
        let bounds = Bounds {
            west: at.lon - SETTLEMENT_DEG,
            south: at.lat - SETTLEMENT_DEG,
            east: at.lon + SETTLEMENT_DEG,
            north: at.lat + SETTLEMENT_DEG,
        };
        let own = place.text(shared::SOURCE_ID_AT);
        if let Some(number) = parts.number.as_deref().or(parts.building.as_deref()) {
            let plates = plates::within(self.index, bounds, |plate| {
                own.is_some() && plate.text(doorplate::PLACE_SOURCE_ID_AT) == own
            });
            if let Some(plate) = plates::exact(&plates, number, parts) {
                return Some((AddressMatch::Exact, Some(plate.at()), Some(plate.row.id())));
            }
        }
        Some((AddressMatch::Village, Some(at), Some(place.id())))
    }

    fn in_village(&self, parts: &AddressParts, scope: &Scope<'a>) -> Option<Place> {
        let village = scope.village?;
        let code = village.text(shared::CODE_AT);
        if let (Some(number), Some(bounds), None) = (&parts.number, village.bounds(), &parts.road) {
            let plates = plates::within(self.index, bounds, |plate| {
                region_of(plate) == code && plate.text(doorplate::ROAD_NAME_AT).is_none()
            });
            if let Some(plate) = plates::exact(&plates, number, parts) {
                return Some((AddressMatch::Exact, Some(plate.at()), Some(plate.row.id())));
            }
        }
        let at = inside(village)?;
        Some((AddressMatch::Village, Some(at), Some(village.id())))
    }
}

/// The regions of an address.
#[derive(Default)]
struct Scope<'a> {
    /// The smallest ones named; none: everywhere.
    codes: Vec<&'a str>,
    /// The smallest ones named down to the county.
    county: Vec<&'a str>,
    town: Option<RowRef<'a>>,
    village: Option<RowRef<'a>>,
    /// It names a county, city or province that the register does not have.
    is_elsewhere: bool,
}

impl Scope<'_> {
    fn holds(&self, snapshot: &Snapshot, code: Option<&str>) -> bool {
        self.codes.is_empty()
            || code.is_some_and(|code| self.codes.iter().any(|own| snapshot.is_below(code, own)))
    }

    /// As [`Scope::holds`], taking what has no region or a larger one too.
    fn holds_near(&self, snapshot: &Snapshot, code: Option<&str>) -> bool {
        self.codes.is_empty()
            || code.is_none_or(|code| self.codes.iter().any(|own| is_related(snapshot, code, own)))
    }
}

/// A place inside a region.
fn inside(row: RowRef<'_>) -> Option<LonLat> {
    point_in(&row.geometry()?)
}

fn point_in(geometry: &Geometry) -> Option<LonLat> {
    let point = geometry.interior_point()?;
    LonLat::new(point.x(), point.y()).ok()
}
