//! Features on their way into chunks: already in columns, so that no feature is kept as it came.

use std::sync::atomic::{AtomicU64, Ordering};

use uuid::Uuid;

use super::{
    chunk::{CHUNK_ROWS, Chunk, FieldColumn},
    number_column::{FloatColumn, StagedInts},
    packed_tree::{NOWHERE, PackedTree},
    row::{RowRef, ValueRef, to_days},
    shape_column::StagedShapes,
    text_column::{StagedTexts, TextColumn},
};
use crate::{
    domain::{Feature, FieldType, Kind, State, shared},
    geo::hilbert,
};

#[derive(Debug)]
enum StagedField {
    Text(StagedTexts),
    Integer(StagedInts),
    Number(Vec<f64>),
    Date(StagedInts),
}

/// The columns of one kind while they grow.
#[derive(Debug)]
pub(super) struct Staging {
    kind: Kind,
    ids: Vec<Uuid>,
    fids: StagedInts,
    versions: StagedInts,
    sources: StagedTexts,
    created: StagedInts,
    updated: StagedInts,
    fields: Vec<StagedField>,
    shapes: StagedShapes,
}

impl Staging {
    pub(super) fn new(kind: Kind) -> Self {
        let field = |field: &crate::domain::Field| match field.field_type {
            FieldType::Text | FieldType::Code | FieldType::Choice(_) => {
                StagedField::Text(StagedTexts::default())
            }
            FieldType::Integer => StagedField::Integer(StagedInts::default()),
            FieldType::Number => StagedField::Number(Vec::new()),
            FieldType::Date => StagedField::Date(StagedInts::default()),
        };
        Self {
            kind,
            ids: Vec::new(),
            fids: StagedInts::default(),
            versions: StagedInts::default(),
            sources: StagedTexts::default(),
            created: StagedInts::default(),
            updated: StagedInts::default(),
            fields: kind.fields().iter().map(field).collect(),
            shapes: StagedShapes::default(),
        }
    }

    pub(super) const fn len(&self) -> usize {
        self.ids.len()
    }

    /// Takes a feature in.
    pub(super) fn push(&mut self, feature: &Feature) {
        self.ids.push(feature.id);
        self.fids.push(Some(feature.fid));
        self.versions.push(Some(feature.version.into()));
        self.sources.push(Some(&feature.source));
        self.created
            .push(Some(feature.created_at.timestamp_micros()));
        self.updated
            .push(Some(feature.updated_at.timestamp_micros()));
        for (at, column) in self.fields.iter_mut().enumerate() {
            let value = feature.values.get(at).map_or(ValueRef::Null, Into::into);
            push_value(column, value);
        }
        self.shapes.push(feature.geometry.as_ref());
    }

    /// Takes over a row of another chunk.
    pub(super) fn push_row(&mut self, row: RowRef<'_>) {
        let (chunk, at) = (row.chunk(), row.row());
        self.ids.push(row.id());
        self.fids.push(chunk.fids.get(at));
        self.versions.push(chunk.versions.get(at));
        self.sources.push(chunk.sources.get(at));
        self.created.push(chunk.created.get(at));
        self.updated.push(chunk.updated.get(at));
        for (field, column) in self.fields.iter_mut().enumerate() {
            push_value(column, row.value_ref(field));
        }
        self.shapes.push(row.geometry().as_ref());
    }

    /// The chunks of everything pushed, along the Hilbert curve; several threads share the work.
    pub(super) fn finish(mut self) -> Vec<Chunk> {
        self.sources.seal();
        for field in &mut self.fields {
            if let StagedField::Text(texts) = field {
                texts.seal();
            }
        }
        let order = self.order();
        let pieces = order.len().div_ceil(CHUNK_ROWS).max(1);
        let size = order.len().div_ceil(pieces).max(1);
        let pieces: Vec<&[u32]> = order.chunks(size).collect();
        let threads = std::thread::available_parallelism()
            .map_or(1, usize::from)
            .min(pieces.len());
        if threads < 2 {
            let mut marks = Vec::new();
            return pieces
                .iter()
                .map(|rows| self.cut(rows, &mut marks))
                .collect();
        }
        let share = pieces.len().div_ceil(threads);
        let staging = &self;
        std::thread::scope(|scope| {
            let workers: Vec<_> = pieces
                .chunks(share)
                .map(|pieces| {
                    scope.spawn(move || {
                        let mut marks = Vec::new();
                        let cut = |rows: &&[u32]| staging.cut(rows, &mut marks);
                        pieces.iter().map(cut).collect::<Vec<_>>()
                    })
                })
                .collect();
            let mut chunks = Vec::new();
            for worker in workers {
                match worker.join() {
                    Ok(cut) => chunks.extend(cut),
                    Err(cause) => std::panic::resume_unwind(cause),
                }
            }
            chunks
        })
    }

