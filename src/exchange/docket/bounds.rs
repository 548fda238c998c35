//! What a spreadsheet may become in memory: its file says little about that.
//!
//! A megabyte of archive unpacks to a gigabyte; a text that stands in the file once is told by every
//! cell that points to it; a merged area says its text in each of its rows. Each is counted while it
//! happens, and the file is refused before the machine is in want.

use std::io::{Cursor, Read as _, copy, sink};

use zip::ZipArchive;

use super::read::NotADocket;

/// What any spreadsheet may unpack to: styles, a picture of the office's seal, other sheets.
const ALWAYS: u64 = 32 << 20;
/// And beside that for each row that is looked for.
const A_ROW: u64 = 2 << 10;

/// The bytes that a list of so many rows may take.
pub(super) const fn allowed(rows: usize) -> u64 {
    ALWAYS.saturating_add(A_ROW.saturating_mul(rows as u64))
}

/// Unpacks an archive into nothing, to know how much it is: what its directory says is not believed.
pub(super) fn hold(bytes: &[u8], most: u64) -> Result<(), NotADocket> {
    // What is no archive is the reader's to say.
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        return Ok(());
    };
    let mut left = most;
    for at in 0..archive.len() {
        // An entry that cannot be unpacked takes no memory; the reader names it if it needs it.
        let Ok(entry) = archive.by_index(at) else {
            continue;
        };
        let counted = copy(&mut entry.take(left.saturating_add(1)), &mut sink());
        left = counted
            .ok()
            .map_or(Some(left), |size| left.checked_sub(size))
            .ok_or(NotADocket::Unpacks(most))?;
    }
    Ok(())
}

/// What may still be kept of a sheet's cells, in bytes.
pub(super) struct Budget {
    most: u64,
    left: u64,
}

impl Budget {
    /// For a list of so many rows.
    pub(super) const fn of(rows: usize) -> Self {
        let most = allowed(rows);
        Self { most, left: most }
    }

    /// Takes a cell of so many bytes out of it.
    pub(super) fn take(&mut self, bytes: usize) -> Result<(), NotADocket> {
        // What a cell weighs without its text.
        const CELL: u64 = 48;
        let weight = CELL.saturating_add(bytes as u64);
        self.left = self
            .left
            .checked_sub(weight)
            .ok_or(NotADocket::Unpacks(self.most))?;
        Ok(())
    }
}
