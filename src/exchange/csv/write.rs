//! Writes features as CSV: points as `lon` and `lat` (or `x` and `y`), others as `wkt`, with every
//! figure, and the coordinate system in every row.

use crate::{
    domain::{Feature, GeometryShape, Kind, Value},
    geo::{Crs, Geometry, wkt, write_exact_number},
};

/// The columns of an export of one kind.
#[derive(Debug)]
pub(in crate::exchange) struct Sheet {
    kind: Kind,
    crs: String,
    is_geographic: bool,
}

impl Sheet {
    pub(in crate::exchange) fn new(kind: Kind, crs: &Crs) -> Self {
        Self {
            kind,
            crs: crs.to_string(),
            is_geographic: crs.is_geographic(),
        }
    }

    const fn is_points(&self) -> bool {
        matches!(self.kind.shape(), GeometryShape::Point)
    }

    /// Appends the header line.
    pub(in crate::exchange) fn header(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"id,fid,version,source");
        for field in self.kind.fields() {
            out.push(b',');
            out.extend_from_slice(field.name.as_bytes());
        }
        let geometry: &[u8] = match (self.is_points(), self.is_geographic) {
            (true, true) => b",lon,lat,crs\n",
            (true, false) => b",x,y,crs\n",
            (false, _) => b",wkt,crs\n",
        };
        out.extend_from_slice(geometry);
    }

    /// Appends a feature's line.
    pub(in crate::exchange) fn row(&self, feature: &Feature, out: &mut Vec<u8>) {
        out.extend_from_slice(feature.id.to_string().as_bytes());
        out.extend_from_slice(format!(",{},{},", feature.fid, feature.version).as_bytes());
        push_cell(&feature.source, out);
        for value in &feature.values {
            out.push(b',');
            push_value(value, out);
        }
        out.push(b',');
        self.push_geometry(feature.geometry.as_ref(), out);
        out.push(b',');
        push_cell(&self.crs, out);
        out.push(b'\n');
    }

    fn push_geometry(&self, geometry: Option<&Geometry>, out: &mut Vec<u8>) {
        match geometry {
            Some(Geometry::Point(at)) if self.is_points() => {
                write_exact_number(out, at.x());
                out.push(b',');
                write_exact_number(out, at.y());
            }
            _ if self.is_points() => out.push(b','),
            Some(geometry) => push_cell(&wkt::to_exact_wkt(geometry), out),
            None => {}
        }
    }
}

fn push_value(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Null => {}
        Value::Text(text) => push_cell(text, out),
        Value::Integer(number) => out.extend_from_slice(number.to_string().as_bytes()),
        Value::Number(number) => out.extend_from_slice(number.to_string().as_bytes()),
        Value::Date(date) => out.extend_from_slice(date.to_string().as_bytes()),
    }
}

/// Appends a cell, quoted when it needs to be.
pub(in crate::exchange) fn push_cell(text: &str, out: &mut Vec<u8>) {
    let is_plain = !text
        .bytes()
        .any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r'));
    if is_plain {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    out.push(b'"');
    for byte in text.bytes() {
        if byte == b'"' {
            out.push(b'"');
        }
        out.push(byte);
    }
    out.push(b'"');
}
