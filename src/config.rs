//! The configuration: `mingjie.toml`, each key also as `MINGJIE_…` in the environment.

use std::{collections::HashMap, net::SocketAddr, path::PathBuf};

use serde::Deserialize;

/// Everything that can be configured, checked.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The database; `None` means the private cluster.
    pub database_url: Option<String>,
    /// Where the private cluster, files and the demo's token live.
    pub data: PathBuf,
    /// The address to serve on.
    pub listen: SocketAddr,
    /// Who bears it may write, until an administrator exists. At least 32 characters.
    pub write_token: Option<String>,
    /// The county-level codes whose data is kept here; empty means every county loaded.
    pub jurisdiction: Vec<String>,
    /// The largest request body in bytes.
    pub max_body_bytes: usize,
    /// Requests answered at the same time.
    pub max_concurrent_requests: usize,
    /// How long one request may take, in seconds.
    pub request_timeout_s: u64,
    /// How long a connection may take over the head of its next request, in seconds; then it is closed.
    pub head_timeout_s: u64,
    /// Fault reports taken from one address in an hour.
    pub fault_reports_per_hour: u32,
    /// The tile cache's bound in bytes; 0 turns it off.
    pub tile_cache_bytes: u64,
    /// Another folder of layer specifications than the built-in one.
    pub tile_layers: Option<PathBuf>,
    /// Thresholds of the import checks.
    pub thresholds: Thresholds,
    /// Whether browsers reach the service over TLS: sessions then travel over nothing else.
    pub behind_tls: bool,
    /// Whether a proxy of ours stands before the service, whose `X-Forwarded-For` is believed.
    pub behind_proxy: bool,
    /// Set by `mingjie demo` alone: the write token stays good beside the demo's accounts.
    #[serde(skip)]
    pub demo: bool,
    /// An outside base map under ours: a raster tile template.
    pub base_map: Option<BaseMap>,
    /// What photos and documents may be.
    pub uploads: Uploads,
}

/// What photos and documents may be, and how they may come.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Uploads {
    /// The largest file in bytes.
    pub max_bytes: u64,
    /// The largest picture from people without an account, in bytes.
    pub public_max_bytes: u64,
    /// The most pixels of a picture; about ten bytes of memory each while it is looked at.
    pub max_pixels: u64,
    /// The most bytes that a document may unpack to.
    pub max_unpacked_bytes: u64,
    /// How many pictures one address without an account may begin in an hour.
    pub public_per_hour: u32,
    /// The most bytes that people without an account may have on their way altogether.
    pub public_pending_bytes: u64,
    /// How long a sender may be silent, in seconds; what has come by then is kept.
    pub idle_s: u64,
    /// How long an upload may be gone on with after its last piece, in hours.
    pub keep_hours: u32,
}

impl Default for Uploads {
    fn default() -> Self {
        Self {
            max_bytes: 64 << 20,
            public_max_bytes: 16 << 20,
            max_pixels: 64_000_000,
            max_unpacked_bytes: 256 << 20,
            public_per_hour: 30,
            public_pending_bytes: 2 << 30,
            idle_s: 30,
            keep_hours: 24,
        }
    }
}

/// Thresholds of the import checks.
///
/// # Units
/// Metres on the ellipsoid.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Thresholds {
    /// Farther outside the jurisdiction is rejected; nearer warns.
    pub outside_jurisdiction_m: f64,
    /// A marker farther from its line is rejected.
    pub marker_off_line_m: f64,
    /// A plot reaching farther out of its cemetery is rejected.
    pub plot_outside_cemetery_m: f64,
    /// A doorplate farther from its road warns.
    pub doorplate_from_road_m: f64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            outside_jurisdiction_m: 1_000.0,
            marker_off_line_m: 200.0,
            plot_outside_cemetery_m: 1.0,
            doorplate_from_road_m: 100.0,
        }
    }
}

/// An outside base map.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BaseMap {
    /// The raster tile template with `{z}`, `{x}`, `{y}`.
    pub tiles: String,
    /// The review number (审图号) that must be shown with it.
    pub review_number: String,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            database_url: None,
            data: PathBuf::from("./data"),
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            write_token: None,
            jurisdiction: Vec::new(),
            max_body_bytes: 16 << 20,
            max_concurrent_requests: 512,
            request_timeout_s: 30,
            head_timeout_s: 30,
            fault_reports_per_hour: 30,
            tile_cache_bytes: 256 << 20,
            tile_layers: None,
            thresholds: Thresholds::default(),
            behind_tls: false,
            behind_proxy: false,
            demo: false,
            base_map: None,
            uploads: Uploads::default(),
        }
    }
}

/// Why the configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file is there but cannot be read.
    #[error("{path}: {error}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// The file or a variable does not fit.
    #[error("{origin}: {error}")]
    Invalid {
        /// The file or variable.
        origin: String,
        /// What is wrong, naming the key.
        error: String,
    },
    /// The write token is too short to be one.
    #[error("write_token has {0} characters; it needs at least 32 (try: openssl rand -hex 32)")]
    ShortToken(usize),
}

