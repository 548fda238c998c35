//! Rows that are surely new, written once: straight into the kind's table, their changes straight
//! into the log, numbers and digests given here, beside the reader of the file.

use std::sync::mpsc::Receiver;

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
        rows: Vec<u8>,
        /// Their changes.
        changes: Vec<u8>,
        /// How many rows the whole load will have, by and large.
        expected: u64,
    },
}

/// Writes rows that are surely new.
#[derive(Debug)]
pub struct Direct {
    kind: Kind,
    source: String,
    commit_id: Uuid,
    import_id: Uuid,
    at: [u8; 8],
    first_fid: i64,
    count: i32,
    rows_in_chunk: u32,
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
const LEADING: &str = "id, fid, version, source, created_at, updated_at, import_id, geom";
const LEADING_COUNT: usize = 8;
const CHANGE_COLUMNS: usize = 9;

impl Direct {
    pub(super) fn new(load: &Load<'_>, first_fid: i64, spare: Receiver<Vec<u8>>) -> Self {
        let mut direct = Self {
            kind: load.kind,
            source: load.source.to_owned(),
            commit_id: load.commit_id,
            import_id: load.import_id,
            at: row::encode_time(load.at).to_be_bytes(),
            first_fid,
            count: 0,
            rows_in_chunk: 0,
            rows: Vec::new(),
            changes: Vec::new(),
            text: Vec::new(),
            marks: Vec::new(),
            spare,
        };
        direct.begin();
        direct
    }

    fn begin(&mut self) {
        self.rows = self.spare.try_recv().unwrap_or_default();
        self.changes = self.spare.try_recv().unwrap_or_default();
        copy::begin(&mut self.rows);
        copy::begin(&mut self.changes);
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
        copy::end(&mut self.rows);
        copy::end(&mut self.changes);
        let chunk = Chunk::Direct {
            rows: std::mem::take(&mut self.rows),
            changes: std::mem::take(&mut self.changes),
            expected,
        };
        self.rows_in_chunk = 0;
        self.begin();
        chunk
    }

    fn put_row(&mut self, id: Uuid, fid: i64, values: &[Value], geometry: Option<&[u8]>) {
        let out = &mut self.rows;
        let fields = self.kind.fields();
        copy::row(out, LEADING_COUNT + fields.len());
        copy::bytes(out, id.as_bytes());
        copy::bytes(out, &fid.to_be_bytes());
        copy::bytes(out, &1_i32.to_be_bytes());
        copy::bytes(out, self.source.as_bytes());
        copy::bytes(out, &self.at);
        copy::bytes(out, &self.at);
        copy::bytes(out, self.import_id.as_bytes());
        match geometry {
            Some(ewkb) => copy::bytes(out, ewkb),
            None => copy::null(out),
        }
        for (field, value) in fields.iter().zip(values) {
            copy::field(out, field.field_type, value);
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

/// Where the rows of a chunk go.
pub(super) fn copy_rows(kind: Kind) -> String {
    format!(
        "copy {kind} ({LEADING}, {}) from stdin (format binary)",
        statement::field_columns(kind, "")
    )
}

/// Where their changes go.
pub(super) const COPY_CHANGES: &str = "copy change (commit_id, ordinal, kind, id, version, op, digest, marks, box_after) from stdin (format binary)";
