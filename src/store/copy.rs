//! COPY's binary form, written by whoever fills a table by the million. The writers run beside the
//! reader of the file, not on the database's connection.

use crate::domain::{FieldType, Value};

use super::row::encode_date;

/// What a stream begins with.
pub(super) fn begin(out: &mut Vec<u8>) {
    out.extend_from_slice(b"PGCOPY\n\xff\r\n\0");
    out.extend_from_slice(&[0; 8]);
}

/// What a stream ends with.
pub(super) fn end(out: &mut Vec<u8>) {
    out.extend_from_slice(&(-1_i16).to_be_bytes());
}

/// What a row of so many columns begins with.
pub(super) fn row(out: &mut Vec<u8>, columns: usize) {
    let count = i16::try_from(columns).unwrap_or(i16::MAX);
    out.extend_from_slice(&count.to_be_bytes());
}

/// One column, in the binary form of its type.
pub(super) fn bytes(out: &mut Vec<u8>, value: &[u8]) {
    out.extend_from_slice(&i32::try_from(value.len()).unwrap_or(i32::MAX).to_be_bytes());
    out.extend_from_slice(value);
}

/// One column without a value.
pub(super) fn null(out: &mut Vec<u8>) {
    out.extend_from_slice(&(-1_i32).to_be_bytes());
}

/// One column that holds a field; a value of another type than the field's is none.
pub(super) fn field(out: &mut Vec<u8>, field_type: FieldType, value: &Value) {
    match (value, field_type) {
        (Value::Text(text), _) => bytes(out, text.as_bytes()),
        (Value::Integer(number), FieldType::Integer) => bytes(out, &number.to_be_bytes()),
        (Value::Date(date), _) => bytes(out, &encode_date(*date).to_be_bytes()),
        (value, FieldType::Number) => match value.as_number() {
            Some(number) => bytes(out, &number.to_be_bytes()),
            None => null(out),
        },
        _ => null(out),
    }
}

/// The type `integer` in PostgreSQL's catalogue.
const INTEGER_OID: i32 = 23;

/// One column that holds an array of integers, of which some may be absent.
pub(super) fn integers(out: &mut Vec<u8>, numbers: &[Option<i32>]) {
    let length_at = out.len();
    let count = i32::try_from(numbers.len()).unwrap_or(i32::MAX);
    // Length; dimensions, whether some are absent, type; how many, counted from 1.
    for word in [0, 1, 1, INTEGER_OID, count, 1] {
        out.extend_from_slice(&i32::to_be_bytes(word));
    }
    for number in numbers {
        match number {
            Some(number) => bytes(out, &number.to_be_bytes()),
            None => null(out),
        }
    }
    let length = i32::try_from(out.len() - length_at - 4).unwrap_or(i32::MAX);
    out[length_at..length_at + 4].copy_from_slice(&length.to_be_bytes());
}
