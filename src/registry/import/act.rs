//! The act: one file, one transaction, one commit.

use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use chrono::{DateTime, Utc};
use tokio::sync::mpsc;

use super::{
    report::{ImportReport, Tally, WarningExample},
    staging::{Reading, Rejects},
};
use crate::{
    domain::{Act, Actor, Kind, Position, Problem, ProblemCode},
    exchange::{ReadOptions, Reader},
    messages::Lang,
    registry::{
        Registry, RegistryError,
        clock::{local_day, mint},
        judge::Reference,
    },
    store::{Bulk, BulkCounts, CommitNote, ImportRecord},
};

/// What is to be imported, and how.
#[derive(Debug)]
pub struct ImportOrder {
    /// The file.
    pub path: PathBuf,
    /// How it is to be read.
    pub options: ReadOptions,
    /// Who owns the data; the jurisdiction when not given.
    pub source: Option<String>,
    /// Load nothing when any row is bad.
    pub strict: bool,
    /// Judge everything, write nothing.
    pub dry_run: bool,
    /// Where refused rows go; `<file>.rejects.csv` when not given.
    pub rejects: Option<PathBuf>,
    /// The language of the rejects file and the report.
    pub lang: Lang,
    /// Who imports.
    pub actor: Actor,
}

/// Warnings about repeated numbers that are looked for.
const REPEATED_NUMBERS: i64 = 10_000;
const COPY_CHUNKS: usize = 8;

impl Registry {
    /// Imports a file. Every refused row lands in the rejects file; the others are written in one
    /// transaction, all or none. `progress` hears the counts and the part of the file that is read.
    ///
    /// # Errors
    /// When the file cannot be read at all, the kind is held by another load, or the database does
    /// not answer; then nothing is changed.
    pub async fn import(
        &self,
        order: ImportOrder,
        progress: impl Fn(&Tally, f64) + Send + Sync + 'static,
    ) -> Result<ImportReport, RegistryError> {
        self.require(&order.actor, Act::Import)?;
        let started_at = self.clock.now();
        let kind = order.options.kind;
        let source = order
            .source
            .clone()
            .unwrap_or_else(|| self.default_source());
        let mut reader = Reader::open(&order.path, &order.options)?;
        let reference = self.reference_for(kind).await?;
        let mut rejects = Rejects::new(order.rejects_path(), order.lang);

        let day = local_day(started_at);
        let mut bulk = Bulk::begin(&self.store, kind, &source, mint(), started_at, day).await?;
        let (sender, receiver) = mpsc::channel(COPY_CHUNKS);
        let judged_source = source.clone();
        let reading = tokio::task::spawn_blocking(move || {
            let reading = Reading {
                kind,
                source: &judged_source,
                reference: &reference,
                chunks: &sender,
                progress: &progress,
            };
            let tally = reading.run(&mut reader, &mut rejects);
            (tally, rejects, reader)
        });
        let copied = bulk.copy(receiver).await;
        let (tally, mut rejects, reader) = reading.await.map_err(RegistryError::thread)?;
        let mut tally = tally?;
        copied?;

        take_set_wise(&mut bulk, &mut tally, &mut rejects).await?;
        let refused = order.strict && tally.rejected > 0;
        let import_id = mint();
        let counts = if refused {
            BulkCounts::default()
        } else {
            bulk.apply(import_id).await?
        };
        let written = !refused && !order.dry_run;
        if written {
            bulk.check_reach(&order.actor).await?;
        }
        let position = if written {
            let note = CommitNote {
                actor: &order.actor,
                reason: order.path.file_name().and_then(|name| name.to_str()),
                import_id: Some(import_id),
            };
            bulk.close(note).await?
        } else {
            bulk.abandon().await?;
            None
        };
        let finished_at = self.clock.now();
        let header = reader.header();
        let report = ImportReport {
            read: tally.read,
            inserted: u64::try_from(counts.inserted).unwrap_or(0),
            updated: u64::try_from(counts.updated).unwrap_or(0),
            unchanged: u64::try_from(counts.unchanged).unwrap_or(0),
            rejected: tally.rejected,
            warnings: tally.warnings,
            position: position.map(|position| position.0),
            import_id,
            rejects: rejects.finish()?,
            written,
            kind: kind.as_str(),
            source,
            crs: header.crs_used.to_string(),
            columns_ignored: header.columns_ignored.clone(),
            filled: filled(kind, &tally),
            bounds: tally.bounds.map(|b| [b.west, b.south, b.east, b.north]),
            examples: examples(&tally, order.lang),
            rejected_by: tally.rejected_by,
            warned_by: tally.warned_by,
            seconds: (finished_at - started_at)
                .to_std()
                .unwrap_or(Duration::ZERO)
                .as_secs_f64(),
        };
        if written {
            self.keep(&order, &report, (started_at, finished_at), position)
                .await?;
        }
        Ok(report)
    }

