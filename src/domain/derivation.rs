//! What the register computes where nobody says it, and from what: the one table by which requests
//! and imports know when a computed value is out of date.

use super::{Kind, boundary_line, boundary_marker, doorplate, place, plot, road, shared};

/// What a field is computed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Derivation {
    /// The field's position in [`Kind::fields`].
    pub at: usize,
    /// Whether the geometry decides.
    pub geometry: bool,
    /// The fields that decide.
    pub fields: &'static [usize],
}

const fn by_geometry(at: usize) -> Derivation {
    Derivation {
        at,
        geometry: true,
        fields: &[],
    }
}

const fn by_fields(at: usize, fields: &'static [usize]) -> Derivation {
    Derivation {
        at,
        geometry: false,
        fields,
    }
}

const PLACE: &[Derivation] = &[
    by_geometry(shared::REGION_CODE_AT),
    by_fields(place::PINYIN_AT, &[shared::NAME_AT]),
];
const ROAD: &[Derivation] = &[
    by_geometry(shared::REGION_CODE_AT),
    by_fields(road::PINYIN_AT, &[shared::NAME_AT]),
    by_geometry(road::LENGTH_M_AT),
];
const DOORPLATE: &[Derivation] = &[
    by_geometry(shared::REGION_CODE_AT),
    // A plate is told its road by either; the other follows.
    by_fields(doorplate::ROAD_SOURCE_ID_AT, &[doorplate::ROAD_NAME_AT]),
    by_fields(doorplate::ROAD_NAME_AT, &[doorplate::ROAD_SOURCE_ID_AT]),
    Derivation {
        at: doorplate::SIDE_AT,
        geometry: true,
        fields: &[doorplate::ROAD_SOURCE_ID_AT, doorplate::ROAD_NAME_AT],
    },
    by_fields(
        doorplate::ADDRESS_AT,
        &[
            shared::REGION_CODE_AT,
            doorplate::ROAD_SOURCE_ID_AT,
            doorplate::ROAD_NAME_AT,
            doorplate::PLACE_SOURCE_ID_AT,
            doorplate::NUMBER_AT,
            doorplate::SUFFIX_AT,
            doorplate::BUILDING_AT,
            doorplate::UNIT_AT,
            doorplate::ROOM_AT,
        ],
    ),
];
const BOUNDARY_LINE: &[Derivation] = &[by_geometry(boundary_line::LENGTH_M_AT)];
const BOUNDARY_MARKER: &[Derivation] = &[by_fields(
    boundary_marker::NUMBER_AT,
    &[
        boundary_marker::LINE_CODE_AT,
        boundary_marker::SERIAL_AT,
        boundary_marker::TYPE_AT,
    ],
)];
const CEMETERY: &[Derivation] = &[by_geometry(shared::REGION_CODE_AT)];
const PLOT: &[Derivation] = &[
    by_geometry(shared::REGION_CODE_AT),
    by_geometry(plot::AREA_M2_AT),
];

impl Kind {
    /// What is computed of a feature of this kind, and from what.
    #[must_use]
    pub const fn derivations(self) -> &'static [Derivation] {
        match self {
            Self::Region => &[],
            Self::Place => PLACE,
            Self::Road => ROAD,
            Self::Doorplate => DOORPLATE,
            Self::BoundaryLine => BOUNDARY_LINE,
            Self::BoundaryMarker => BOUNDARY_MARKER,
            Self::Cemetery => CEMETERY,
            Self::Plot => PLOT,
        }
    }

    /// What the field at that position is computed from, when it is.
    #[must_use]
    pub fn derivation(self, at: usize) -> Option<Derivation> {
        self.derivations().iter().find(|d| d.at == at).copied()
    }
}
