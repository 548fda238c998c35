//! The few pieces of protobuf that tiles are made of.
//!
//! # Source
//! Mapbox Vector Tile specification 2.1, `vector_tile.proto`.

use crate::snapshot::ValueRef;

/// Keys of fields, already shifted: number times eight plus wire type.
pub(super) mod key {
    pub(in super::super) const TILE_LAYER: u8 = 26;
    pub(in super::super) const LAYER_NAME: u8 = 10;
    pub(in super::super) const LAYER_FEATURE: u8 = 18;
    pub(in super::super) const LAYER_KEY: u8 = 26;
    pub(in super::super) const LAYER_VALUE: u8 = 34;
    pub(in super::super) const LAYER_EXTENT: u8 = 40;
    pub(in super::super) const LAYER_VERSION: u8 = 120;
    pub(in super::super) const FEATURE_ID: u8 = 8;
    pub(in super::super) const FEATURE_TAGS: u8 = 18;
    pub(in super::super) const FEATURE_TYPE: u8 = 24;
    pub(in super::super) const FEATURE_GEOMETRY: u8 = 34;
    pub(in super::super) const VALUE_STRING: u8 = 10;
    pub(in super::super) const VALUE_DOUBLE: u8 = 25;
    pub(in super::super) const VALUE_UINT: u8 = 40;
    pub(in super::super) const VALUE_SINT: u8 = 48;
    pub(in super::super) const VALUE_BOOL: u8 = 56;
}

/// Writes a number, seven bits a byte.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the low seven bits are wanted"
)]
pub(super) fn varint(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// How many bytes [`varint`] writes.
pub(super) const fn varint_len(number: usize) -> usize {
    let bits = usize::BITS - (number | 1).leading_zeros();
    bits.div_ceil(7) as usize
}

/// A signed number with its sign in the lowest bit.
pub(super) const fn zigzag(number: i32) -> u64 {
    ((number << 1) ^ (number >> 31)).cast_unsigned() as u64
}

/// Writes a field of bytes.
pub(super) fn field(out: &mut Vec<u8>, key: u8, bytes: &[u8]) {
    out.push(key);
    varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Writes a text as one of a layer's values.
pub(super) fn text_value(out: &mut Vec<u8>, text: &str) {
    out.push(key::LAYER_VALUE);
    varint(out, (1 + varint_len(text.len()) + text.len()) as u64);
    field(out, key::VALUE_STRING, text.as_bytes());
}

/// Writes a truth value as one of a layer's values.
pub(super) fn bool_value(out: &mut Vec<u8>, truth: bool) {
    out.extend_from_slice(&[key::LAYER_VALUE, 2, key::VALUE_BOOL, u8::from(truth)]);
}

/// Writes a field's value as one of a layer's values; a date as its ISO text. Nothing for null.
pub(super) fn any_value(out: &mut Vec<u8>, value: ValueRef<'_>) {
    let mut inner = Vec::with_capacity(12);
    match value {
        ValueRef::Null => return,
        ValueRef::Text(text) => return text_value(out, text),
        ValueRef::Date(date) => return text_value(out, &date.to_string()),
        ValueRef::Number(number) => {
            inner.push(key::VALUE_DOUBLE);
            inner.extend_from_slice(&number.to_le_bytes());
        }
        ValueRef::Integer(number) => {
            if let Ok(number) = u64::try_from(number) {
                inner.push(key::VALUE_UINT);
                varint(&mut inner, number);
            } else {
                inner.push(key::VALUE_SINT);
                varint(&mut inner, ((number << 1) ^ (number >> 63)).cast_unsigned());
            }
        }
    }
    field(out, key::LAYER_VALUE, &inner);
}