    async fn keep(
        &self,
        order: &ImportOrder,
        report: &ImportReport,
        (started_at, finished_at): (DateTime<Utc>, DateTime<Utc>),
        position: Option<Position>,
    ) -> Result<(), RegistryError> {
        let file_name = order.path.file_name();
        let record = ImportRecord {
            id: report.import_id,
            kind: order.options.kind,
            source: report.source.clone(),
            file_name: file_name
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default(),
            started_at,
            finished_at,
            position,
            report: serde_json::json!(report),
        };
        Ok(self.store.keep_import(&record, &order.actor.login).await?)
    }

    /// The source of data that names none: the jurisdiction.
    pub(crate) fn default_source(&self) -> String {
        if self.config.jurisdiction.is_empty() {
            "local".to_owned()
        } else {
            self.config.jurisdiction.join(",")
        }
    }

    /// A serving process has everything in memory; a command loads what its kind refers to.
    async fn reference_for(&self, kind: Kind) -> Result<Reference, RegistryError> {
        if self.is_following() {
            self.catch_up().await?;
            return Ok(self.reference(&*self.view()?));
        }
        let mut kinds = vec![Kind::Region];
        match kind {
            Kind::Doorplate => kinds.push(Kind::Road),
            Kind::BoundaryMarker => kinds.push(Kind::BoundaryLine),
            Kind::Plot => kinds.push(Kind::Cemetery),
            _ => {}
        }
        Ok(self.reference(&self.gather(&kinds).await?))
    }
}

impl ImportOrder {
    fn rejects_path(&self) -> PathBuf {
        self.rejects.clone().unwrap_or_else(|| {
            let mut name = self.path.clone().into_os_string();
            name.push(".rejects.csv");
            name.into()
        })
    }
}

/// What only the whole file, or the file beside the register, can tell.
async fn take_set_wise(
    bulk: &mut Bulk,
    tally: &mut Tally,
    rejects: &mut Rejects,
) -> Result<(), RegistryError> {
    let mut refuse = |line: i64, id: Option<&str>, problem: Problem, tally: &mut Tally| {
        let problems = [problem];
        tally.reject(&problems);
        rejects.write(u64::try_from(line).unwrap_or(0), id, &problems)
    };
    for again in bulk.take_duplicates().await? {
        let problem = Problem::new(ProblemCode::DuplicateId, "source_id", &again.value)
            .with("line", again.first_line.to_string());
        refuse(again.line, Some(&again.value), problem, tally)?;
    }
    bulk.settle_parents().await?;
    bulk.match_registered().await?;
    for again in bulk.take_same_targets().await? {
        let problem = Problem::new(ProblemCode::DuplicateId, "source_id", &again.value)
            .with("line", again.first_line.to_string());
        refuse(again.line, Some(&again.value), problem, tally)?;
    }
    for taken in bulk.take_taken_codes().await? {
        let problem = Problem::new(ProblemCode::CodeTaken, "code", &taken.value);
        refuse(taken.line, None, problem, tally)?;
    }
    for backward in bulk.take_backward_periods().await? {
        let problem = Problem::new(ProblemCode::WrongValue, "valid_to", &backward.value).with(
            "allowed",
            format!("≥ {}", backward.detail.unwrap_or_default()),
        );
        refuse(backward.line, None, problem, tally)?;
    }
    for (line, fields) in bulk.take_incomplete().await? {
        let problem = match bulk.first_field(fields) {
            "geometry" => Problem::new(ProblemCode::MissingGeometry, "geometry", ""),
            field => Problem::new(ProblemCode::MissingField, field, ""),
        };
        refuse(line, None, problem, tally)?;
    }
    // Last, when every parent that is refused is known.
    for orphan in bulk.take_orphans().await? {
        let problem = Problem::new(ProblemCode::UnknownParent, "parent_code", &orphan.value);
        refuse(orphan.line, None, problem, tally)?;
    }
    for again in bulk.repeated_numbers(REPEATED_NUMBERS).await? {
        let problem = Problem::new(ProblemCode::DuplicateNumber, "number", &again.value)
            .with("road", again.detail.unwrap_or_default());
        tally.warn(u64::try_from(again.line).unwrap_or(0), problem);
    }
    Ok(())
}

fn filled(kind: Kind, tally: &Tally) -> BTreeMap<&'static str, u64> {
    kind.fields()
        .iter()
        .zip(&tally.filled)
        .map(|(field, count)| (field.name, *count))
        .collect()
}

fn examples(tally: &Tally, lang: Lang) -> Vec<WarningExample> {
    tally
        .examples
        .iter()
        .map(|(line, problem)| WarningExample {
            line: *line,
            field: problem.field.to_string(),
            code: problem.code.as_str(),
            reason: problem.reason(lang),
        })
        .collect()
}
