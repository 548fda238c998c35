//! What can go wrong with the private cluster, each with what to do about it.

use std::path::PathBuf;

/// Why there is no private cluster to work with.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// No PostgreSQL server is installed where one is looked for.
    #[error(
        "PostgreSQL with PostGIS is not installed: apt-get install postgresql {package} (or set \
         DATABASE_URL to a server that has PostGIS)"
    )]
    NotInstalled {
        /// The package that brings PostGIS to this system.
        package: String,
    },
    /// PostgreSQL is there, PostGIS for it is not.
    #[error(
        "PostgreSQL {major} is installed, but PostGIS for it is not: apt-get install \
         postgresql-{major}-postgis-3"
    )]
    WithoutPostgis {
        /// The newest version found.
        major: u32,
    },
    /// The cluster's files were written by a version that is not (or no longer) installed.
    #[error(
        "the cluster in {} was made by PostgreSQL {major}, which is not installed with PostGIS: \
         apt-get install postgresql-{major} postgresql-{major}-postgis-3",
        folder.display()
    )]
    OtherVersion {
        /// The version in the cluster's `PG_VERSION`.
        major: u32,
        /// The cluster's folder.
        folder: PathBuf,
    },
    /// `setpriv`, which ties the server's life to ours, is missing.
    #[error("setpriv is not installed: apt-get install util-linux")]
    WithoutSetpriv,
    /// Started as root, and the user that PostgreSQL must run as does not exist.
    #[error(
        "PostgreSQL does not run as root, and there is no user `postgres` to run it as: \
         apt-get install postgresql (or start mingjie as another user)"
    )]
    WithoutUser,
    /// A file or folder of the cluster cannot be used.
    #[error("{}: {error}; the private cluster needs to write there (MINGJIE_DATA says where)", path.display())]
    Folder {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// A program of PostgreSQL cannot be started.
    #[error("{} cannot be started: {error}", program.display())]
    Program {
        /// The program.
        program: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// The folder's path leaves no room for a socket's name.
    #[error(
        "{} is too long for a unix socket by {excess} bytes: set MINGJIE_DATA to a shorter path",
        path.display()
    )]
    PathTooLong {
        /// The socket that would be.
        path: PathBuf,
        /// Bytes over the system's limit.
        excess: usize,
    },
    /// `initdb` could not make the cluster.
    #[error("initdb could not make the cluster: {output}")]
    NotMade {
        /// The end of what it wrote.
        output: String,
    },
    /// The server ended before it was ready.
    #[error("the private PostgreSQL did not start: {log} (its log: {})", folder.display())]
    NotStarted {
        /// The end of its log.
        log: String,
        /// The folder of its logs.
        folder: PathBuf,
    },
    /// The server is neither ready nor gone after a long time.
    #[error("the private PostgreSQL in {} is not ready after {waited_s} s", folder.display())]
    NotReady {
        /// The cluster's folder.
        folder: PathBuf,
        /// How long we waited.
        waited_s: u64,
    },
    /// The server does not end.
    #[error("the private PostgreSQL in {} does not stop: {output}", folder.display())]
    NotStopped {
        /// The cluster's folder.
        folder: PathBuf,
        /// What `pg_ctl` wrote.
        output: String,
    },
    /// This process has stopped the cluster and does not start it again.
    #[error("this process has stopped its private PostgreSQL")]
    Stopped,
    /// The server answered a statement with an error.
    #[error("the private PostgreSQL refused: {0}")]
    Refused(#[from] sqlx::Error),
}

impl ClusterError {
    /// For `map_err` where a path is at hand.
    pub(super) fn folder(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |error| Self::Folder { path, error }
    }
}
