//! A cluster for the length of a test run: in memory where the system offers it, gone after.
//!
//! A test runner ends without dropping what its statics hold, and may be killed. So a small
//! process of its own waits for our end, however it comes, and then deletes the folder.

use std::{
    fs,
    os::unix::{fs::PermissionsExt as _, process::CommandExt as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

use super::{ClusterError, Places, account::not_started, initdb::Purpose, private::Cluster};

/// The memory file system, used when it has room for a test run's databases.
const MEMORY: &str = "/dev/shm";

/// Room that a test run may need.
const ROOM_KIB: u64 = 2 << 20;

/// Waits until its input ends, and the server with it (10 s at most), and deletes the folder.
const DELETE_AFTER: &str = r#"
read -r _
for _ in $(seq 200); do
    [ -e "$0/pg/cluster/postmaster.pid" ] || break
    sleep 0.05
done
rm -rf -- "$0"
"#;

static COUNT: AtomicU32 = AtomicU32::new(0);

/// A folder that is deleted when this value or this process ends.
#[derive(Debug)]
pub(super) struct TemporaryFolder {
    path: PathBuf,
    deleter: Child,
}

impl TemporaryFolder {
    fn new(parent: &Path) -> Result<Self, ClusterError> {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = parent.join(format!("mingjie-{}-{number}", std::process::id()));
        fs::create_dir_all(&path)
            .and_then(|()| fs::set_permissions(&path, fs::Permissions::from_mode(0o711)))
            .map_err(ClusterError::folder(&path))?;
        let mut command = Command::new("sh");
        command
            .args(["-c", DELETE_AFTER])
            .arg(&path)
            .current_dir("/")
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let deleter = command
            .spawn()
            .map_err(|error| not_started(&command, error))?;
        Ok(Self { path, deleter })
    }
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        drop(self.deleter.stdin.take());
        if let Err(error) = self.deleter.wait() {
            tracing::error!(%error, folder = %self.path.display(), "left behind");
        }
    }
}

impl Cluster {
    /// A cluster that waits for no disk, in a new folder under `parent` (default: memory, where
    /// there is enough of it). The folder is deleted when the cluster or this process ends.
    ///
    /// # Errors
    /// As [`Cluster::open`].
    pub fn temporary(parent: Option<&Path>) -> Result<Self, ClusterError> {
        let folder = TemporaryFolder::new(&parent.map_or_else(roomy, Path::to_owned))?;
        let mut cluster = Self::open_for(&folder.path, Places::default(), Purpose::Test)?;
        cluster.temporary = Some(folder);
        Ok(cluster)
    }
}

/// The memory file system when it has room, else the system's folder for temporary files.
fn roomy() -> PathBuf {
    let free = Command::new("df")
        .args(["--output=avail", "-k", MEMORY])
        .output()
        .ok()
        .and_then(|output| parse_free(&String::from_utf8_lossy(&output.stdout)));
    match free {
        Some(free) if free >= ROOM_KIB => PathBuf::from(MEMORY),
        _ => std::env::temp_dir(),
    }
}

/// The number under `df`'s heading.
fn parse_free(output: &str) -> Option<u64> {
    output.lines().nth(1)?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_free_room_stands_under_a_heading() {
        assert_eq!(parse_free("    Avail\n 24684096\n"), Some(24_684_096));
        assert_eq!(parse_free("df: no such file\n"), None);
    }
}
