//! The cluster's folder: what lies where, and which folder it is.

use std::{
    fs,
    os::unix::{ffi::OsStrExt as _, fs::PermissionsExt as _},
    path::{Path, PathBuf},
};

use super::{ClusterError, account::Account};

/// Where root keeps the cluster when its user cannot reach the data folder.
pub(super) const ROOTS_PLACE: &str = "/var/lib/mingjie";

/// A unix socket's path ends here, its closing zero left out.
const SOCKET_PATH_BYTES: usize = 107;

/// The folder `pg` under the data folder.
#[derive(Clone, Debug)]
pub(super) struct Folder(PathBuf);

impl Folder {
    /// The cluster's folder under `data`, made when absent; as root, where the cluster's user
    /// cannot reach it, the one under `roots_place`.
    pub(super) fn prepare(
        data: &Path,
        roots_place: &Path,
        account: Account,
    ) -> Result<Self, ClusterError> {
        real(data)?;
        let folder = Self::chosen(data, roots_place, account)?;
        let length = folder.socket().as_os_str().as_bytes().len();
        if length > SOCKET_PATH_BYTES {
            return Err(ClusterError::PathTooLong {
                path: folder.socket(),
                excess: length - SOCKET_PATH_BYTES,
            });
        }
        account.own(&folder.0)?;
        account.own(&folder.logs())?;
        Ok(folder)
    }

    /// The folder that [`Folder::prepare`] would prepare. Makes nothing under `data`.
    pub(super) fn chosen(
        data: &Path,
        roots_place: &Path,
        account: Account,
    ) -> Result<Self, ClusterError> {
        let data = match data.canonicalize() {
            Ok(data) => data,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self(data.join("pg")));
            }
            Err(error) => return Err(ClusterError::folder(data)(error)),
        };
        if account.reaches(&data)? {
            return Ok(Self(data.join("pg")));
        }
        tracing::info!(
            data = %data.display(),
            place = %roots_place.display(),
            "the cluster's user cannot reach the data folder"
        );
        Ok(Self(passable(roots_place, account)?.join("pg")))
    }

    /// The folder itself; the socket lies in it.
    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// PostgreSQL's own data folder.
    pub(super) fn cluster(&self) -> PathBuf {
        self.0.join("cluster")
    }

    /// The file whose lock says who owns the running server.
    pub(super) fn lock(&self) -> PathBuf {
        self.0.join("owner.lock")
    }

    /// The folder of the server's logs.
    pub(super) fn logs(&self) -> PathBuf {
        self.0.join("log")
    }

    /// The server's socket.
    pub(super) fn socket(&self) -> PathBuf {
        self.0.join(".s.PGSQL.5432")
    }

    /// The file by which PostgreSQL guards its socket.
    pub(super) fn socket_lock(&self) -> PathBuf {
        self.0.join(".s.PGSQL.5432.lock")
    }

    /// The major version that wrote the cluster's files; `None` when there are none.
    pub(super) fn version(&self) -> Result<Option<u32>, ClusterError> {
        let path = self.cluster().join("PG_VERSION");
        match fs::read_to_string(&path) {
            Ok(text) => text.trim().parse().map(Some).map_err(|_| {
                let error = std::io::Error::other(format!("`{}` is no version", text.trim()));
                ClusterError::Folder { path, error }
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(ClusterError::Folder { path, error }),
        }
    }

    /// The last lines of the newest log, on one line.
    pub(super) fn log_end(&self) -> String {
        let newest = fs::read_dir(self.logs())
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|entry| {
                let meta = entry.metadata().ok()?;
                (meta.len() > 0).then_some((meta.modified().ok()?, entry.path()))
            })
            .max();
        let text = newest
            .and_then(|(_, path)| fs::read(path).ok())
            .unwrap_or_default();
        last_lines(&text)
    }
}

/// The folder, made when absent and passable for the cluster's user whatever our umask is.
fn passable(place: &Path, account: Account) -> Result<PathBuf, ClusterError> {
    let place = real(place)?;
    if !account.reaches(&place)? {
        fs::set_permissions(&place, fs::Permissions::from_mode(0o711))
            .map_err(ClusterError::folder(&place))?;
    }
    Ok(place)
}

/// The last three lines of what a program wrote, on one line.
pub(super) fn last_lines(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .rev()
        .filter(|line| !line.is_empty())
        .take(3)
        .collect();
    lines.reverse();
    lines.join(" | ")
}

/// The folder, made when absent, by its absolute name.
fn real(folder: &Path) -> Result<PathBuf, ClusterError> {
    fs::create_dir_all(folder).map_err(ClusterError::folder(folder))?;
    folder.canonicalize().map_err(ClusterError::folder(folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_too_long_for_a_socket_is_refused_with_its_excess() {
        let root = tempfile::tempdir().unwrap();
        let deep = root.path().join("x".repeat(110));
        let error = Folder::prepare(&deep, root.path(), Account::Own).unwrap_err();
        assert!(error.to_string().contains("shorter path"), "{error}");
    }

    #[test]
    fn root_keeps_the_cluster_elsewhere_when_its_user_cannot_reach_the_data_folder() {
        let account = Account::find().unwrap();
        let data = tempfile::tempdir().unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        fs::set_permissions(data.path(), fs::Permissions::from_mode(0o700)).unwrap();
        let folder = Folder::prepare(data.path(), elsewhere.path(), account).unwrap();
        // Only root has another user for its cluster; everybody else reaches their own folder.
        let chosen = match account {
            Account::Own => data.path(),
            Account::Postgres { .. } => elsewhere.path(),
        };
        assert_eq!(folder.path(), chosen.join("pg"));
        assert!(account.reaches(folder.path()).unwrap());
    }

    #[test]
    fn only_the_last_lines_of_a_log_are_told() {
        assert_eq!(last_lines(b"a\nb\n\n c\nd\n"), "b | c | d");
    }
}
