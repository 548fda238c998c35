//! Rows that are surely new, written once: straight into the kind's table, their changes straight
//! into the log, numbers and digests given here, beside the reader of the file.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
    mpsc::Receiver,
};

use uuid::Uuid;

use super::load::Load;
use crate::{
    domain::{Kind, State, Value, shared},
    geo::{Bounds, Geometry},
    store::{copy, digest, feature, row, statement},
};

/// Bytes on their way into the database, one COPY for each table.
#[derive(Debug)]
pub enum Chunk {
    /// Rows for the stage.
    Staged(Vec<u8>),
    /// Rows for the kind's table and their changes.
    Direct {
        /// The rows.
        rows: Vec<Rows>,
        /// Their changes.
        changes: Vec<u8>,
        /// How many rows the whole load will have, by and large.
        expected: u64,
    },
}

/// Rows that have values in the same columns.
#[derive(Debug)]
pub struct Rows {
    /// The fields written, one bit a position.
    pub(super) columns: u64,
    /// Whether what is the same in every row is left to the columns' defaults.
    pub(super) is_brief: bool,
    pub(super) bytes: Vec<u8>,
}

/// Writes rows that are surely new.
#[derive(Debug)]
pub struct Direct {
    kind: Kind,
    source: String,
    commit_id: Uuid,
    import_id: Uuid,
    at: [u8; 8],
    /// Told by the load once the columns' defaults are what every row has.
    defaults: Arc<AtomicBool>,
    is_brief: bool,
    first_fid: i64,
    count: i32,
    rows_in_chunk: u32,
    /// The fields that any row so far has a value in, one bit a position: columns that are never
    /// filled need not be sent.
    columns: u64,
    /// Rows of this chunk with fewer columns than the latest.
    narrower: Vec<Rows>,
    rows: Vec<u8>,
    changes: Vec<u8>,
    text: Vec<u8>,
    marks: Vec<Option<i32>>,
    /// Memory that was sent before and is free again.
    spare: Receiver<Vec<u8>>,
}

/// So many bytes of rows make a chunk: each costs the start of two COPYs.
const CHUNK_BYTES: usize = 4 << 20;
/// The columns before the fields.
const LEADING: &str = "id, fid, geom";
const LEADING_COUNT: usize = 3;
/// And those that are the same in every row.
const CONSTANT: &str = "source, created_at, updated_at, import_id";
const CONSTANT_COUNT: usize = 4;
const CHANGE_COLUMNS: usize = 9;

impl Direct {
    pub(super) fn new(
        load: &Load<'_>,
        first_fid: i64,
        spare: Receiver<Vec<u8>>,
        defaults: Arc<AtomicBool>,
    ) -> Self {
        let mut direct = Self {
            kind: load.kind,
            source: load.source.to_owned(),
            commit_id: load.commit_id,
            import_id: load.import_id,
            at: row::encode_time(load.at).to_be_bytes(),
            defaults,
            is_brief: false,
            first_fid,
            count: 0,
            rows_in_chunk: 0,
            columns: 0,
            narrower: Vec::new(),
            rows: Vec::new(),
            changes: Vec::new(),
            text: Vec::new(),
            marks: Vec::new(),
            spare,
        };
        direct.begin_rows();
        direct.begin_changes();
        direct
    }

    fn begin_rows(&mut self) {
        self.rows = self.spare.try_recv().unwrap_or_default();
        self.is_brief = self.defaults.load(Ordering::Acquire);
        copy::begin(&mut self.rows);
    }

    fn begin_changes(&mut self) {
        self.changes = self.spare.try_recv().unwrap_or_default();
        copy::begin(&mut self.changes);
    }

    fn end_rows(&mut self) {
        copy::end(&mut self.rows);
        self.narrower.push(Rows {
            columns: self.columns,
            is_brief: self.is_brief,
            bytes: std::mem::take(&mut self.rows),
        });
    }

    /// Makes room for every field that has a value; a state that is the column's default needs none.
    fn widen(&mut self, values: &[Value]) {
        let default = State::default().as_str();
        let filled = values
            .iter()
            .enumerate()
            .filter(|(at, value)| {
                let is_default = *at == shared::STATE_AT && value.as_text() == Some(default);
                !(value.is_null() || is_default)
            })
            .fold(0_u64, |mask, (at, _)| mask | 1 << at);
        if filled & !self.columns == 0 {
            return;
        }
        if self.rows_in_chunk > 0 {
            self.end_rows();
            self.begin_rows();
        }
        self.columns |= filled;
    }

