//! The words beside a found feature: what it is called and where it lies.

use crate::{
    domain::{Kind, boundary_line, doorplate, region, shared},
    snapshot::{RowRef, Snapshot},
};

/// The name of a feature; road, number and what follows it of a doorplate.
pub(super) fn label(row: RowRef<'_>) -> String {
    if row.kind() == Kind::Doorplate {
        let mut label = super::plates::before_number(row).to_owned();
        for at in [
            doorplate::NUMBER_AT,
            doorplate::SUFFIX_AT,
            doorplate::BUILDING_AT,
            doorplate::UNIT_AT,
            doorplate::ROOM_AT,
        ] {
            label.push_str(row.text(at).unwrap_or_default());
        }
        return label;
    }
    row.name()
        .or_else(|| row.text(shared::CODE_AT))
        .unwrap_or_default()
        .to_owned()
}

/// The regions that a feature lies in, the highest first; the two sides of a line.
pub(super) fn detail(snapshot: &Snapshot, row: RowRef<'_>) -> String {
    let chain = |code: &str| -> String {
        snapshot
            .chain(code)
            .iter()
            .filter_map(|region| region.name())
            .collect()
    };
    match row.kind() {
        Kind::Region => row
            .text(region::PARENT_CODE_AT)
            .map(chain)
            .unwrap_or_default(),
        Kind::BoundaryLine => [boundary_line::LEFT_CODE_AT, boundary_line::RIGHT_CODE_AT]
            .iter()
            .filter_map(|at| row.text(*at))
            .map(chain)
            .collect::<Vec<_>>()
            .join(" – "),
        _ => row
            .text(shared::REGION_CODE_AT)
            .map(chain)
            .unwrap_or_default(),
    }
}
