//! Writes rows of a snapshot as Features, straight from their columns.
//!
//! The same bytes as by way of a [`crate::domain::Feature`], without making one: lists of thousands
//! are written this way. What the audience may see is decided in `domain`; where it sees another
//! geometry than the stored one, the row takes the long way.

use std::sync::LazyLock;

use chrono::{Datelike as _, NaiveDate};

use super::write::{LEADING, feature_json, write_json, write_text};
use crate::{
    domain::{Audience, Kind, State, Visibility, disclosure::is_generalised, is_free, plot},
    geo::{geojson, write_number},
    snapshot::{RowRef, Shape, ShapeColumn, ValueRef},
};

/// Appends the row as [`feature_json`] appends its feature; `false` and nothing when the audience
/// may not know of it.
///
/// # CRS
/// Longitude, latitude, CGCS2000.
pub fn row_json(row: RowRef<'_>, audience: Audience, out: &mut Vec<u8>) -> bool {
    if is_generalised(row.kind(), audience) {
        return feature_json(&row.to_feature(), audience, out);
    }
    if audience == Audience::Public && row.state() == State::Draft {
        return false;
    }
    out.extend_from_slice(b"{\"type\":\"Feature\",\"id\":\"");
    let mut id = uuid::Uuid::encode_buffer();
    out.extend_from_slice(row.id().hyphenated().encode_lower(&mut id).as_bytes());
    out.extend_from_slice(b"\",\"geometry\":");
    write_geometry(row, out);
    write_properties(row, audience, out);
    out.push(b'}');
    true
}

/// The member names of a kind's properties as an audience sees them, ready to be copied.
struct Layout {
    kind: Kind,
    audience: Audience,
    /// Up to the value of `fid`.
    head: Box<[u8]>,
    /// A field's position and `,"name":`; the first one stands before `source`.
    members: Box<[(usize, Box<[u8]>)]>,
}

static LAYOUTS: LazyLock<Box<[Layout]>> = LazyLock::new(|| {
    Kind::ALL
        .into_iter()
        .flat_map(|kind| [Audience::Public, Audience::Internal].map(|who| Layout::of(kind, who)))
        .collect()
});

impl Layout {
    fn of(kind: Kind, audience: Audience) -> Self {
        let fields = kind.fields();
        let shown = |at: &usize| {
            audience == Audience::Internal || fields[*at].visibility == Visibility::Public
        };
        let rest = (0..fields.len()).filter(|at| !LEADING.contains(at) && shown(at));
        let members = LEADING
            .into_iter()
            .chain(rest)
            .map(|at| (at, format!(",\"{}\":", fields[at].name).into_bytes().into()))
            .collect();
        let head = format!(",\"properties\":{{\"kind\":\"{kind}\",\"fid\":");
        Self {
            kind,
            audience,
            head: head.into_bytes().into(),
            members,
        }
    }
}

fn write_properties(row: RowRef<'_>, audience: Audience, out: &mut Vec<u8>) {
    let Some(layout) = LAYOUTS
        .iter()
        .find(|layout| layout.kind == row.kind() && layout.audience == audience)
    else {
        return;
    };
    out.extend_from_slice(&layout.head);
    write_integer(row.fid(), out);
    out.extend_from_slice(b",\"version\":");
    write_integer(row.version().into(), out);
    for (nth, (at, name)) in layout.members.iter().enumerate() {
        out.extend_from_slice(name);
        write_value(row.value_ref(*at), out);
        if nth == 0 {
            out.extend_from_slice(b",\"source\":");
            write_text(row.source(), out);
        }
    }
    if row.kind() == Kind::Plot && audience == Audience::Public {
        out.extend_from_slice(if is_free(row.text(plot::OCCUPANCY_AT)) {
            b",\"free\":true"
        } else {
            b",\"free\":false"
        });
    }
    out.push(b'}');
}

fn write_value(value: ValueRef<'_>, out: &mut Vec<u8>) {
    match value {
        ValueRef::Null => out.extend_from_slice(b"null"),
        ValueRef::Text(text) => write_text(text, out),
        ValueRef::Integer(number) => write_integer(number, out),
        ValueRef::Number(number) => write_json(&number, out),
        ValueRef::Date(date) => write_date(date, out),
    }
}

