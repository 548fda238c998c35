//! What an import did: the quality report that follows it and is kept.

use std::{collections::BTreeMap, path::PathBuf};

use serde::Serialize;
use uuid::Uuid;

use super::shift::Shift;
use crate::{
    domain::{Kind, Problem, Value},
    geo::{Bounds, Geometry},
};

/// The quality report of an import. The first nine members are the contract's.
#[derive(Clone, Debug, Serialize)]
pub struct ImportReport {
    /// Rows read, good or bad.
    pub read: u64,
    /// Rows that are new in the register.
    pub inserted: u64,
    /// Rows that changed something.
    pub updated: u64,
    /// Rows that said what the register knew.
    pub unchanged: u64,
    /// Rows refused.
    pub rejected: u64,
    /// Warnings given.
    pub warnings: u64,
    /// The position of the import's commit; null when it changed nothing.
    pub position: Option<i64>,
    /// The import.
    pub import_id: Uuid,
    /// The rejects file, when there is one.
    pub rejects: Option<PathBuf>,
    /// Whether it was written; not for a dry run, nor when `--strict` met a bad row.
    pub written: bool,
    /// The kind.
    pub kind: &'static str,
    /// Who owns the data.
    pub source: String,
    /// The system that the file's coordinates were taken to be in.
    pub crs: String,
    /// Columns that belong to no field, left out.
    pub columns_ignored: Vec<String>,
    /// How often each problem made a row be refused.
    pub rejected_by: BTreeMap<&'static str, u64>,
    /// How often each warning was given.
    pub warned_by: BTreeMap<&'static str, u64>,
    /// For each field, how many of the rows accepted have a value.
    pub filled: BTreeMap<&'static str, u64>,
    /// The box around the rows accepted: west, south, east, north.
    pub bounds: Option<[f64; 4]>,
    /// Up to twenty warnings in full.
    pub examples: Vec<WarningExample>,
    /// How long it took.
    pub seconds: f64,
}

/// A warning, as the report shows it.
#[derive(Clone, Debug, Serialize)]
pub struct WarningExample {
    /// Where in the file; 0 when it concerns the whole of it.
    pub line: u64,
    /// Which field.
    pub field: String,
    /// The stable code.
    pub code: &'static str,
    /// What is odd, in the report's language.
    pub reason: String,
}

/// Counts that grow while the file streams by.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Rows read.
    pub read: u64,
    /// Rows refused.
    pub rejected: u64,
    /// Warnings given.
    pub warnings: u64,
    pub(super) rejected_by: BTreeMap<&'static str, u64>,
    pub(super) warned_by: BTreeMap<&'static str, u64>,
    pub(super) filled: Vec<u64>,
    pub(super) bounds: Option<Bounds>,
    pub(super) examples: Vec<(u64, Problem)>,
    shift: Shift,
}

const EXAMPLES: usize = 20;
/// A mean shift between these is what GCJ-02 coordinates look like.
const SHIFT_M: std::ops::RangeInclusive<f64> = 300.0..=700.0;

impl Tally {
    pub(super) fn reject(&mut self, problems: &[Problem]) {
        self.rejected += 1;
        for problem in problems {
            *self.rejected_by.entry(problem.code.as_str()).or_default() += 1;
        }
    }

    pub(super) fn warn(&mut self, line: u64, problem: Problem) {
        self.warnings += 1;
        *self.warned_by.entry(problem.code.as_str()).or_default() += 1;
        if self.examples.len() < EXAMPLES {
            self.examples.push((line, problem));
        }
    }

    pub(super) fn accept(&mut self, kind: Kind, values: &[Value], geometry: Option<&Geometry>) {
        self.filled.resize(kind.fields().len(), 0);
        for (count, value) in self.filled.iter_mut().zip(values) {
            *count += u64::from(!value.is_null());
        }
        if let Some(bounds) = geometry.and_then(Bounds::around) {
            self.bounds = Some(self.bounds.map_or(bounds, |all| all.union(&bounds)));
        }
    }

    pub(super) fn offset(&mut self, offset_m: [f64; 2]) {
        self.shift.add(offset_m);
    }

    /// How far the file lies off the register as a whole, when that looks like another system.
    pub(super) fn shift_m(&self) -> Option<f64> {
        self.shift
            .common_m()
            .filter(|shift_m| SHIFT_M.contains(shift_m))
    }
}
