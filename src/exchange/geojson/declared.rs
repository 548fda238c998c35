//! The `crs` member of the GeoJSON before RFC 7946, which bureaus still use.

use serde_json::Value;

use crate::{exchange::word::ExchangeError, geo::Crs};

/// The system of a `crs` member; `null` declares none.
///
/// # Errors
/// [`ExchangeError::UnknownCrs`] for one that is not known, and for links.
pub(super) fn declared_crs(json: &[u8]) -> Result<Option<Crs>, ExchangeError> {
    let value: Value = serde_json::from_slice(json).unwrap_or_default();
    if value.is_null() {
        return Ok(None);
    }
    let name = value.pointer("/properties/name").and_then(Value::as_str);
    let Some(name) = name else {
        return Err(ExchangeError::UnknownCrs(value.to_string().into()));
    };
    Crs::parse(name)
        .map(Some)
        .map_err(|error| ExchangeError::UnknownCrs((&error).into()))
}

/// The system that a Feature of a sequence declares for itself.
///
/// # Errors
/// [`ExchangeError::UnknownCrs`].
pub(super) fn crs_of_feature(feature: &str) -> Result<Option<Crs>, ExchangeError> {
    #[derive(serde::Deserialize)]
    struct Tagged<'a> {
        #[serde(borrow)]
        crs: Option<&'a serde_json::value::RawValue>,
    }
    match serde_json::from_str(feature) {
        Ok(Tagged { crs: Some(crs) }) => declared_crs(crs.get().as_bytes()),
        _ => Ok(None),
    }
}
