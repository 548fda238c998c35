//! What a server that was killed leaves behind: lock files whose process number may by now be
//! somebody else's, and for a moment processes that are still ending.
//!
//! PostgreSQL refuses to start while a process with the number in `postmaster.pid` lives, whoever
//! that is. We know better: a server's processes work in its data folder.

use std::{
    fs,
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
};

use super::{ClusterError, folder::Folder};

/// What `postmaster.pid` says of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Condition {
    /// No server.
    Absent,
    /// Starting or stopping.
    Changing,
    /// Taking connections.
    Ready,
}

/// The condition of the cluster's server, whoever started it.
pub(super) fn condition(folder: &Folder) -> Condition {
    let Some((pid, ready)) = read(&pid_file(folder)) else {
        return Condition::Absent;
    };
    if !works_in(pid, &folder.cluster()) {
        return Condition::Absent;
    }
    if ready && UnixStream::connect(folder.socket()).is_ok() {
        Condition::Ready
    } else {
        Condition::Changing
    }
}

/// Removes lock files that name a living stranger. Those that name nobody PostgreSQL removes
/// itself, and with them the shared memory they point to. The caller holds the owner's lock and
/// has seen that no process of the cluster lives.
pub(super) fn remove_strangers_locks(folder: &Folder) -> Result<(), ClusterError> {
    for path in [pid_file(folder), folder.socket_lock()] {
        let names_living = read(&path).is_some_and(|(pid, _)| is_living(pid));
        if names_living {
            fs::remove_file(&path).map_err(ClusterError::folder(&path))?;
        }
    }
    Ok(())
}

/// Whether any process of the cluster lives: its server, or a child that outlived it.
pub(super) fn has_processes(folder: &Folder) -> bool {
    let cluster = folder.cluster();
    fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .any(|pid| works_in(pid, &cluster))
}

fn pid_file(folder: &Folder) -> PathBuf {
    folder.cluster().join("postmaster.pid")
}

/// The process number of line 1 and whether line 8 says `ready`.
fn read(path: &Path) -> Option<(u32, bool)> {
    let text = fs::read_to_string(path).ok()?;
    let pid = text.lines().next()?.trim().parse().ok()?;
    let ready = text
        .lines()
        .nth(7)
        .is_some_and(|word| word.trim() == "ready");
    Some((pid, ready))
}

fn is_living(pid: u32) -> bool {
    Path::new("/proc").join(pid.to_string()).exists()
}

/// Whether process `pid` lives and works in `cluster`, as every process of a server does. We
/// may look at those of the cluster's user; another user's are not the cluster's.
fn works_in(pid: u32, cluster: &Path) -> bool {
    fs::read_link(format!("/proc/{pid}/cwd")).is_ok_and(|folder| folder == cluster)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_eighth_line_of_the_pid_file_tells_whether_the_server_is_ready() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("postmaster.pid");
        fs::write(&path, "12\n/d\n1\n5432\n/s\n\n 1 2\nready   \n").unwrap();
        assert_eq!(read(&path), Some((12, true)));
        fs::write(&path, "12\n/d\n1\n5432\n/s\n\n 1 2\nstarting\n").unwrap();
        assert_eq!(read(&path), Some((12, false)));
        fs::write(&path, "12\n").unwrap();
        assert_eq!(read(&path), Some((12, false)));
        fs::write(&path, "").unwrap();
        assert_eq!(read(&path), None);
    }
}
