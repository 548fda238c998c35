//! A place to run the program at, with an environment of its own.

use std::{
    fs,
    io::{BufRead as _, BufReader, Write as _},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use serde_json::Value as Json;
use tempfile::TempDir;

use crate::support::{Client, serve::TOKEN};

/// Where the program runs.
pub(crate) struct Program {
    folder: TempDir,
    database_url: Option<String>,
    more: Vec<(&'static str, String)>,
}

impl Program {
    /// Runs on a database.
    pub(crate) fn over(url: String) -> Self {
        Self {
            folder: folder(),
            database_url: Some(url),
            more: Vec::new(),
        }
    }

    /// Runs on a private cluster of its own.
    pub(crate) fn alone() -> Self {
        Self {
            folder: folder(),
            database_url: None,
            more: Vec::new(),
        }
    }

    /// The same, with one more variable in its environment.
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.more.push((name, value.to_owned()));
        self
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn file(&self, name: &str, content: &str) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, content).unwrap();
        path
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mingjie"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("MINGJIE_DATA", self.folder.path().join("data"))
            .env("MINGJIE_WRITE_TOKEN", TOKEN)
            .env("MINGJIE_LANG", "en")
            .envs(self.more.iter().map(|(name, value)| (*name, value)));
        if let Some(url) = &self.database_url {
            command.env("DATABASE_URL", url);
        }
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        Ended(self.command(arguments).output().unwrap())
    }

    /// Runs with something on its standard input.
    pub(crate) fn run_typing(&self, arguments: &[&str], input: &str) -> Ended {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut typed = child.stdin.take().unwrap();
        typed.write_all(input.as_bytes()).unwrap();
        drop(typed);
        Ended(child.wait_with_output().unwrap())
    }

    pub(crate) fn run_with(&self, arguments: &[&str], name: &str, value: &str) -> Ended {
        Ended(self.command(arguments).env(name, value).output().unwrap())
    }

    /// Runs until a line of standard output holds the word, and then stops it; what it told on
    /// standard output and on standard error.
    pub(crate) fn run_until(&self, arguments: &[&str], word: &str) -> (String, String) {
        let mut child = self
            .command(arguments)
            .env_remove("MINGJIE_WRITE_TOKEN")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut told = String::new();
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            let line = line.unwrap();
            told.push_str(&line);
            told.push('\n');
            if line.contains(word) {
                break;
            }
        }
        signal(child.id(), "TERM");
        let ended = child.wait_with_output().unwrap();
        (told, String::from_utf8_lossy(&ended.stderr).into_owned())
    }

    pub(crate) fn begin(&self, arguments: &[&str]) -> Running {
        let child = self
            .command(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        Running { child }
    }

    /// Serves, and waits until it listens.
    pub(crate) fn serve(&self) -> (Running, Client, Client) {
        let mut running = self.begin(&["serve", "--listen", "127.0.0.1:0"]);
        let mut lines = BufReader::new(running.child.stderr.take().unwrap()).lines();
        let address = lines
            .by_ref()
            .map_while(Result::ok)
            .filter_map(|line| serde_json::from_str::<Json>(&line).ok())
            .find(|line| line["fields"]["message"] == "listening")
            .map(|line| line["fields"]["address"].as_str().unwrap().to_owned())
            .unwrap();
        // Its log goes on, and nobody must have to wait for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        let base = format!("http://{address}");
        (
            running,
            Client::new(&base, None),
            Client::new(&base, Some(TOKEN)),
        )
    }

    /// The process id of the private cluster's server.
    pub(crate) fn server_pid(&self) -> Option<u32> {
        let file = self.path("data/pg/cluster/postmaster.pid");
        let text = fs::read_to_string(file).ok()?;
        text.lines().next()?.parse().ok()
    }
}

/// A folder that a private cluster's user can reach.
fn folder() -> TempDir {
    let parent = [Path::new("/dev/shm"), Path::new("/tmp")]
        .into_iter()
        .find(|parent| parent.is_dir())
        .unwrap();
    let folder = tempfile::tempdir_in(parent).unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

/// A process that has ended.
pub(crate) struct Ended(pub(crate) Output);

impl Ended {
    #[track_caller]
    pub(crate) fn with_code(self, code: i32) -> Self {
        assert_eq!(
            self.0.status.code(),
            Some(code),
            "{}{}",
            self.text(),
            self.complaint()
        );
        self
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.stdout).into_owned()
    }

    pub(crate) fn complaint(&self) -> String {
        String::from_utf8_lossy(&self.0.stderr).into_owned()
    }

    pub(crate) fn json(&self) -> Json {
        serde_json::from_str(&self.text()).unwrap()
    }
}

/// A process under way; it ends with this value.
pub(crate) struct Running {
    child: Child,
}

impl Running {
    pub(crate) fn signal(&self, name: &str) {
        signal(self.child.id(), name);
    }

    pub(crate) fn wait(&mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

pub(crate) fn signal(pid: u32, name: &str) {
    let sent = Command::new("sh")
        .args(["-c", "kill -$0 $1", name, &pid.to_string()])
        .status();
    assert!(sent.unwrap().success());
}
