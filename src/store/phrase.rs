//! Why the database or the private cluster does not serve, in words for whoever runs it.

use super::{StoreError, cluster::ClusterError};
use crate::messages::Phrase;

/// What the driver says: the system's part in words, the rest quoted.
fn said(error: &sqlx::Error) -> Phrase {
    match error {
        sqlx::Error::Io(error) => error.into(),
        sqlx::Error::PoolTimedOut => Phrase::of("store.no_connection"),
        sqlx::Error::Configuration(error) => {
            Phrase::of("store.bad_url").with("error", error.to_string())
        }
        sqlx::Error::Database(error) => {
            let key = match error.code().as_deref() {
                Some("28P01" | "28000") => "store.no_login",
                Some("3D000") => "store.no_database",
                Some("42501") => "store.no_right",
                _ => "store.said",
            };
            Phrase::of(key).with("error", error.message())
        }
        other => Phrase::of("store.said").with("error", other.to_string()),
    }
}

impl From<&StoreError> for Phrase {
    fn from(error: &StoreError) -> Self {
        match error {
            StoreError::Stale { current } => {
                Self::of("store.stale").with("current", current.to_string())
            }
            StoreError::NotFound => Self::of("store.not_found"),
            StoreError::Refused { constraint, detail } => Self::of("store.refused")
                .with("constraint", constraint)
                .with("error", detail),
            StoreError::OutOfReach => Self::of("store.out_of_reach"),
            StoreError::Busy => Self::of("store.busy"),
            StoreError::Unavailable(error) => {
                Self::of("store.unavailable").with("error", said(error))
            }
            StoreError::Corrupt { kind, detail } => Self::of("store.corrupt")
                .with("what", kind.as_str())
                .with("error", detail),
            StoreError::CorruptCase { detail } => Self::of("store.corrupt")
                .with("what", "case")
                .with("error", detail),
            StoreError::CorruptAttachment(detail) => Self::of("store.corrupt")
                .with("what", "attachment")
                .with("error", detail),
            StoreError::CorruptFieldWork(detail) => Self::of("store.corrupt")
                .with("what", "field_operation")
                .with("error", detail),
            StoreError::NotMigrated(detail) => Self::of("store.not_migrated").with("error", detail),
            StoreError::RolesMissing { statements } => {
                Self::of("store.roles_missing").with("statements", statements)
            }
            StoreError::ExtensionMissing => Self::of("store.extension_missing"),
            StoreError::Unfit(detail) => Self::of("store.unfit").with("error", detail),
            StoreError::Database(error) => Self::of("store.database").with("error", said(error)),
        }
    }
}

impl From<&ClusterError> for Phrase {
    fn from(error: &ClusterError) -> Self {
        let at = |key: &'static str, path: &std::path::Path| {
            Self::of(key).with("path", path.display().to_string())
        };
        match error {
            ClusterError::NotInstalled { package } => {
                Self::of("store.cluster.not_installed").with("package", package)
            }
            ClusterError::WithoutPostgis { major } => {
                Self::of("store.cluster.without_postgis").with("major", major.to_string())
            }
            ClusterError::OtherVersion { major, folder } => {
                at("store.cluster.other_version", folder).with("major", major.to_string())
            }
            ClusterError::WithoutSetpriv => Self::of("store.cluster.without_setpriv"),
            ClusterError::WithoutUser => Self::of("store.cluster.without_user"),
            ClusterError::Folder { path, error } => {
                at("store.cluster.folder", path).with("error", error)
            }
            ClusterError::Program { program, error } => {
                at("store.cluster.program", program).with("error", error)
            }
            ClusterError::PathTooLong { path, excess } => {
                at("store.cluster.path_too_long", path).with("excess", excess.to_string())
            }
            ClusterError::NotMade { output } => {
                Self::of("store.cluster.not_made").with("error", output)
            }
            ClusterError::NotStarted { log, folder } => {
                at("store.cluster.not_started", folder).with("error", log)
            }
            ClusterError::NotReady { folder, waited_s } => {
                at("store.cluster.not_ready", folder).with("seconds", waited_s.to_string())
            }
            ClusterError::NotStopped { folder, output } => {
                at("store.cluster.not_stopped", folder).with("error", output)
            }
            ClusterError::Stopped => Self::of("store.cluster.stopped"),
            ClusterError::Refused(error) => {
                Self::of("store.cluster.refused").with("error", said(error))
            }
        }
    }
}
