//! The act: one file, one transaction, one commit.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use tokio::sync::mpsc;

use super::{
    reading::Reading,
    rejects::Rejects,
    report::{ImportReport, Tally, WarningExample},
    sift::sift,
    straight::Straight,
};
use crate::{
    domain::{Act, Actor, Kind},
    exchange::{ReadOptions, Reader},
    index::Index,
    messages::Lang,
    registry::{
        Registry, RegistryError,
        clock::{local_day, mint},
        judge::{Jurisdiction, Reference},
    },
    snapshot::Builder,
    store::{Bulk, BulkCounts, CommitNote, ImportRecord, Load, Loading},
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

/// Chunks that wait for the database.
const COPY_CHUNKS: usize = 1;

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
        Self::require(&order.actor, Act::Import)?;
        let started_at = self.clock.now();
        let kind = order.options.kind;
        let source = order
            .source
            .clone()
            .unwrap_or_else(|| self.default_source());
        let mut reader = Reader::open(&order.path, &order.options)?;
        let reference = self.reference_for(kind).await?;
        let mut rejects = Rejects::new(order.rejects_path(), order.lang);

        let load = Load {
            kind,
            source: &source,
            commit_id: mint(),
            import_id: mint(),
            at: started_at,
            on: local_day(started_at),
        };
        let mut bulk = Bulk::begin(&self.store, &load).await?;
        let file_bytes = std::fs::metadata(&order.path).map_or(u64::MAX, |file| file.len());
        let mut straight = bulk
            .direct(&load)
            .await?
            .map(|direct| Straight::new(direct, file_bytes));
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
            let tally = reading.run(&mut reader, &mut rejects, &mut straight);
            (tally, rejects, reader, straight)
        });
        let copied = bulk.copy(receiver).await;
        let (tally, mut rejects, reader, straight) =
            reading.await.map_err(RegistryError::thread)?;
        let mut tally = tally?;
        copied?;

        sift(&mut bulk, straight, &mut tally, &mut rejects).await?;
        let refused = order.strict && tally.rejected > 0;
        let counts = if refused {
            BulkCounts::default()
        } else {
            bulk.apply().await?
        };
        let rejects = rejects.finish()?;
        let finished_at = self.clock.now();
        let header = reader.header();
        let mut report = ImportReport {
            read: tally.read,
            inserted: u64::try_from(counts.inserted).unwrap_or(0),
            updated: u64::try_from(counts.updated).unwrap_or(0),
            unchanged: u64::try_from(counts.unchanged).unwrap_or(0),
            rejected: tally.rejected,
            warnings: tally.warnings,
            position: None,
            import_id: load.import_id,
            rejects,
            written: !refused && !order.dry_run,
            kind: kind.as_str(),
            source: source.clone(),
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
        if !report.written {
            bulk.abandon().await?;
            return Ok(report);
        }
        bulk.check_reach(&order.actor).await?;
        let note = CommitNote {
            actor: &order.actor,
            reason: order.path.file_name().and_then(|name| name.to_str()),
            import_id: Some(load.import_id),
        };
        let record = order.record(&report, (started_at, finished_at));
        report.position = bulk.close(note, record).await?.map(|position| position.0);
        Ok(report)
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
        let mut loading = Loading::begin(&self.store).await?;
        let mut builder = Builder::new();
        for kind in kinds {
            loading.each(kind, |feature| builder.push(feature)).await?;
        }
        let position = loading.position();
        drop(loading);
        let config = Arc::clone(&self.config);
        tokio::task::spawn_blocking(move || {
            let snapshot = builder.finish(position);
            let index = Arc::new(Index::of_regions(&snapshot));
            let jurisdiction = Arc::new(Jurisdiction::of(&snapshot, &config));
            Reference::over(Arc::new(snapshot), index, jurisdiction, config.thresholds)
        })
        .await
        .map_err(RegistryError::thread)
    }
}

impl ImportOrder {
    /// What is kept of it.
    fn record(
        &self,
        report: &ImportReport,
        (started_at, finished_at): (DateTime<Utc>, DateTime<Utc>),
    ) -> ImportRecord {
        let file_name = self.path.file_name();
        ImportRecord {
            id: report.import_id,
            kind: self.options.kind,
            source: report.source.clone(),
            file_name: file_name
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default(),
            started_at,
            finished_at,
            position: None,
            report: serde_json::json!(report),
        }
    }

    fn rejects_path(&self) -> PathBuf {
        self.rejects.clone().unwrap_or_else(|| {
            let mut name = self.path.clone().into_os_string();
            name.push(".rejects.csv");
            name.into()
        })
    }
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
