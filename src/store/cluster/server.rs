//! The running server, and the thread its life hangs on.
//!
//! The kernel sends a child its parent-death signal when the *thread* that forked it ends. So one
//! thread forks the server and then does nothing but wait for it.

use std::{
    fs::File,
    process::{Child, Command},
    sync::mpsc,
    thread::{self, JoinHandle},
    time::Duration,
};

use super::{
    ClusterError,
    account::{Account, not_started},
    folder::{Folder, last_lines},
    installation::Installation,
    leftover::{self, Condition},
};

/// Between two looks at a server that is starting or stopping.
const STEP: Duration = Duration::from_millis(10);

/// How often we look before giving up: recovery after a crash may take minutes.
const STEPS: u64 = 60_000;

/// Seconds that [`STEPS`] last.
const PATIENCE_S: u64 = 600;

/// A server that this process started.
#[derive(Debug)]
pub(super) struct Server {
    waiter: JoinHandle<()>,
}

impl Server {
    /// Starts the server and returns when it takes connections. The caller holds the owner's
    /// lock, so a server still found running is one that outlived its owner: it is stopped.
    pub(super) fn start(
        folder: &Folder,
        installation: &Installation,
        account: Account,
    ) -> Result<Self, ClusterError> {
        if leftover::condition(folder) != Condition::Absent {
            stop(folder, installation, account)?;
        }
        wait(folder, || Ok(!leftover::has_processes(folder)))?;
        leftover::remove_strangers_locks(folder)?;

        let log = folder.logs().join("start.log");
        let log = File::create(&log).map_err(ClusterError::folder(&log))?;
        let mut command = account.command(&installation.program("postgres"), "INT");
        command
            .arg("-D")
            .arg(folder.cluster())
            .args(["-c", "listen_addresses="])
            .args(["-c", "port=5432"])
            .args(["-c", "unix_socket_permissions=0700"])
            .arg("-c")
            .arg(socket_setting(folder))
            .stdout(
                log.try_clone()
                    .map_err(ClusterError::folder(folder.logs()))?,
            )
            .stderr(log);
        let server = Self {
            waiter: spawn(command)?,
        };
        wait(folder, || match leftover::condition(folder) {
            Condition::Ready => Ok(true),
            _ if server.is_running() => Ok(false),
            _ => Err(ClusterError::NotStarted {
                log: folder.log_end(),
                folder: folder.logs(),
            }),
        })?;
        Ok(server)
    }

    /// Whether the server has not ended.
    pub(super) fn is_running(&self) -> bool {
        !self.waiter.is_finished()
    }

    /// Ends all sessions and the server, and returns when it is gone.
    pub(super) fn stop(
        self,
        folder: &Folder,
        installation: &Installation,
        account: Account,
    ) -> Result<(), ClusterError> {
        if self.is_running() {
            stop(folder, installation, account)?;
        }
        // The waiter only waits; it has nothing to tell.
        let _ = self.waiter.join();
        Ok(())
    }
}

/// Forks the server from a thread of its own, which then waits for its end.
fn spawn(mut command: Command) -> Result<JoinHandle<()>, ClusterError> {
    let (tell, told) = mpsc::channel();
    let program = command.get_program().into();
    let waiter = thread::Builder::new()
        .name("postgres".to_owned())
        .spawn(move || {
            let spawned = command
                .spawn()
                .map_err(|error| not_started(&command, error));
            match spawned {
                Ok(child) => {
                    // Whoever asked is waiting for this answer.
                    let _ = tell.send(Ok(()));
                    wait_for(child);
                }
                Err(error) => {
                    let _ = tell.send(Err(error));
                }
            }
        })
        .map_err(|error| ClusterError::Program { program, error })?;
    match told.recv() {
        Ok(Ok(())) => Ok(waiter),
        Ok(Err(error)) => Err(error),
        Err(_) => Err(ClusterError::Stopped),
    }
}

fn wait_for(mut server: Child) {
    match server.wait() {
        Ok(status) => tracing::info!(%status, "the private PostgreSQL has ended"),
        Err(error) => tracing::error!(%error, "the private PostgreSQL cannot be waited for"),
    }
}

/// Stops whatever server runs on the cluster's files: at once for its sessions, in order for
/// its files.
fn stop(
    folder: &Folder,
    installation: &Installation,
    account: Account,
) -> Result<(), ClusterError> {
    let mut command = account.command(&installation.program("pg_ctl"), "KILL");
    command
        .args(["stop", "--mode=fast", "--timeout=120", "--pgdata"])
        .arg(folder.cluster());
    let output = Account::run(&mut command)?;
    if output.status.success() || !leftover::has_processes(folder) {
        return Ok(());
    }
    Err(ClusterError::NotStopped {
        folder: folder.path().to_owned(),
        output: last_lines(&[output.stdout, output.stderr].concat()),
    })
}

/// Looks until `done` says so. A server's start has no event to wait for but its pid file.
pub(super) fn wait(
    folder: &Folder,
    mut done: impl FnMut() -> Result<bool, ClusterError>,
) -> Result<(), ClusterError> {
    for _ in 0..STEPS {
        if done()? {
            return Ok(());
        }
        thread::sleep(STEP);
    }
    Err(ClusterError::NotReady {
        folder: folder.path().to_owned(),
        waited_s: PATIENCE_S,
    })
}

/// The setting of the socket's folder, which is a list: a comma in the path needs quotes.
fn socket_setting(folder: &Folder) -> String {
    let path = folder.path().display().to_string().replace('"', "\"\"");
    format!("unix_socket_directories=\"{path}\"")
}