    /// The rows along the curve, those without a place last.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "fewer than 2^32 rows fit in memory"
    )]
    fn order(&self) -> Vec<u32> {
        let mut keys: Vec<(u64, u32)> = (0..self.ids.len())
            .map(|row| {
                let bounds = self.shapes.box4(row);
                let key = if bounds == NOWHERE {
                    u64::MAX
                } else {
                    let lon = f64::midpoint(bounds[0], bounds[2]);
                    let lat = f64::midpoint(bounds[1], bounds[3]);
                    hilbert::of_unit([(lon + 180.0) / 360.0, (90.0 - lat) / 180.0])
                };
                (key, row as u32)
            })
            .collect();
        keys.sort_unstable();
        keys.into_iter().map(|(_, row)| row).collect()
    }

    fn cut(&self, rows: &[u32], marks: &mut Vec<u32>) -> Chunk {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let fields: Box<[FieldColumn]> = self
            .fields
            .iter()
            .map(|field| match field {
                StagedField::Text(texts) => FieldColumn::Text(texts.cut(rows, marks)),
                StagedField::Integer(ints) => FieldColumn::Integer(ints.cut(rows)),
                StagedField::Date(ints) => FieldColumn::Date(ints.cut(rows)),
                StagedField::Number(numbers) => FieldColumn::Number(FloatColumn::pack(
                    rows.iter().map(|row| numbers[*row as usize]).collect(),
                )),
            })
            .collect();
        let states = match fields.get(shared::STATE_AT) {
            Some(FieldColumn::Text(column)) => states_of(column),
            _ => Box::default(),
        };
        let shapes = self.shapes.cut(rows);
        let tree = PackedTree::over((0..rows.len()).map(|row| shapes.box4(row)));
        Chunk {
            id: NEXT.fetch_add(1, Ordering::Relaxed),
            kind: self.kind,
            ids: rows.iter().map(|row| self.ids[*row as usize]).collect(),
            fids: self.fids.cut(rows),
            versions: self.versions.cut(rows),
            sources: self.sources.cut(rows, marks),
            created: self.created.cut(rows),
            updated: self.updated.cut(rows),
            fields,
            states,
            shapes,
            tree,
        }
    }
}

fn states_of(column: &TextColumn) -> Box<[State]> {
    (0..column.code_count().unwrap_or(0))
        .map(|code| {
            u32::try_from(code)
                .ok()
                .and_then(|code| column.text_of(code))
                .and_then(State::from_stored)
                .unwrap_or_default()
        })
        .collect()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "register integers are far below 2^53"
)]
fn push_value(column: &mut StagedField, value: ValueRef<'_>) {
    match (column, value) {
        (StagedField::Text(texts), ValueRef::Text(text)) => texts.push(Some(text)),
        (StagedField::Text(texts), _) => texts.push(None),
        (StagedField::Integer(ints), ValueRef::Integer(number)) => ints.push(Some(number)),
        (StagedField::Date(ints), ValueRef::Date(date)) => ints.push(Some(to_days(date))),
        (StagedField::Integer(ints) | StagedField::Date(ints), _) => ints.push(None),
        (StagedField::Number(numbers), ValueRef::Number(number)) => numbers.push(number),
        (StagedField::Number(numbers), ValueRef::Integer(number)) => numbers.push(number as f64),
        (StagedField::Number(numbers), _) => numbers.push(f64::NAN),
    }
}
