//! A press in a process of its own, as the server holds it. Let go of while it prints, it is ended: that
//! is how a paper without an end is stopped.

use std::{io, path::Path, process::Stdio};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    process::{Child, ChildStdin, ChildStdout, Command},
};

use super::{
    error::DocumentError,
    manuscript::{Manuscript, Printed},
    wire,
    worker::PRESS,
};

/// A press at work, or waiting for it.
#[derive(Debug)]
pub struct Hand {
    tells: ChildStdin,
    hears: ChildStdout,
    /// Ended with this value.
    _process: Child,
}

impl Hand {
    /// Begins a press beside a data folder: this program, or another one that knows the word.
    ///
    /// It inherits neither the environment, where the database's password may be, nor the terminal.
    ///
    /// # Errors
    /// [`DocumentError::NoPress`] when the system does not begin it.
    pub fn hire(program: &Path, data: &Path) -> Result<Self, DocumentError> {
        let no_press = |error: io::Error| DocumentError::NoPress(error.to_string());
        let data = std::path::absolute(data).map_err(no_press)?;
        let mut process = Command::new(program)
            .arg(PRESS)
            .arg(data)
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .map_err(no_press)?;
        let (Some(tells), Some(hears)) = (process.stdin.take(), process.stdout.take()) else {
            return Err(DocumentError::Gone);
        };
        Ok(Self {
            tells,
            hears,
            _process: process,
        })
    }

    /// Prints. It takes as long as the template wants: whoever calls bounds how long anybody waits, and
    /// lets go of the press.
    ///
    /// # Errors
    /// [`DocumentError::Gone`] when the press has ended; else what it says.
    pub async fn print(&mut self, manuscript: &Manuscript) -> Result<Printed, DocumentError> {
        match self.ask(manuscript).await {
            Ok(printed) => printed,
            Err(error) => {
                tracing::error!(%error, paper = manuscript.paper.name, "a press has ended");
                Err(DocumentError::Gone)
            }
        }
    }

    async fn ask(&mut self, manuscript: &Manuscript) -> io::Result<Result<Printed, DocumentError>> {
        self.tells.write_all(&wire::order(manuscript)?).await?;
        self.tells.flush().await?;
        let mut length = [0; wire::LENGTH_BYTES];
        self.hears.read_exact(&mut length).await?;
        let mut message = vec![0; wire::length(length)?];
        self.hears.read_exact(&mut message).await?;
        wire::answered(&message)
    }
}