    /// Takes a row and gives it its `fid`; `None` leaves it to the stage, since only the database
    /// can tell its digest.
    pub fn row(
        &mut self,
        id: Uuid,
        values: &mut [Value],
        geometry: Option<&Geometry>,
    ) -> Option<i64> {
        if let Some(state) = values.get_mut(shared::STATE_AT)
            && state.is_null()
        {
            *state = Value::from(State::default().as_str());
        }
        let fid = self.first_fid + i64::from(self.count);
        let stored = feature::stored_geometry(self.kind, geometry);
        let new = digest::NewRow {
            kind: self.kind,
            id,
            fid,
            source: &self.source,
            values,
            geometry: stored.as_deref(),
        };
        let digest = digest::of_new(&new, &mut self.text, &mut self.marks)?;
        self.widen(values);
        self.put_row(id, fid, values, stored.as_deref());
        self.put_change(id, &digest, geometry.and_then(Bounds::around));
        self.count += 1;
        self.rows_in_chunk += 1;
        Some(fid)
    }

    /// Whether there are rows for a chunk.
    #[must_use]
    pub const fn has_rows(&self) -> bool {
        self.rows_in_chunk > 0
    }

    /// Whether there is enough for a chunk.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.rows.len() >= CHUNK_BYTES
    }

    /// How many rows it took.
    #[must_use]
    pub const fn count(&self) -> i32 {
        self.count
    }

    /// The `fid` of its first row, whose change has the ordinal 0.
    pub(super) const fn first_fid(&self) -> i64 {
        self.first_fid
    }

    /// The `fid` of its last row; one before its first when it took none.
    pub(super) fn last_fid(&self) -> i64 {
        self.first_fid + i64::from(self.count) - 1
    }

    /// What was gathered since the last chunk.
    pub fn take_chunk(&mut self, expected: u64) -> Chunk {
        self.end_rows();
        copy::end(&mut self.changes);
        let chunk = Chunk::Direct {
            rows: std::mem::take(&mut self.narrower),
            changes: std::mem::take(&mut self.changes),
            expected,
        };
        self.rows_in_chunk = 0;
        self.begin_rows();
        self.begin_changes();
        chunk
    }

    fn put_row(&mut self, id: Uuid, fid: i64, values: &[Value], geometry: Option<&[u8]>) {
        let out = &mut self.rows;
        let fields = self.kind.fields();
        let columns = usize::try_from(self.columns.count_ones()).unwrap_or(0);
        let constants = if self.is_brief { 0 } else { CONSTANT_COUNT };
        copy::row(out, LEADING_COUNT + constants + columns);
        copy::bytes(out, id.as_bytes());
        copy::bytes(out, &fid.to_be_bytes());
        match geometry {
            Some(ewkb) => copy::bytes(out, ewkb),
            None => copy::null(out),
        }
        if !self.is_brief {
            copy::bytes(out, self.source.as_bytes());
            copy::bytes(out, &self.at);
            copy::bytes(out, &self.at);
            copy::bytes(out, self.import_id.as_bytes());
        }
        for (at, (field, value)) in fields.iter().zip(values).enumerate() {
            if self.columns & 1 << at != 0 {
                copy::field(out, field.field_type, value);
            }
        }
    }

    fn put_change(&mut self, id: Uuid, digest: &[u8; 32], bounds: Option<Bounds>) {
        let out = &mut self.changes;
        copy::row(out, CHANGE_COLUMNS);
        copy::bytes(out, self.commit_id.as_bytes());
        copy::bytes(out, &self.count.to_be_bytes());
        copy::bytes(out, self.kind.as_str().as_bytes());
        copy::bytes(out, id.as_bytes());
        copy::bytes(out, &1_i32.to_be_bytes());
        copy::bytes(out, b"insert");
        copy::bytes(out, digest);
        copy::integers(out, &self.marks);
        match bounds {
            None => copy::null(out),
            Some(bounds) => {
                // The upper corner first, as PostgreSQL keeps a box.
                let corners = [bounds.east, bounds.north, bounds.west, bounds.south];
                let mut bytes = [0; 32];
                for (eight, number) in bytes.chunks_exact_mut(8).zip(corners) {
                    eight.copy_from_slice(&number.to_be_bytes());
                }
                copy::bytes(out, &bytes);
            }
        }
    }
}

/// Where rows go.
pub(super) fn copy_rows(kind: Kind, rows: &Rows) -> String {
    let fields = kind.fields().iter().enumerate();
    let mut text = format!("copy {kind} ({LEADING}");
    if !rows.is_brief {
        text.push_str(", ");
        text.push_str(CONSTANT);
    }
    for (_, field) in fields.filter(|(at, _)| rows.columns & 1 << at != 0) {
        text.push_str(", ");
        text.push_str(&statement::quoted(field.name));
    }
    text.push_str(") from stdin (format binary)");
    text
}

/// Where their changes go.
pub(super) const COPY_CHANGES: &str = "copy change (commit_id, ordinal, kind, id, version, op, digest, marks, box_after) from stdin (format binary)";