fn write_integer(number: i64, out: &mut Vec<u8>) {
    write_json(&number, out);
}

fn write_date(date: NaiveDate, out: &mut Vec<u8>) {
    let Some(year) = u32::try_from(date.year())
        .ok()
        .filter(|year| *year < 10_000)
    else {
        write_json(&date, out);
        return;
    };
    let digit = |number: u32| b'0' + (number % 10) as u8;
    let (month, day) = (date.month(), date.day());
    out.extend_from_slice(&[
        b'"',
        digit(year / 1000),
        digit(year / 100),
        digit(year / 10),
        digit(year),
        b'-',
        digit(month / 10),
        digit(month),
        b'-',
        digit(day / 10),
        digit(day),
        b'"',
    ]);
}

fn write_geometry(row: RowRef<'_>, out: &mut Vec<u8>) {
    let shapes = row.shapes();
    match shapes.shape(row.row()) {
        Shape::None => out.extend_from_slice(b"null"),
        Shape::Point => {
            out.extend_from_slice(b"{\"type\":\"Point\",\"coordinates\":");
            if let Some(at) = shapes.point(row.row()) {
                write_position(at, out);
            }
            out.push(b'}');
        }
        Shape::Line => {
            out.extend_from_slice(b"{\"type\":\"LineString\",\"coordinates\":");
            if let Some((range, _)) = shapes.rings(row.row()).next() {
                write_line(shapes, range, out);
            }
            out.push(b'}');
        }
        Shape::MultiLine => {
            out.extend_from_slice(b"{\"type\":\"MultiLineString\",\"coordinates\":[");
            for (nth, (range, _)) in shapes.rings(row.row()).enumerate() {
                if nth > 0 {
                    out.push(b',');
                }
                write_line(shapes, range, out);
            }
            out.extend_from_slice(b"]}");
        }
        // Rings must be closed and turned the right way.
        Shape::Polygon | Shape::MultiPolygon | Shape::MultiPoint | Shape::Other => {
            match row.geometry() {
                Some(geometry) => geojson::write(&geometry, out),
                None => out.extend_from_slice(b"null"),
            }
        }
    }
}

fn write_line(shapes: &ShapeColumn, range: std::ops::Range<usize>, out: &mut Vec<u8>) {
    out.push(b'[');
    let first = range.start;
    for at in range {
        if at > first {
            out.push(b',');
        }
        write_position(shapes.coordinate(at), out);
    }
    out.push(b']');
}

fn write_position([x, y]: [f64; 2], out: &mut Vec<u8>) {
    out.push(b'[');
    write_number(out, x);
    out.push(b',');
    write_number(out, y);
    out.push(b']');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        domain::Position,
        snapshot::{Builder, testing::any_feature},
    };

    fn features() -> impl Strategy<Value = Vec<crate::domain::Feature>> {
        (0..Kind::ALL.len(), 1..6_u32).prop_flat_map(|(kind, count)| {
            (1..=count)
                .map(|number| any_feature(Kind::ALL[kind], number))
                .collect::<Vec<_>>()
        })
    }

    proptest! {
        #[test]
        fn text_of_any_characters_reads_back(text in "[\\x00-\\x7f剡湖路é]{0,40}") {
            let mut out = Vec::new();
            write_text(&text, &mut out);
            let read: String = serde_json::from_slice(&out).unwrap();
            prop_assert_eq!(read, text);
        }

        #[test]
        fn a_row_has_the_same_bytes_as_its_feature(features in features()) {
            let kind = features[0].kind;
            let mut builder = Builder::new();
            for feature in features {
                builder.push(feature);
            }
            let snapshot = builder.finish(Position(1));
            for row in snapshot.table(kind).iter() {
                for audience in [Audience::Public, Audience::Internal] {
                    let (mut short, mut long) = (Vec::new(), Vec::new());
                    let told = row_json(row, audience, &mut short);
                    let tells = feature_json(&row.to_feature(), audience, &mut long);
                    prop_assert_eq!(told, tells);
                    prop_assert_eq!(
                        String::from_utf8_lossy(&short),
                        String::from_utf8_lossy(&long)
                    );
                }
            }
        }
    }
}
