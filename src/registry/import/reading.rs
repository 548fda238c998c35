//! The half of an import that reads and judges, on a thread of its own: drafts in, COPY bytes out,
//! rejects aside.

use tokio::sync::mpsc;

use super::{rejects::Rejects, report::Tally, straight::Straight};
use crate::{
    domain::{Kind, Problem, ProblemCode},
    exchange::{Progress, Reader},
    registry::{
        RegistryError,
        clock::Minter,
        judge::{Judge, Judged, Reference},
    },
    store::{Chunk, StageEncoder, StagedRow},
};

/// Bytes of staged rows gathered before they go to the database.
const CHUNK_BYTES: usize = 1 << 20;

/// Everything that the reading thread works with.
pub(super) struct Reading<'a> {
    pub(super) kind: Kind,
    pub(super) source: &'a str,
    pub(super) reference: &'a Reference,
    pub(super) chunks: &'a mpsc::Sender<Chunk>,
    pub(super) progress: &'a (dyn Fn(&Tally, f64) + Sync),
}

/// Rows on their way out, by either way.
struct Outgoing<'a> {
    tally: Tally,
    straight: &'a mut Option<Straight>,
    minter: Minter,
    staged: Vec<u8>,
}

impl Reading<'_> {
    /// Reads the file to its end. Dropping the receiver of the chunks ends it early.
    pub(super) fn run(
        &self,
        reader: &mut Reader,
        rejects: &mut Rejects,
        straight: &mut Option<Straight>,
    ) -> Result<Tally, RegistryError> {
        let mut judge = Judge::new(self.reference, self.source);
        let mut out = Outgoing {
            tally: Tally::default(),
            straight,
            minter: Minter::default(),
            staged: Vec::new(),
        };
        while let Some(row) = reader.next() {
            out.tally.read += 1;
            if out.tally.read.is_multiple_of(1000) {
                (self.progress)(&out.tally, part_of(reader.progress()));
            }
            let (line, id, judged) = match row {
                Err(rejected) => (rejected.line, rejected.id, Err(rejected.problems)),
                Ok(draft) => {
                    let (line, id) = (draft.line, draft.source_id().map(str::to_owned));
                    let judged = judge.judge(draft, true);
                    (
                        line,
                        id,
                        judged.and_then(|judged| out.whole(self.kind, judged)),
                    )
                }
            };
            match judged {
                Ok(judged) => out.take(self.kind, line, judged),
                Err(problems) => {
                    out.tally.reject(&problems);
                    rejects.write(line, id.as_deref(), &problems)?;
                }
            }
            if out.is_full() && self.send(&mut out, reader).is_err() {
                // The database broke off; its half of the import says why.
                return Ok(out.tally);
            }
        }
        self.send(&mut out, reader).ok();
        let mut tally = out.tally;
        if let Some(shift_m) = tally.shift_m() {
            let shift = Problem::new(ProblemCode::SystematicShift, "geometry", "")
                .with("distance_m", format!("{shift_m:.0}"));
            tally.warn(0, shift);
        }
        (self.progress)(&tally, 1.0);
        Ok(tally)
    }

    fn send(&self, out: &mut Outgoing<'_>, reader: &Reader) -> Result<(), Broken> {
        let straight = out.straight.as_mut();
        if let Some(straight) = straight.filter(|straight| straight.direct.has_rows()) {
            let expected = expected(out.tally.read, part_of(reader.progress()));
            self.chunks
                .blocking_send(straight.direct.take_chunk(expected))
                .map_err(|_| Broken)?;
        }
        if !out.staged.is_empty() {
            StageEncoder::end(&mut out.staged);
            let staged = std::mem::take(&mut out.staged);
            self.chunks
                .blocking_send(Chunk::Staged(staged))
                .map_err(|_| Broken)?;
        }
        Ok(())
    }
}

/// Nobody takes the chunks any more.
struct Broken;

impl Outgoing<'_> {
    /// A row for which nothing is registered must bring everything that a feature must have.
    fn whole(&self, kind: Kind, judged: Judged) -> Result<Judged, Vec<Problem>> {
        if self.straight.is_none() {
            return Ok(judged);
        }
        let lacking = judged.lacking(kind);
        if lacking.is_empty() {
            Ok(judged)
        } else {
            Err(lacking)
        }
    }

    fn take(&mut self, kind: Kind, line: u64, mut judged: Judged) {
        self.tally
            .accept(kind, &judged.values, judged.geometry.as_ref());
        if let Some(offset_m) = judged.offset_m {
            self.tally.offset(offset_m);
        }
        for warning in std::mem::take(&mut judged.warnings) {
            self.tally.warn(line, warning);
        }
        if let Some(straight) = self.straight.as_mut()
            && straight.take(kind, line, &mut judged, &mut self.minter)
        {
            return;
        }
        if self.staged.is_empty() {
            StageEncoder::begin(&mut self.staged);
        }
        let row = StagedRow {
            nth: self.tally.read,
            line,
            id: self.minter.mint(),
            given: judged.given,
            present: judged.present,
            computed: judged.computed,
            values: &judged.values,
            geometry: judged.geometry.as_ref(),
        };
        StageEncoder(kind).row(&mut self.staged, row);
    }

    fn is_full(&self) -> bool {
        self.staged.len() >= CHUNK_BYTES
            || self
                .straight
                .as_ref()
                .is_some_and(|straight| straight.direct.is_full())
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

/// How many rows a file has when a part of it had so many.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "an estimate, and no file has 2^53 rows"
)]
fn expected(read: u64, part: f64) -> u64 {
    if part > 0.0 {
        (read as f64 / part) as u64
    } else {
        read
    }
}
