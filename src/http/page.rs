//! Pages of a kind: what is asked for, found by what the audience sees, and gone on with by key.

use std::{collections::HashMap, ops::RangeInclusive};

use chrono::NaiveDate;

use super::{
    extract,
    refusal::{Answer, Refusal},
};
use crate::{
    domain::{
        Audience, Field, FieldType, Kind, State as FeatureState, Value, Visibility,
        disclosure::PUBLIC_CELL_DEG, shared,
    },
    geo::Bounds,
    index::Area,
    messages::Phrase,
    registry::View,
    snapshot::{Eye, Filter, Page, RowRef},
};

const DEFAULT_LIMIT: usize = 100;
/// The most features on a page.
pub(super) const MOST: usize = 10_000;

/// What a list is asked for.
#[derive(Debug)]
pub(super) struct ListQuery {
    /// All conditions but those of place and time.
    pub(super) filter: Filter,
    /// What the audience sees of the geometry meets one of these; none: anywhere.
    pub(super) boxes: Vec<Bounds>,
    /// In force on one of these days; without validity always.
    pub(super) in_force: Option<RangeInclusive<NaiveDate>>,
    /// Whether a condition is on a restricted field.
    pub(super) is_guarded: bool,
    pub(super) limit: usize,
    pub(super) after: i64,
}

/// A page of what the audience may see. Markers and lines are found by the geometry that the
/// audience sees, so that a box does not narrow down the exact one.
pub(super) fn page<'a>(view: &'a View, kind: Kind, eye: impl Eye, query: &ListQuery) -> Page<'a> {
    let filter = Filter {
        bbox: query
            .boxes
            .iter()
            .copied()
            .reduce(|all, one| all.union(&one))
            .map(|all| around_shown(all, kind, eye)),
        ..query.filter.clone()
    };
    let areas: Vec<Area> = query.boxes.iter().copied().map(Area::from).collect();
    let table = view.snapshot.table(kind);
    let mut page = table.page_where(
        &filter.prepare(&view.snapshot, kind),
        query.after,
        query.limit,
        |row| {
            let audience = eye.of_row(row);
            // What is asked of restricted fields and drafts is asked of what the reader sees whole.
            (audience == Audience::Internal
                || !query.is_guarded && row.state() != FeatureState::Draft)
                && (areas.is_empty() || areas.iter().any(|area| area.meets(row, audience)))
                && query
                    .in_force
                    .as_ref()
                    .is_none_or(|days| is_in_force(row, days))
        },
    );
    if filter == published() && query.in_force.is_none() {
        page.matched = Some(table.published());
    }
    page
}

/// What every list shows unless it is asked for something else.
fn published() -> Filter {
    Filter {
        states: vec![FeatureState::Planned, FeatureState::Current],
        ..Filter::default()
    }
}

/// A box that the exact places of all that is shown within the given one lie in.
fn around_shown(bounds: Bounds, kind: Kind, eye: impl Eye) -> Bounds {
    if kind != Kind::BoundaryMarker || !eye.may_hide(kind) {
        return bounds;
    }
    Bounds {
        west: bounds.west - PUBLIC_CELL_DEG,
        south: bounds.south - PUBLIC_CELL_DEG,
        east: bounds.east + PUBLIC_CELL_DEG,
        north: bounds.north + PUBLIC_CELL_DEG,
    }
}

fn is_in_force(row: RowRef<'_>, days: &RangeInclusive<NaiveDate>) -> bool {
    let begun = row
        .date(shared::VALID_FROM_AT)
        .is_none_or(|from| from <= *days.end());
    let ended = row
        .date(shared::VALID_TO_AT)
        .is_some_and(|to| to < *days.start());
    begun && !ended
}

