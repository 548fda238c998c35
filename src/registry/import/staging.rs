//! The half of an import that reads and judges, on a thread of its own: drafts in, COPY bytes out,
//! rejects aside.

use std::{
    fs::{self, File},
    io::{BufWriter, ErrorKind},
    path::PathBuf,
};

use tokio::sync::mpsc;

use super::report::Tally;
use crate::{
    domain::{Kind, Problem, ProblemCode},
    exchange::{Progress, Reader, Rejected, RejectsWriter},
    messages::Lang,
    registry::{
        RegistryError,
        clock::mint,
        judge::{Judge, Judged, Reference},
    },
    store::{StageEncoder, StagedRow},
};

/// Bytes gathered before they go to the database.
const CHUNK_BYTES: usize = 1 << 18;

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

/// Everything that the reading thread works with.
pub(super) struct Reading<'a> {
    pub(super) kind: Kind,
    pub(super) source: &'a str,
    pub(super) reference: &'a Reference,
    pub(super) chunks: &'a mpsc::Sender<Vec<u8>>,
    pub(super) progress: &'a (dyn Fn(&Tally, f64) + Sync),
}

impl Reading<'_> {
    /// Reads the file to its end. Dropping the receiver of the chunks ends it early.
    pub(super) fn run(
        &self,
        reader: &mut Reader,
        rejects: &mut Rejects,
    ) -> Result<Tally, RegistryError> {
        let mut tally = Tally::default();
        let mut judge = Judge::new(self.reference, self.source);
        let mut bytes = Vec::with_capacity(CHUNK_BYTES + 4096);
        StageEncoder::begin(&mut bytes);
        while let Some(row) = reader.next() {
            tally.read += 1;
            if tally.read.is_multiple_of(1000) {
                (self.progress)(&tally, part_of(reader.progress()));
            }
            let (line, id, judged) = match row {
                Err(rejected) => (rejected.line, rejected.id, Err(rejected.problems)),
                Ok(draft) => {
                    let (line, id) = (draft.line, draft.source_id().map(str::to_owned));
                    (line, id, judge.judge(draft, true))
                }
            };
            match judged {
                Ok(judged) => self.stage(&mut tally, &mut bytes, line, judged),
                Err(problems) => {
                    tally.reject(&problems);
                    rejects.write(line, id.as_deref(), &problems)?;
                }
            }
            if bytes.len() >= CHUNK_BYTES {
                let full = std::mem::replace(&mut bytes, Vec::with_capacity(CHUNK_BYTES + 4096));
                if self.chunks.blocking_send(full).is_err() {
                    // The database broke off; its half of the import says why.
                    return Ok(tally);
                }
            }
        }
        StageEncoder::end(&mut bytes);
        self.chunks.blocking_send(bytes).ok();
        if let Some(shift_m) = tally.shift_m() {
            let shift = Problem::new(ProblemCode::SystematicShift, "geometry", "")
                .with("distance_m", format!("{shift_m:.0}"));
            tally.warn(0, shift);
        }
        (self.progress)(&tally, 1.0);
        Ok(tally)
    }

    fn stage(&self, tally: &mut Tally, bytes: &mut Vec<u8>, line: u64, judged: Judged) {
        tally.accept(self.kind, &judged.values, judged.geometry.as_ref());
        if let Some(offset_m) = judged.offset_m {
            tally.offset(offset_m);
        }
        let row = StagedRow {
            nth: tally.read,
            line,
            id: mint(),
            given: judged.given,
            present: judged.present,
            computed: judged.computed,
            values: &judged.values,
            geometry: judged.geometry.as_ref(),
        };
        StageEncoder(self.kind).row(bytes, row);
        for warning in judged.warnings {
            tally.warn(line, warning);
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a part, for a progress bar")]
fn part_of(progress: Progress) -> f64 {
    if progress.total == 0 {
        0.0
    } else {
        progress.done as f64 / progress.total as f64
    }
}
