//! Why a file is not read or written, in words for whoever brought it.

use super::word::ExchangeError;
use crate::messages::Phrase;

impl From<&ExchangeError> for Phrase {
    fn from(error: &ExchangeError) -> Self {
        let named = |key: &'static str, path: &std::path::Path| {
            Self::of(key).with("path", path.display().to_string())
        };
        let like = |phrase: Self, like: Option<&String>| match like {
            Some(like) => phrase.with("like", Self::of("exchange.did_you_mean").with("like", like)),
            None => phrase.with("like", ""),
        };
        match error {
            ExchangeError::File { path, source } => {
                named("exchange.file", path).with("error", source)
            }
            ExchangeError::Write(source) => Self::of("exchange.write").with("error", source),
            ExchangeError::UnknownFormat(path) => named("exchange.unknown_format", path),
            ExchangeError::Folder(path) => named("exchange.folder", path),
            ExchangeError::Empty(path) => named("exchange.empty", path),
            ExchangeError::Archive(path) => named("exchange.archive", path),
            ExchangeError::Spreadsheet(path) => named("exchange.spreadsheet", path),
            ExchangeError::ShapefilePart(path) => named("exchange.shapefile_part", path),
            ExchangeError::NotWritten(format) => {
                Self::of("exchange.not_written").with("format", *format)
            }
            ExchangeError::UnknownField {
                kind,
                field,
                like: near,
            } => like(
                Self::of("exchange.unknown_field")
                    .with("field", field)
                    .with("kind", kind.as_str()),
                near.as_ref(),
            ),
            ExchangeError::UnknownColumn { column, like: near } => like(
                Self::of("exchange.unknown_column").with("column", column),
                near.as_ref(),
            ),
            ExchangeError::WrongSetting { field, problem } => Self::of("exchange.wrong_setting")
                .with("field", field)
                .with("reason", problem.phrase("reason"))
                .with("mend", problem.phrase("mend")),
            ExchangeError::CrsContradicted { declared, given } => {
                Self::of("exchange.crs_contradicted")
                    .with("declared", declared)
                    .with("given", given)
            }
            ExchangeError::OutsideCrs(error) => error.into(),
            ExchangeError::UnknownCrs(error) => {
                Self::of("exchange.unknown_crs").with("error", error.clone())
            }
            ExchangeError::ProjectedCrsNeeded => Self::of("exchange.projected_crs_needed"),
            ExchangeError::GeographicCrsNeeded(crs) => {
                Self::of("exchange.geographic_crs_needed").with("crs", crs)
            }
            ExchangeError::Layer { layers } => {
                Self::of("exchange.layer").with("layers", layers.join(", "))
            }
            ExchangeError::UnknownEncoding(found) if found == "UTF-16" => {
                Self::of("exchange.utf16")
            }
            ExchangeError::UnknownEncoding(found) => {
                Self::of("exchange.unknown_encoding").with("found", found)
            }
            ExchangeError::Corrupt { format, reason } => Self::of("exchange.corrupt")
                .with("format", *format)
                .with("reason", reason.clone()),
        }
    }
}
