//! Under which user the cluster's programs run, and how their lives hang on ours.
//!
//! PostgreSQL refuses to run as root, and a server must not outlive a process that was killed.
//! Both need calls between fork and exec, which are `unsafe` in Rust; util-linux's `setpriv`
//! makes them instead.

use std::{
    fs,
    os::unix::{
        fs::{MetadataExt as _, chown},
        process::CommandExt as _,
    },
    path::Path,
    process::{Command, Output, Stdio},
};

use super::ClusterError;

/// The user that runs the cluster's programs.
#[derive(Clone, Copy, Debug)]
pub(super) enum Account {
    /// Ours: we are no root.
    Own,
    /// `postgres`, with its user and group number: we are root.
    Postgres { user: u32, group: u32 },
}

impl Account {
    /// Our own account, or as root that of `postgres`.
    pub(super) fn find() -> Result<Self, ClusterError> {
        let me = "/proc/self";
        if fs::metadata(me).map_err(ClusterError::folder(me))?.uid() != 0 {
            return Ok(Self::Own);
        }
        let users = "/etc/passwd";
        let text = fs::read_to_string(users).map_err(ClusterError::folder(users))?;
        let (user, group) = parse_user(&text, "postgres").ok_or(ClusterError::WithoutUser)?;
        Ok(Self::Postgres { user, group })
    }

    /// A command that runs `program` under this account in a clean environment and its own
    /// process group (a Ctrl-C on the terminal is for us to handle), and that gets `signal` when
    /// the thread that spawned it ends.
    pub(super) fn command(self, program: &Path, signal: &str) -> Command {
        let mut command = Command::new("setpriv");
        if let Self::Postgres { user, group } = self {
            command
                .arg(format!("--reuid={user}"))
                .arg(format!("--regid={group}"))
                .arg("--clear-groups");
        }
        command
            .args(["--pdeathsig", signal, "--"])
            .arg(program)
            .env_clear()
            .envs(
                std::env::var_os("PATH")
                    .into_iter()
                    .map(|path| ("PATH", path)),
            )
            .env("LC_ALL", "C.UTF-8")
            .env("TZ", "UTC")
            .current_dir("/")
            .process_group(0)
            .stdin(Stdio::null());
        command
    }

    /// Runs a prepared command to its end.
    pub(super) fn run(command: &mut Command) -> Result<Output, ClusterError> {
        command
            .output()
            .map_err(|error| not_started(command, error))
    }

    /// Makes a folder that only this account may enter.
    pub(super) fn own(self, folder: &Path) -> Result<(), ClusterError> {
        use std::os::unix::fs::PermissionsExt as _;

        fs::create_dir_all(folder).map_err(ClusterError::folder(folder))?;
        let meta = fs::metadata(folder).map_err(ClusterError::folder(folder))?;
        if let Self::Postgres { user, group } = self
            && meta.uid() != user
        {
            chown(folder, Some(user), Some(group)).map_err(ClusterError::folder(folder))?;
        }
        if meta.permissions().mode() & 0o777 != 0o700 {
            fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
                .map_err(ClusterError::folder(folder))?;
        }
        Ok(())
    }

    /// Whether this account can pass through `folder` and all its parents.
    pub(super) fn reaches(self, folder: &Path) -> Result<bool, ClusterError> {
        let Self::Postgres { .. } = self else {
            return Ok(true);
        };
        let mut command = self.command(Path::new("test"), "KILL");
        command.arg("-x").arg(folder);
        Ok(Self::run(&mut command)?.status.success())
    }
}

/// The error for a command that could not be spawned: `setpriv` itself is what is missing then.
pub(super) fn not_started(command: &Command, error: std::io::Error) -> ClusterError {
    if error.kind() == std::io::ErrorKind::NotFound {
        return ClusterError::WithoutSetpriv;
    }
    ClusterError::Program {
        program: command.get_program().into(),
        error,
    }
}

/// The user and group number of `name` in the text of `/etc/passwd`.
fn parse_user(passwd: &str, name: &str) -> Option<(u32, u32)> {
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        if fields.next()? != name {
            return None;
        }
        let user = fields.nth(1)?.parse().ok()?;
        let group = fields.next()?.parse().ok()?;
        Some((user, group))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_read_from_the_password_file() {
        let text =
            "root:x:0:0:root:/root:/bin/bash\npostgres:x:101:104:admin,,,:/var/lib:/bin/sh\n";
        assert_eq!(parse_user(text, "postgres"), Some((101, 104)));
        assert_eq!(parse_user(text, "post"), None);
    }
}
