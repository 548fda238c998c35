//! Makes the cluster's files: under a temporary name first, so that a killed `initdb` leaves
//! nothing that looks like a cluster.

use std::{
    fmt::Write as _,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use super::{
    ClusterError,
    account::Account,
    folder::{Folder, last_lines},
    installation::Installation,
};

/// How the temporary names begin.
const UNFINISHED: &str = "cluster.new-";

/// What the server is for: keeping, or a test's few minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Data that must survive a power failure.
    Keep,
    /// Data that is deleted at the end.
    Test,
}

impl Purpose {
    /// The settings a database administrator may change later in `postgresql.conf`.
    ///
    /// `wal_level` stays `replica`: `minimal` would speed up bulk loads but forbid a standby.
    fn settings(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Keep => &[
                ("shared_buffers", "256MB"),
                ("max_wal_size", "4GB"),
                ("max_connections", "200"),
                ("jit", "off"),
                ("timezone", "UTC"),
                ("log_timezone", "UTC"),
                ("lc_messages", "C.UTF-8"),
                ("logging_collector", "on"),
                ("log_filename", "postgresql-%a.log"),
                ("log_truncate_on_rotation", "on"),
                ("log_rotation_size", "0"),
            ],
            Self::Test => &[
                ("fsync", "off"),
                ("synchronous_commit", "off"),
                ("full_page_writes", "off"),
                // Shared memory as files that are deleted with the rest.
                ("dynamic_shared_memory_type", "mmap"),
                ("shared_buffers", "128MB"),
                ("max_connections", "200"),
                ("jit", "off"),
                ("timezone", "UTC"),
                ("lc_messages", "C.UTF-8"),
            ],
        }
    }
}

/// Makes the cluster when there is none. The caller holds the owner's lock.
pub(super) fn make(
    folder: &Folder,
    installation: &Installation,
    account: Account,
    purpose: Purpose,
) -> Result<(), ClusterError> {
    sweep(folder)?;
    if folder.version()?.is_some() {
        return Ok(());
    }
    let unfinished = folder
        .path()
        .join(format!("{UNFINISHED}{}", std::process::id()));
    let made = fill(&unfinished, folder, installation, account, purpose);
    if let Err(error) = made {
        sweep(folder)?;
        return Err(error);
    }
    fs::rename(&unfinished, folder.cluster()).map_err(ClusterError::folder(&unfinished))?;
    fs::File::open(folder.path())
        .and_then(|opened| opened.sync_all())
        .map_err(ClusterError::folder(folder.path()))
}

/// Runs `initdb` and adds our settings.
fn fill(
    unfinished: &Path,
    folder: &Folder,
    installation: &Installation,
    account: Account,
    purpose: Purpose,
) -> Result<(), ClusterError> {
    let mut command = account.command(&installation.program("initdb"), "TERM");
    command
        .args(["--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8"])
        // The same order as C.UTF-8, by bytes, which PostgreSQL compares several times as fast.
        .arg("--lc-collate=C")
        .args([
            "--auth-local=trust",
            "--auth-host=reject",
            "--no-instructions",
        ])
        .arg("--pgdata")
        .arg(unfinished);
    if purpose == Purpose::Test {
        command.arg("--no-sync");
    }
    let output = Account::run(&mut command)?;
    if !output.status.success() {
        let said = [output.stdout, output.stderr].concat();
        return Err(ClusterError::NotMade {
            output: last_lines(&said),
        });
    }
    let mut text = String::from("\n# Written once by mingjie; change at will.\n");
    for (key, value) in purpose.settings() {
        // Writing into a String cannot fail.
        let _ = writeln!(text, "{key} = '{value}'");
    }
    let _ = writeln!(
        text,
        "log_directory = '{}'",
        folder.logs().display().to_string().replace('\'', "''")
    );
    let configuration = unfinished.join("postgresql.conf");
    fs::OpenOptions::new()
        .append(true)
        .open(&configuration)
        .and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.sync_all()
        })
        .map_err(ClusterError::folder(&configuration))
}

/// Removes what killed runs of `initdb` left.
fn sweep(folder: &Folder) -> Result<(), ClusterError> {
    let entries = fs::read_dir(folder.path()).map_err(ClusterError::folder(folder.path()))?;
    let unfinished = entries
        .flatten()
        .filter(|entry| {
            entry
                .file_name()
                .to_str()
                .is_some_and(|name| name.starts_with(UNFINISHED))
        })
        .map(|entry| entry.path());
    for path in unfinished.collect::<Vec<PathBuf>>() {
        fs::remove_dir_all(&path).map_err(ClusterError::folder(&path))?;
    }
    Ok(())
}
