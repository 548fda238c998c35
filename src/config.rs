//! The configuration: `mingjie.toml`, each key also as `MINGJIE_…` in the environment.

use std::{
    collections::HashMap,
    net::SocketAddr,
    path::{Path, PathBuf},
};

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
    /// What people open in a browser, such as `https://dm.example.gov.cn`; default where it listens.
    pub public_url: Option<String>,
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
    /// How long a paper may take to be printed, in seconds; then its press is ended.
    pub paper_timeout_s: u64,
    /// The program whose presses print, when it is not this one: for whoever builds upon the library.
    #[serde(skip)]
    pub press_program: Option<PathBuf>,
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
    /// Where photos and documents are kept, instead of the data folder.
    pub s3: Option<Bucket>,
}

/// A bucket of an object store that speaks S3.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bucket {
    /// Its name.
    pub bucket: String,
    /// Where the store is, such as `https://oss.example.gov.cn`.
    pub endpoint: String,
    /// The store's word for where it stands; many take any.
    #[serde(default = "usual_region")]
    pub region: String,
    /// Who asks.
    pub access_key_id: String,
    /// By what it proves it.
    pub secret_access_key: String,
    /// Whether the bucket's name stands before the host's, rather than in the path.
    #[serde(default)]
    pub virtual_host: bool,
}

fn usual_region() -> String {
    "us-east-1".to_owned()
}

/// Without its secret.
impl std::fmt::Debug for Bucket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bucket")
            .field("bucket", &self.bucket)
            .field("endpoint", &self.endpoint)
            .finish_non_exhaustive()
    }
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
    /// How many files one account, or one address without an account, may send at the same time.
    pub at_once: usize,
    /// How long a sender may be silent, in seconds; what has come by then is kept.
    pub idle_s: u64,
    /// After that time, how slow a sender may be on average, in bytes a second.
    pub min_bytes_per_s: u64,
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
            at_once: 8,
            idle_s: 30,
            min_bytes_per_s: 512,
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
            public_url: None,
            write_token: None,
            jurisdiction: Vec::new(),
            max_body_bytes: 16 << 20,
            max_concurrent_requests: 512,
            request_timeout_s: 30,
            head_timeout_s: 30,
            paper_timeout_s: 15,
            press_program: None,
            fault_reports_per_hour: 30,
            tile_cache_bytes: 256 << 20,
            tile_layers: None,
            thresholds: Thresholds::default(),
            behind_tls: false,
            behind_proxy: false,
            demo: false,
            base_map: None,
            uploads: Uploads::default(),
            s3: None,
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
    /// The file is no TOML.
    #[error("{path}, line {line}: {said}")]
    Malformed {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What the reader said.
        said: String,
    },
    /// A key that there is not, or a value that its key does not take.
    #[error("{origin}: {}{said}", key.as_ref().map(|key| format!("{key}: ")).unwrap_or_default())]
    Misfit {
        /// The file or variable.
        origin: String,
        /// The key of a value that is not taken.
        key: Option<String>,
        /// What the reader said; of a key that there is not, it names the key.
        said: String,
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
                .map_err(|error| malformed(&path, &text, &error))?,
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
        let mut config: Self = toml::Value::Table(table)
            .try_into()
            .map_err(|error| misfit(&path, environment, &error))?;
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

fn malformed(path: &Path, text: &str, error: &toml::de::Error) -> ConfigError {
    let before = error.span().and_then(|span| text.get(..span.start));
    ConfigError::Malformed {
        path: path.to_owned(),
        line: before.map_or(1, |before| before.matches('\n').count() + 1),
        said: one_line(error.message()),
    }
}

/// What does not fit, and where it stands: the variable if there is one of that name, else the file.
fn misfit(
    path: &Path,
    environment: &HashMap<String, String>,
    error: &toml::de::Error,
) -> ConfigError {
    let told = error.to_string();
    let quoted = |text: &str| text.split('`').nth(1).map(str::to_owned);
    let key = told
        .lines()
        .find(|line| line.starts_with("in `"))
        .and_then(quoted);
    let said = one_line(error.message());
    let unknown = quoted(&said).filter(|_| said.starts_with("unknown field"));
    let whole = match (&key, &unknown) {
        (Some(section), Some(name)) => Some(format!("{section}.{name}")),
        _ => key.clone().or_else(|| unknown.clone()),
    };
    let variable = whole.map(|key| match key.as_str() {
        "database_url" => "DATABASE_URL".to_owned(),
        key => format!("MINGJIE_{}", key.replace('.', "_").to_ascii_uppercase()),
    });
    ConfigError::Misfit {
        origin: variable
            .filter(|variable| environment.contains_key(variable))
            .unwrap_or_else(|| path.display().to_string()),
        key: key.filter(|_| unknown.is_none()),
        said,
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Keys whose value stays text even where it looks like a number: a token of digits, a folder named 2026.
const TEXT_KEYS: [&str; 11] = [
    "database_url",
    "public_url",
    "data",
    "listen",
    "write_token",
    "tile_layers",
    "s3_bucket",
    "s3_endpoint",
    "s3_region",
    "s3_access_key_id",
    "s3_secret_access_key",
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
    for section in ["thresholds", "base_map", "uploads", "s3"] {
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
    fn a_bucket_may_be_named_by_the_environment_and_keeps_its_secret_to_itself() {
        let mut pairs = vec![
            ("MINGJIE_S3_BUCKET", "2026"),
            ("MINGJIE_S3_ENDPOINT", "https://oss.example.gov.cn"),
            ("MINGJIE_S3_ACCESS_KEY_ID", "123"),
            ("MINGJIE_S3_SECRET_ACCESS_KEY", "4567"),
        ];
        let config = load(&pairs).unwrap();
        let bucket = config.s3.as_ref().unwrap();
        assert_eq!(
            (bucket.bucket.as_str(), bucket.virtual_host),
            ("2026", false)
        );
        assert!(!format!("{config:?}").contains("4567"));
        pairs.pop();
        let told = load(&pairs).unwrap_err().to_string();
        assert!(told.contains("secret_access_key"), "{told}");
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

    #[test]
    fn a_value_that_does_not_fit_is_told_with_its_variable_and_key() {
        for (variable, value, key) in [
            ("MINGJIE_LISTEN", "everywhere", "listen"),
            ("MINGJIE_MAX_BODY_BYTES", "many", "max_body_bytes"),
            ("MINGJIE_UPLOADS_IDLE_S", "long", "uploads.idle_s"),
        ] {
            match load(&[(variable, value)]).unwrap_err() {
                ConfigError::Misfit {
                    origin, key: told, ..
                } => {
                    assert_eq!((origin.as_str(), told.as_deref()), (variable, Some(key)));
                }
                other => panic!("{other}"),
            }
        }
    }
}
