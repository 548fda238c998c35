//! The body of a request as a draft: a Feature to register, or the part of one that is to change.

use serde_json::Value;

use super::feature;
use crate::{
    domain::{Draft, Kind, Problem, ProblemCode},
    exchange::{encoding::Encoding, intake::Intake, word::ReadOptions},
    messages::Phrase,
};

/// Members of an answered Feature's properties that are the register's own: whoever sends a Feature
/// back need not take them out.
const OWN: [&str; 9] = [
    "kind",
    "fid",
    "version",
    "source",
    "successor",
    "free",
    "position_generalised",
    "created_at",
    "updated_at",
];

/// A draft of a Feature, or of `{"properties", "geometry"}` with only what changes: what the body
/// does not mention is absent from the draft.
///
/// # CRS
/// Longitude, latitude, CGCS2000.
///
/// # Errors
/// Every problem of the body; a property that is no field of the kind is one.
pub fn draft_from_json(kind: Kind, body: &Value) -> Result<Draft, Vec<Problem>> {
    let unreadable = |error: Phrase| {
        vec![Problem::new(ProblemCode::UnreadableRow, "body", "").with("error", error)]
    };
    let Some(members) = body.as_object() else {
        return Err(unreadable(Phrase::of("exchange.no_object")));
    };
    let mut feature = members.clone();
    feature.remove("id");
    feature.entry("type").or_insert_with(|| "Feature".into());
    let mentions_geometry = members.contains_key("geometry");
    let mut intake =
        Intake::new(&ReadOptions::new(kind), false).map_err(|error| unreadable((&error).into()))?;
    let text = Value::Object(feature).to_string();
    let read = feature::read(&mut intake, Encoding::Utf8, 0, text.as_bytes());
    let mut problems: Vec<Problem> = intake
        .header()
        .columns_ignored
        .iter()
        .filter(|name| !OWN.contains(&name.as_str()))
        .map(|name| Problem::new(ProblemCode::UnknownField, name.clone(), ""))
        .collect();
    match read {
        Ok(mut draft) if problems.is_empty() => {
            if !mentions_geometry {
                draft.geometry = None;
            }
            Ok(draft)
        }
        Ok(_) => Err(problems),
        Err(rejected) => {
            problems.extend(
                rejected
                    .problems
                    .into_iter()
                    .filter(|p| mentions_geometry || p.code != ProblemCode::MissingGeometry),
            );
            Err(problems)
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::{Value as FieldValue, road, shared};

    #[test]
    fn what_a_body_does_not_mention_is_absent() {
        let draft = draft_from_json(
            Kind::Road,
            &json!({ "properties": { "width_m": 24, "origin": null } }),
        )
        .unwrap();
        assert_eq!(
            draft.values[road::WIDTH_M_AT],
            Some(FieldValue::Number(24.0))
        );
        assert_eq!(draft.values[14], Some(FieldValue::Null));
        assert_eq!(draft.values[shared::NAME_AT], None);
        assert_eq!(draft.geometry, None);
    }

    #[test]
    fn a_feature_sent_back_as_it_came_is_understood_and_a_misspelt_field_is_not() {
        let geometry =
            json!({ "type": "LineString", "coordinates": [[120.8, 29.5], [120.9, 29.5]] });
        let body = json!({
            "type": "Feature", "id": "0", "geometry": geometry,
            "properties": { "kind": "road", "fid": 3, "version": 1, "name": "剡湖路" },
        });
        assert_eq!(
            draft_from_json(Kind::Road, &body)
                .unwrap()
                .text(shared::NAME_AT),
            Some("剡湖路")
        );
        let problems =
            draft_from_json(Kind::Road, &json!({ "properties": { "nmae": "x" } })).unwrap_err();
        assert_eq!(problems[0].field, "nmae");
    }
}
