//! A layer's file: what may stand in it, and what is said when something else does.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{spec::Layer, spec_check};

/// Something in a layer's file that cannot be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {key}: {reason}")]
pub struct SpecError {
    /// The file.
    pub file: String,
    /// The key, or the line where the file cannot be read at all.
    pub key: String,
    /// What is wrong with it.
    pub reason: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LayerFile {
    pub(super) name: String,
    pub(super) source: String,
    pub(super) zh: String,
    pub(super) en: String,
    pub(super) min_zoom: u8,
    pub(super) max_zoom: Option<u8>,
    #[serde(default = "everybody")]
    pub(super) audiences: Vec<String>,
    pub(super) public: Option<ViewFile>,
    pub(super) internal: Option<ViewFile>,
    pub(super) appears: Option<AppearsFile>,
    pub(super) order: Option<OrderFile>,
    #[serde(default)]
    pub(super) simplify: Vec<ThinningFile>,
    #[serde(default, rename = "attribute")]
    pub(super) attributes: Vec<AttributeFile>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ViewFile {
    pub(super) min_zoom: Option<u8>,
    pub(super) max_zoom: Option<u8>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AppearsFile {
    pub(super) field: Option<String>,
    #[serde(default)]
    pub(super) zooms: BTreeMap<String, u8>,
    #[serde(default)]
    pub(super) otherwise: u8,
    #[serde(default)]
    pub(super) unnamed: u8,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OrderFile {
    pub(super) field: String,
    pub(super) first_to_last: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ThinningFile {
    pub(super) to_zoom: u8,
    pub(super) tolerance_m: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AttributeFile {
    pub(super) name: String,
    pub(super) field: Option<String>,
    pub(super) derive: Option<String>,
    pub(super) min_zoom: Option<u8>,
    #[serde(default = "yes")]
    pub(super) public: bool,
    pub(super) zh: String,
    pub(super) en: String,
}

fn everybody() -> Vec<String> {
    vec!["public".to_owned(), "internal".to_owned()]
}

const fn yes() -> bool {
    true
}

/// Reads a layer's file.
///
/// # Errors
/// [`SpecError`] names the file and the key.
pub(super) fn parse(file: &str, text: &str) -> Result<Layer, SpecError> {
    let read: LayerFile = toml::from_str(text).map_err(|error| {
        let line = error
            .span()
            .map_or(1, |span| text[..span.start].matches('\n').count() + 1);
        SpecError {
            file: file.to_owned(),
            key: format!("line {line}"),
            reason: error.message().to_owned(),
        }
    })?;
    spec_check::check(read).map_err(|(key, reason)| SpecError {
        file: file.to_owned(),
        key,
        reason,
    })
}
