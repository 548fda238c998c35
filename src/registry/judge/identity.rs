//! What names a row when the file gives it no identifier: its natural key.

use crate::domain::{Draft, Kind, boundary_marker, doorplate, plot, shared};

/// The fields that make a kind's natural key, and the key, when the draft has them.
pub(super) fn natural_key(draft: &Draft) -> Result<String, &'static str> {
    let text = |at| draft.text(at);
    match draft.kind {
        Kind::Region | Kind::BoundaryLine | Kind::Cemetery | Kind::Road | Kind::Place => {
            text(shared::CODE_AT).map(str::to_owned).ok_or("code")
        }
        Kind::BoundaryMarker => (|| {
            Some(format!(
                "{}/{}/{}",
                text(boundary_marker::LINE_CODE_AT)?,
                text(boundary_marker::SERIAL_AT)?,
                text(boundary_marker::TYPE_AT)?
            ))
        })()
        .ok_or("line_code + serial + type"),
        Kind::Plot => (|| {
            Some(format!(
                "{}/{}/{}/{}",
                text(plot::CEMETERY_SOURCE_ID_AT)?,
                text(plot::SECTION_AT).unwrap_or(""),
                text(plot::ROW_AT).unwrap_or(""),
                text(plot::NUMBER_AT)?
            ))
        })()
        .ok_or("cemetery_source_id + section + row + number"),
        Kind::Doorplate => (|| {
            let road = match text(doorplate::ROAD_SOURCE_ID_AT) {
                Some(id) => id.to_owned(),
                None => match (
                    text(doorplate::ROAD_NAME_AT),
                    text(doorplate::PLACE_SOURCE_ID_AT),
                ) {
                    (Some(name), _) => {
                        format!("{}:{name}", text(shared::REGION_CODE_AT).unwrap_or(""))
                    }
                    (None, Some(place)) => format!("place:{place}"),
                    (None, None) => return None,
                },
            };
            let mut key = format!("{road}/{}", text(doorplate::NUMBER_AT)?);
            for at in [
                doorplate::SUFFIX_AT,
                doorplate::BUILDING_AT,
                doorplate::UNIT_AT,
                doorplate::ROOM_AT,
            ] {
                if let Some(part) = text(at) {
                    key.push('/');
                    key.push_str(part);
                }
            }
            Some(key)
        })()
        .ok_or("road (or place) + number + suffix + building + unit + room"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Value;

    #[test]
    fn a_plate_is_named_by_its_road_and_every_part_of_its_number() {
        let mut draft = Draft::new(Kind::Doorplate, 1);
        for (at, text) in [
            (doorplate::ROAD_NAME_AT, "剡湖路"),
            (shared::REGION_CODE_AT, "330683001"),
            (doorplate::NUMBER_AT, "12"),
            (doorplate::SUFFIX_AT, "1"),
        ] {
            draft.values[at] = Some(Value::from(text));
        }
        assert_eq!(natural_key(&draft).unwrap(), "330683001:剡湖路/12/1");
    }

    #[test]
    fn a_plate_without_a_road_or_place_has_no_name() {
        let mut draft = Draft::new(Kind::Doorplate, 1);
        draft.values[doorplate::NUMBER_AT] = Some(Value::from("12"));
        assert!(natural_key(&draft).is_err());
    }
}
