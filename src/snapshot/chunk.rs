//! A chunk: some tens of thousands of features of one kind and one patch of country, by columns.

use uuid::Uuid;

use super::{
    number_column::{FloatColumn, IntColumn},
    packed_tree::PackedTree,
    row::RowRef,
    shape_column::ShapeColumn,
    text_column::TextColumn,
};
use crate::domain::{Kind, State, shared};

/// How many rows a chunk has at most. Small enough for a row to be told by 16 bits.
pub const CHUNK_ROWS: usize = 32_768;

/// A field of all rows.
#[derive(Debug)]
pub enum FieldColumn {
    /// Text, codes, choices.
    Text(TextColumn),
    /// Whole numbers.
    Integer(IntColumn),
    /// Numbers.
    Number(FloatColumn),
    /// Dates, as days since the beginning of the year 1.
    Date(IntColumn),
}

/// Immutable columns of features of one kind. What is prepared from a chunk (trees, tile records)
/// may be kept under its [`Chunk::id`] for as long as the chunk is in use.
#[derive(Debug)]
pub struct Chunk {
    pub(super) id: u64,
    pub(super) kind: Kind,
    pub(super) ids: Box<[Uuid]>,
    pub(super) fids: IntColumn,
    pub(super) versions: IntColumn,
    pub(super) sources: TextColumn,
    pub(super) created: IntColumn,
    pub(super) updated: IntColumn,
    pub(super) fields: Box<[FieldColumn]>,
    /// The state that each code of the state column means.
    pub(super) states: Box<[State]>,
    pub(super) shapes: ShapeColumn,
    pub(super) tree: PackedTree,
}

impl Chunk {
    /// Unlike any other chunk's of this process.
    #[must_use]
    pub const fn id(&self) -> u64 {
        self.id
    }

    /// The kind of all rows.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// How many rows, dead ones included.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there are no rows; never so in a table.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// A row, below [`Chunk::len`].
    #[must_use]
    pub const fn row(&self, row: usize) -> RowRef<'_> {
        RowRef::new(self, row)
    }

    /// All rows in the order of the Hilbert curve, dead ones included.
    #[must_use]
    pub fn rows(&self) -> impl ExactSizeIterator<Item = RowRef<'_>> {
        (0..self.len()).map(|row| RowRef::new(self, row))
    }

    /// The ids.
    #[must_use]
    pub fn ids(&self) -> &[Uuid] {
        &self.ids
    }

    /// The small numbers.
    #[must_use]
    pub const fn fids(&self) -> &IntColumn {
        &self.fids
    }

    /// The versions.
    #[must_use]
    pub const fn versions(&self) -> &IntColumn {
        &self.versions
    }

    /// The data owners.
    #[must_use]
    pub const fn sources(&self) -> &TextColumn {
        &self.sources
    }

    /// Microseconds since 1970, UTC, of registration.
    #[must_use]
    pub const fn created(&self) -> &IntColumn {
        &self.created
    }

    /// Microseconds since 1970, UTC, of the last change.
    #[must_use]
    pub const fn updated(&self) -> &IntColumn {
        &self.updated
    }

    /// The column at a position of [`Kind::fields`].
    #[must_use]
    pub fn field(&self, at: usize) -> Option<&FieldColumn> {
        self.fields.get(at)
    }

    /// All columns, in the order of [`Kind::fields`].
    #[must_use]
    pub const fn fields(&self) -> &[FieldColumn] {
        &self.fields
    }

    /// The text column at a position of [`Kind::fields`]; `None` when the field is no text.
    #[must_use]
    pub fn texts(&self, at: usize) -> Option<&TextColumn> {
        match self.fields.get(at) {
            Some(FieldColumn::Text(column)) => Some(column),
            _ => None,
        }
    }

    /// The state of a row.
    #[must_use]
    pub fn state(&self, row: usize) -> State {
        self.texts(shared::STATE_AT)
            .and_then(|column| column.code(row))
            .and_then(|code| self.states.get(code as usize))
            .copied()
            .unwrap_or_default()
    }

    /// The geometries.
    #[must_use]
    pub const fn shapes(&self) -> &ShapeColumn {
        &self.shapes
    }

    /// The boxes over the rows.
    #[must_use]
    pub const fn tree(&self) -> &PackedTree {
        &self.tree
    }

    /// Bytes held on the heap.
    #[must_use]
    pub fn memory(&self) -> usize {
        let fields: usize = self
            .fields
            .iter()
            .map(|column| match column {
                FieldColumn::Text(column) => column.memory(),
                FieldColumn::Integer(column) | FieldColumn::Date(column) => column.memory(),
                FieldColumn::Number(column) => column.memory(),
            })
            .sum();
        self.ids.len() * 16
            + self.fids.memory()
            + self.versions.memory()
            + self.sources.memory()
            + self.created.memory()
            + self.updated.memory()
            + fields
            + self.fields.len() * size_of::<FieldColumn>()
            + self.shapes.memory()
            + self.tree.memory()
    }
}