/// Parameters of a list: the fixed ones, and any field of the kind that the audience may see.
pub(super) fn parse(
    kind: Kind,
    audience: Audience,
    params: &HashMap<String, String>,
) -> Answer<ListQuery> {
    let mut filter = Filter::default();
    let mut boxes = Vec::new();
    let mut limit = DEFAULT_LIMIT;
    let mut after = 0;
    for (name, value) in params {
        match name.as_str() {
            "limit" => {
                let asked = value
                    .parse()
                    .map_err(|_| Refusal::parameter("limit", value, "1…10000"))?;
                limit = extract::limit(Some(asked), DEFAULT_LIMIT, MOST)?;
            }
            "cursor" => {
                after = parse_cursor(value).ok_or_else(|| {
                    Refusal::parameter("cursor", value, Phrase::of("http.word.next"))
                })?;
            }
            "bbox" => boxes.push(extract::bbox(value)?),
            "region" => filter.region = Some(value.clone()),
            "state" => filter.states = states(value, audience)?,
            _ => filter
                .equals
                .push(field_condition(kind, audience, name, value)?),
        }
    }
    if filter.states.is_empty() {
        filter.states = vec![FeatureState::Planned, FeatureState::Current];
    }
    let is_guarded = filter.equals.iter().any(|(at, _)| {
        kind.fields()
            .get(*at)
            .is_some_and(|field| field.visibility == Visibility::Restricted)
    });
    Ok(ListQuery {
        is_guarded,
        filter,
        boxes,
        in_force: None,
        limit,
        after,
    })
}

fn states(text: &str, audience: Audience) -> Answer<Vec<FeatureState>> {
    text.split(',')
        .map(|word| match FeatureState::from_stored(word) {
            Some(FeatureState::Draft) if audience == Audience::Public => Err(Refusal::parameter(
                "state",
                word,
                "planned, current, retired",
            )),
            Some(state) => Ok(state),
            None => Err(Refusal::parameter(
                "state",
                word,
                "planned, current, retired",
            )),
        })
        .collect()
}

fn field_condition(
    kind: Kind,
    audience: Audience,
    name: &str,
    text: &str,
) -> Answer<(usize, Value)> {
    let unknown = || Refusal::unreadable(Phrase::of("http.unknown_parameter").with("name", name));
    let (at, field) = kind.field(name).ok_or_else(unknown)?;
    if audience == Audience::Public && field.visibility == Visibility::Restricted {
        return Err(unknown());
    }
    let value = typed(field, text)
        .ok_or_else(|| Refusal::parameter(field.name, text, expected(field.field_type)))?;
    Ok((at, value))
}

fn typed(field: &Field, text: &str) -> Option<Value> {
    Some(match field.field_type {
        FieldType::Text | FieldType::Code => Value::from(text),
        FieldType::Choice(choices) => {
            Value::from(choices.iter().find(|choice| choice.value == text)?.value)
        }
        FieldType::Integer => Value::Integer(text.parse().ok()?),
        FieldType::Number => Value::Number(text.parse().ok().filter(|n: &f64| n.is_finite())?),
        FieldType::Date => Value::Date(text.parse().ok()?),
    })
}

/// What a field takes, for whoever gave it something else.
fn expected(field_type: FieldType) -> String {
    match field_type {
        FieldType::Text | FieldType::Code => "…".to_owned(),
        FieldType::Choice(choices) => choices
            .iter()
            .map(|choice| choice.value)
            .collect::<Vec<_>>()
            .join(", "),
        FieldType::Integer => "0, 1, 2, …".to_owned(),
        FieldType::Number => "0.5".to_owned(),
        FieldType::Date => "2026-03-05".to_owned(),
    }
}

/// An opaque cursor: what it holds is nobody's business but this file's.
pub(super) fn cursor(fid: i64) -> String {
    format!("k{fid:x}")
}

fn parse_cursor(text: &str) -> Option<i64> {
    i64::from_str_radix(text.strip_prefix('k')?, 16)
        .ok()
        .filter(|fid| *fid >= 0)
}

/// The address of a page: a path and its parameters, with the cursor of the next page where one is given.
pub(super) fn address(path: &str, params: &HashMap<String, String>, next: Option<&str>) -> String {
    let mut pairs: Vec<(&str, &str)> = params
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .filter(|(name, _)| next.is_none() || *name != "cursor")
        .collect();
    pairs.sort_unstable();
    pairs.extend(next.map(|next| ("cursor", next)));
    let query = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect::<Vec<_>>()
        .join("&");
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{query}")
    }
}

/// Percent-encodes all but unreserved characters and commas.
fn encode(text: &str) -> String {
    text.bytes()
        .fold(String::with_capacity(text.len()), |mut out, byte| {
            if byte.is_ascii_alphanumeric() || b"-._~,".contains(&byte) {
                out.push(char::from(byte));
            } else {
                const HEX: &[u8; 16] = b"0123456789ABCDEF";
                out.push('%');
                for digit in [byte >> 4, byte & 15] {
                    out.push(char::from(HEX[usize::from(digit)]));
                }
            }
            out
        })
}
