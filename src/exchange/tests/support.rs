//! What the tests of whole files share.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    domain::{Draft, Kind, ProblemCode},
    exchange::{ExchangeError, Header, ReadOptions, Reader, Rejected},
};

pub(super) fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/exchange")
        .join(name)
}

pub(super) struct Read {
    pub(super) drafts: Vec<Draft>,
    pub(super) rejected: Vec<Rejected>,
    pub(super) header: Header,
}

impl Read {
    pub(super) fn codes(&self) -> Vec<(u64, String, ProblemCode)> {
        let problems = |row: &Rejected| {
            let line = row.line;
            let problems = row.problems.iter();
            problems
                .map(move |problem| (line, problem.field.to_string(), problem.code))
                .collect::<Vec<_>>()
        };
        self.rejected.iter().flat_map(problems).collect()
    }
}

pub(super) fn read_path(path: &Path, options: &ReadOptions) -> Read {
    let mut reader = Reader::open(path, options).unwrap();
    let (mut drafts, mut rejected) = (Vec::new(), Vec::new());
    for row in &mut reader {
        match row {
            Ok(draft) => drafts.push(draft),
            Err(row) => rejected.push(row),
        }
    }
    Read {
        drafts,
        rejected,
        header: reader.header(),
    }
}

pub(super) fn read(name: &str, content: impl AsRef<[u8]>, options: &ReadOptions) -> Read {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    read_path(&path, options)
}

pub(super) fn open_error(
    name: &str,
    content: impl AsRef<[u8]>,
    options: &ReadOptions,
) -> ExchangeError {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    Reader::open(&path, options).unwrap_err()
}

pub(super) fn doorplates() -> ReadOptions {
    ReadOptions::new(Kind::Doorplate)
}