impl Config {
    /// Reads `mingjie.toml` (or the file named by `MINGJIE_CONFIG`) and the environment, which wins.
    ///
    /// # Errors
    /// [`ConfigError`], naming the file or variable and what to mend.
    pub fn load(environment: &HashMap<String, String>) -> Result<Self, ConfigError> {
        let path = environment
            .get("MINGJIE_CONFIG")
            .map_or_else(|| PathBuf::from("mingjie.toml"), PathBuf::from);
        let mut table = match std::fs::read_to_string(&path) {
            Ok(text) => text
                .parse::<toml::Table>()
                .map_err(|error| ConfigError::Invalid {
                    origin: path.display().to_string(),
                    error: error.to_string(),
                })?,
            Err(error)
                if error.kind() == std::io::ErrorKind::NotFound
                    && !environment.contains_key("MINGJIE_CONFIG") =>
            {
                toml::Table::new()
            }
            Err(error) => return Err(ConfigError::Unreadable { path, error }),
        };
        for (variable, value) in environment {
            overlay(&mut table, variable, value);
        }
        let mut config: Self =
            toml::Value::Table(table)
                .try_into()
                .map_err(|error: toml::de::Error| ConfigError::Invalid {
                    origin: format!("{} / MINGJIE_…", path.display()),
                    error: error.to_string(),
                })?;
        if config.database_url.as_deref() == Some("") {
            config.database_url = None;
        }
        match config.write_token.as_deref().map(str::len) {
            Some(0) => config.write_token = None,
            Some(length) if length < 32 => return Err(ConfigError::ShortToken(length)),
            _ => {}
        }
        Ok(config)
    }
}

/// Keys whose value stays text even where it looks like a number: a token of digits, a folder named 2026.
const TEXT_KEYS: [&str; 5] = [
    "database_url",
    "data",
    "listen",
    "write_token",
    "tile_layers",
];

/// Puts one environment variable where its key belongs: `MINGJIE_LISTEN` to `listen`,
/// `MINGJIE_THRESHOLDS_MARKER_OFF_LINE_M` to `thresholds.marker_off_line_m`.
fn overlay(table: &mut toml::Table, variable: &str, value: &str) {
    let key = match variable {
        "DATABASE_URL" => "database_url".to_owned(),
        "MINGJIE_CONFIG" => return,
        _ => match variable.strip_prefix("MINGJIE_") {
            Some(rest) => rest.to_ascii_lowercase(),
            None => return,
        },
    };
    // A list is comma-separated; a number or truth value is taken as one where it parses so.
    let parsed = if key == "jurisdiction" {
        toml::Value::Array(
            value
                .split(',')
                .filter(|v| !v.is_empty())
                .map(|v| v.trim().into())
                .collect(),
        )
    } else if TEXT_KEYS.contains(&key.as_str()) {
        value.into()
    } else if let Ok(number) = value.parse::<i64>() {
        number.into()
    } else if let Ok(number) = value.parse::<f64>() {
        number.into()
    } else if let Ok(truth) = value.parse::<bool>() {
        truth.into()
    } else {
        value.into()
    };
    for section in ["thresholds", "base_map", "uploads"] {
        if let Some(name) = key.strip_prefix(&format!("{section}_")) {
            let inner = table
                .entry(section)
                .or_insert_with(|| toml::Value::Table(toml::Table::new()))
                .as_table_mut();
            if let Some(inner) = inner {
                inner.insert(name.to_owned(), parsed);
            }
            return;
        }
    }
    table.insert(key, parsed);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(pairs: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let pairs = pairs
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
        Config::load(&pairs.collect())
    }

    #[test]
    fn the_environment_sets_keys_and_sections() {
        let config = load(&[
            ("MINGJIE_LISTEN", "127.0.0.1:9000"),
            ("MINGJIE_THRESHOLDS_MARKER_OFF_LINE_M", "50"),
            ("MINGJIE_JURISDICTION", "330683,330624"),
        ])
        .unwrap();
        assert_eq!(config.listen.port(), 9000);
        assert!((config.thresholds.marker_off_line_m - 50.0).abs() < f64::EPSILON);
        assert_eq!(config.jurisdiction, ["330683", "330624"]);
    }

    #[test]
    fn a_short_write_token_stops_the_start() {
        let error = load(&[("MINGJIE_WRITE_TOKEN", "secret")]).unwrap_err();
        assert!(matches!(error, ConfigError::ShortToken(6)));
    }

    #[test]
    fn a_token_of_digits_and_a_folder_named_like_a_number_stay_text() {
        let token = "0123456789012345678901234567890123456789";
        let config = load(&[("MINGJIE_WRITE_TOKEN", token), ("MINGJIE_DATA", "2026")]).unwrap();
        assert_eq!(config.write_token.as_deref(), Some(token));
        assert_eq!(config.data, PathBuf::from("2026"));
    }

    #[test]
    fn an_unknown_key_is_named() {
        let error = load(&[("MINGJIE_LISTNE", "x")]).unwrap_err();
        assert!(error.to_string().contains("listne"), "{error}");
    }
}
