//! The rejects file of an import.

use std::{
    fs::{self, File},
    io::{BufWriter, ErrorKind},
    path::PathBuf,
};

use crate::{
    domain::Problem,
    exchange::{Rejected, RejectsWriter},
    messages::Lang,
    registry::RegistryError,
};

/// The rejects file, made when the first row is refused.
#[derive(Debug)]
pub(super) struct Rejects {
    path: PathBuf,
    lang: Lang,
    writer: Option<RejectsWriter<BufWriter<File>>>,
}

impl Rejects {
    pub(super) const fn new(path: PathBuf, lang: Lang) -> Self {
        Self {
            path,
            lang,
            writer: None,
        }
    }

    pub(super) fn write(
        &mut self,
        line: u64,
        id: Option<&str>,
        problems: &[Problem],
    ) -> Result<(), RegistryError> {
        let path = &self.path;
        let failed = |error| RegistryError::File {
            path: path.clone(),
            error,
        };
        if self.writer.is_none() {
            let file = File::create(path).map_err(failed)?;
            let writer = RejectsWriter::new(BufWriter::new(file), self.lang).map_err(failed)?;
            self.writer = Some(writer);
        }
        if let Some(writer) = &mut self.writer {
            let rejected = Rejected {
                line,
                id: id.map(str::to_owned),
                problems: problems.to_vec(),
            };
            writer.write(&rejected).map_err(failed)?;
        }
        Ok(())
    }

    /// Finishes the file and says where it is, when there is one; one left by an earlier import of
    /// the same file goes.
    pub(super) fn finish(self) -> Result<Option<PathBuf>, RegistryError> {
        let Some(writer) = self.writer else {
            // What an earlier import refused and this one did not is no longer so.
            return match fs::remove_file(&self.path) {
                Err(error) if error.kind() != ErrorKind::NotFound => Err(RegistryError::File {
                    path: self.path,
                    error,
                }),
                _ => Ok(None),
            };
        };
        match writer.finish() {
            Ok(_) => Ok(Some(self.path)),
            Err(error) => Err(RegistryError::File {
                path: self.path,
                error,
            }),
        }
    }
}
