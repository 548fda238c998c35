//! The private cluster as the rest of the house sees it.

use std::{
    fs::{File, OpenOptions, TryLockError},
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
};

use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

use super::{
    ClusterError,
    account::Account,
    folder::{Folder, ROOTS_PLACE},
    initdb::{self, Purpose},
    installation::{Installation, Places},
    leftover::{self, Condition},
    server::{Server, wait},
    temporary::TemporaryFolder,
};

/// A private PostgreSQL with PostGIS, running as long as its owner does.
///
/// Any number of processes may open the same data folder: the first owns and runs the server,
/// the others use it. When the owner ends, the server ends, and [`Cluster::ensure`] makes
/// another process the owner.
#[derive(Debug)]
pub struct Cluster {
    folder: Folder,
    account: Account,
    places: Places,
    purpose: Purpose,
    part: Mutex<Part>,
    /// Dropped after the server has been stopped.
    pub(super) temporary: Option<TemporaryFolder>,
}

/// This process's part in the cluster's life.
#[derive(Debug)]
enum Part {
    /// It holds the lock and runs the server.
    Owner { lock: File, server: Server },
    /// Another process runs the server.
    Guest,
    /// It has stopped the cluster, or is done with it.
    Done,
}

impl Cluster {
    /// Opens the private cluster under `data`, making and starting it when needed. Returns when
    /// it takes connections: within a tenth of a second usually, a few at the first time.
    /// Blocks; call it where blocking is allowed.
    ///
    /// # Errors
    /// [`ClusterError`], each variant with what to install or mend.
    pub fn open(data: &Path) -> Result<Self, ClusterError> {
        Self::open_for(data, Places::default(), Purpose::Keep)
    }

    /// As [`Cluster::open`], with PostgreSQL looked for in other places.
    ///
    /// # Errors
    /// As [`Cluster::open`].
    pub fn open_from(data: &Path, places: Places) -> Result<Self, ClusterError> {
        Self::open_for(data, places, Purpose::Keep)
    }

    /// As [`Cluster::open`], but makes nothing: `None` when there is no cluster yet.
    ///
    /// # Errors
    /// As [`Cluster::open`].
    pub fn open_made(data: &Path) -> Result<Option<Self>, ClusterError> {
        let _any = Installation::find(&Places::default(), None, data)?;
        if Folder::chosen(data, Path::new(ROOTS_PLACE), Account::find()?)?
            .version()?
            .is_none()
        {
            return Ok(None);
        }
        Self::open(data).map(Some)
    }

    pub(super) fn open_for(
        data: &Path,
        places: Places,
        purpose: Purpose,
    ) -> Result<Self, ClusterError> {
        // Before any folder is made: a machine without PostgreSQL should stay as it was.
        let _any = Installation::find(&places, None, data)?;
        let account = Account::find()?;
        let cluster = Self {
            folder: Folder::prepare(data, Path::new(ROOTS_PLACE), account)?,
            account,
            places,
            purpose,
            part: Mutex::new(Part::Guest),
            temporary: None,
        };
        cluster.ensure()?;
        Ok(cluster)
    }

    /// Makes sure that the server takes connections: starts it again when it has died, takes it
    /// over when its owner has ended, waits while another process starts it. Cheap when all is
    /// well. Blocks.
    ///
    /// # Errors
    /// As [`Cluster::open`]; [`ClusterError::Stopped`] after [`Cluster::stop`].
    pub fn ensure(&self) -> Result<(), ClusterError> {
        let ready = || leftover::condition(&self.folder) == Condition::Ready;
        let mut part = self.part();
        match &*part {
            Part::Done => return Err(ClusterError::Stopped),
            Part::Owner { server, .. } => {
                wait(&self.folder, || Ok(ready() || !server.is_running()))?;
                if server.is_running() {
                    return Ok(());
                }
            }
            Part::Guest => {}
        }
        if let Part::Owner { lock, .. } = std::mem::replace(&mut *part, Part::Guest) {
            *part = self.start(lock)?;
            return Ok(());
        }
        wait(&self.folder, || {
            if let Some(lock) = self.try_lock()? {
                *part = self.start(lock)?;
                return Ok(true);
            }
            Ok(ready())
        })
    }

    /// Ends the server when this process owns it, and in any case this process's use of it.
    /// Blocks until the server is gone.
    ///
    /// # Errors
    /// [`ClusterError::NotStopped`] when it does not end.
    pub fn stop(&self) -> Result<(), ClusterError> {
        let part = std::mem::replace(&mut *self.part(), Part::Done);
        let Part::Owner { server, lock } = part else {
            return Ok(());
        };
        let stopped = server.stop(&self.folder, &self.installation()?, self.account);
        drop(lock);
        stopped
    }

    /// Whether this process runs the server.
    #[must_use]
    pub fn is_owner(&self) -> bool {
        matches!(*self.part(), Part::Owner { .. })
    }

    /// The folder that holds the cluster's files, its socket and its logs.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The address of a database in the cluster, for sqlx and libpq alike.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        let folder = encode(&self.folder.path().to_string_lossy());
        let database = encode(database);
        format!("postgres://postgres@localhost/{database}?host={folder}&port=5432&sslmode=disable")
    }

    /// Creates a database unless it exists.
    ///
    /// # Errors
    /// [`ClusterError::Refused`] with what the server said.
    pub async fn create_database(&self, database: &str) -> Result<(), ClusterError> {
        let mut connection = PgConnection::connect(&self.url("postgres")).await?;
        let known: bool =
            sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
                .bind(database)
                .fetch_one(&mut connection)
                .await?;
        if !known {
            let statement = format!("create database \"{}\"", database.replace('"', "\"\""));
            let created = sqlx::raw_sql(AssertSqlSafe(statement))
                .execute(&mut connection)
                .await;
            match created {
                // Another process was quicker: 42P04 by its name, 23505 in the same instant.
                Err(sqlx::Error::Database(error))
                    if matches!(error.code().as_deref(), Some("42P04" | "23505")) => {}
                other => {
                    other?;
                }
            }
        }
        connection.close().await?;
        Ok(())
    }

    /// Makes the files when there are none, and runs the server.
    fn start(&self, lock: File) -> Result<Part, ClusterError> {
        let installation = self.installation()?;
        initdb::make(&self.folder, &installation, self.account, self.purpose)?;
        let server = Server::start(&self.folder, &installation, self.account)?;
        Ok(Part::Owner { lock, server })
    }

    /// The owner's lock, unless another process holds it. It ends with the file's last handle,
    /// so a killed owner leaves no stale lock.
    fn try_lock(&self) -> Result<Option<File>, ClusterError> {
        let path = self.folder.lock();
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(ClusterError::folder(&path))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(ClusterError::Folder { path, error }),
        }
    }

    fn installation(&self) -> Result<Installation, ClusterError> {
        Installation::find(&self.places, self.folder.version()?, self.folder.path())
    }

    /// A panic elsewhere leaves the part as it was, which is still true.
    fn part(&self) -> MutexGuard<'_, Part> {
        self.part.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Err(error) = self.stop() {
            tracing::error!(%error, "the private PostgreSQL is left to end with this process");
        }
    }
}

/// Percent-encodes what a URL's path or query does not take as it is.
fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
            _ if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}
