//! Pulls records out of a byte stream through one buffer that never grows beyond a record.

use std::{
    fs::File,
    io::{self, Read as _},
    path::Path,
};

use super::word::{ExchangeError, Progress, RECORD_LIMIT};

const STEP: usize = 1 << 18;

/// A file read through a window that its user moves.
#[derive(Debug)]
pub(super) struct Window {
    file: File,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    is_at_end: bool,
    total: u64,
    read: u64,
    /// The line that the window's first byte stands on, from 1.
    line: u64,
}

impl Window {
    /// # Errors
    /// [`ExchangeError::File`].
    pub(super) fn open(path: &Path) -> Result<Self, ExchangeError> {
        let failed = |source| ExchangeError::File {
            path: path.to_owned(),
            source,
        };
        let file = File::open(path).map_err(failed)?;
        let total = file.metadata().map_err(failed)?.len();
        Ok(Self {
            file,
            buffer: Vec::new(),
            start: 0,
            end: 0,
            is_at_end: false,
            total,
            read: 0,
            line: 1,
        })
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.buffer[self.start..self.end]
    }

    pub(super) const fn line(&self) -> u64 {
        self.line
    }

    pub(super) const fn is_at_end(&self) -> bool {
        self.is_at_end
    }

    /// Whether the record that begins the window is longer than is read.
    pub(super) const fn is_over_limit(&self) -> bool {
        self.end - self.start > RECORD_LIMIT
    }

    pub(super) fn progress(&self) -> Progress {
        Progress {
            done: self.read - (self.end - self.start) as u64,
            total: self.total.max(self.read),
        }
    }

    /// Reads on; `false` when there is no more.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(super) fn fill(&mut self) -> io::Result<bool> {
        if self.is_at_end {
            return Ok(false);
        }
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        if self.buffer.len() - self.end < STEP {
            let grown = (self.buffer.len() * 2).max(2 * STEP);
            self.buffer.resize(grown, 0);
        }
        loop {
            match self.file.read(&mut self.buffer[self.end..]) {
                Ok(0) => {
                    self.is_at_end = true;
                    return Ok(false);
                }
                Ok(count) => {
                    self.end += count;
                    self.read += count as u64;
                    return Ok(true);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Reads on until that many bytes stand in the window or the file ends.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(super) fn fill_to(&mut self, bytes: usize) -> io::Result<()> {
        while self.end - self.start < bytes && self.fill()? {}
        Ok(())
    }

    /// Moves the window on, counting the lines it leaves.
    pub(super) fn advance(&mut self, bytes: usize) {
        let until = (self.start + bytes).min(self.end);
        let left = &self.buffer[self.start..until];
        self.line += memchr::memchr_iter(b'\n', left).count() as u64;
        self.start = until;
    }

    /// Moves the window on over one line whose end is known.
    pub(super) fn advance_line(&mut self, bytes: usize) {
        self.line += 1;
        self.start = (self.start + bytes).min(self.end);
    }

    /// Moves the window past the end of the line that begins it, however long it is.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(super) fn skip_line(&mut self) -> io::Result<()> {
        loop {
            if let Some(end) = memchr::memchr(b'\n', self.bytes()) {
                self.advance_line(end + 1);
                return Ok(());
            }
            self.start = self.end;
            if !self.fill()? {
                return Ok(());
            }
        }
    }
}
