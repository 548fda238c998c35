//! The attributes of a chunk, ready to be written: repeated values by number, unique ones straight
//! from the snapshot.

use hashbrown::HashMap;

use super::{
    intern::Interner,
    protobuf::{any_value, bool_value, text_value},
    spec::AttributeSource,
};
use crate::{
    domain::{plot, shared},
    snapshot::{Chunk, FieldColumn, RowRef, TextColumn},
};

/// One attribute of all rows.
#[derive(Debug)]
pub(super) enum Column {
    /// Texts as the snapshot holds them, mostly unique: none is looked up.
    Own(usize),
    /// Texts of the snapshot's dictionary: the number of each code, 0 being "none".
    Dictionary(usize, Box<[u32]>),
    /// Other values: each row's code among the chunk's different values.
    Coded(Coded),
}

/// Values that are kept encoded.
#[derive(Debug)]
pub(super) struct Coded {
    codes: Box<[u16]>,
    numbers: Box<[u32]>,
    ends: Box<[u32]>,
    bytes: Box<[u8]>,
}

/// "No value" among codes.
const NONE: u16 = u16::MAX;

/// A value of a row, as a tile takes it.
#[derive(Debug)]
pub(super) enum Written<'a> {
    /// A text to be written anew for each feature.
    Unique(&'a str),
    /// A text with its number: its code in a column's dictionary.
    Text(u32, &'a TextColumn, u32),
    /// An encoded value with its number.
    Encoded(u32, &'a [u8]),
}

impl Column {
    pub(super) fn prepare(chunk: &Chunk, source: AttributeSource, interner: &Interner) -> Self {
        match source {
            AttributeSource::Unnamed => Self::Coded(Coded::of(
                chunk,
                |row, out| bool_value(out, row.name().is_none()),
                interner,
            )),
            AttributeSource::Free => Self::Coded(Coded::of(
                chunk,
                |row, out| bool_value(out, row.text(plot::OCCUPANCY_AT) == Some("free")),
                interner,
            )),
            AttributeSource::Field(at) => match chunk.field(at) {
                Some(FieldColumn::Text(column)) => match column.code_count() {
                    None => Self::Own(at),
                    Some(count) => {
                        let mut encoded = Vec::new();
                        let texts = (0..count).map(|code| {
                            let text = u32::try_from(code).ok().and_then(|c| column.text_of(c));
                            let mut value = Vec::new();
                            text_value(&mut value, text.unwrap_or_default());
                            value
                        });
                        encoded.extend(texts);
                        let values = encoded.iter().map(Vec::as_slice);
                        Self::Dictionary(at, interner.numbers(values))
                    }
                },
                _ => Self::Coded(Coded::of(
                    chunk,
                    |row, out| any_value(out, row.value_ref(at)),
                    interner,
                )),
            },
        }
    }

    /// The value of a row; `None` when it has none.
    pub(super) fn at<'a>(&'a self, chunk: &'a Chunk, row: usize) -> Option<Written<'a>> {
        match self {
            Self::Own(at) => chunk.texts(*at)?.get(row).map(Written::Unique),
            Self::Dictionary(at, numbers) => {
                let column = chunk.texts(*at)?;
                let code = column.code(row).filter(|code| *code != 0)?;
                Some(Written::Text(numbers[code as usize], column, code))
            }
            Self::Coded(coded) => coded.at(row),
        }
    }

    pub(super) fn memory(&self) -> usize {
        match self {
            Self::Own(_) => 0,
            Self::Dictionary(_, numbers) => numbers.len() * 4,
            Self::Coded(coded) => {
                coded.codes.len() * 2
                    + (coded.numbers.len() + coded.ends.len()) * 4
                    + coded.bytes.len()
            }
        }
    }
}

impl Coded {
    /// The rows' values, as `write` encodes them; a row for which it writes nothing has none.
    fn of(chunk: &Chunk, write: impl Fn(RowRef<'_>, &mut Vec<u8>), interner: &Interner) -> Self {
        let mut codes = Vec::with_capacity(chunk.len());
        let mut known: HashMap<Box<[u8]>, u16> = HashMap::new();
        let (mut ends, mut bytes, mut value) = (Vec::new(), Vec::new(), Vec::new());
        for row in chunk.rows() {
            value.clear();
            write(row, &mut value);
            if value.is_empty() {
                codes.push(NONE);
                continue;
            }
            let code = known.get(value.as_slice()).copied().unwrap_or_else(|| {
                bytes.extend_from_slice(&value);
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "a chunk has at most 32 768 rows of a few bytes"
                )]
                let (code, end) = (known.len() as u16, bytes.len() as u32);
                ends.push(end);
                known.insert(value.as_slice().into(), code);
                code
            });
            codes.push(code);
        }
        let (ends, bytes): (Box<[u32]>, Box<[u8]>) = (ends.into(), bytes.into());
        let entries = (0..ends.len()).map(|code| entry(&ends, &bytes, code));
        Self {
            numbers: interner.numbers(entries),
            codes: codes.into(),
            ends,
            bytes,
        }
    }

    fn at(&self, row: usize) -> Option<Written<'_>> {
        let code = self.codes[row];
        (code != NONE).then(|| {
            let code = usize::from(code);
            Written::Encoded(self.numbers[code], entry(&self.ends, &self.bytes, code))
        })
    }
}

fn entry<'a>(ends: &[u32], bytes: &'a [u8], code: usize) -> &'a [u8] {
    let from = if code == 0 { 0 } else { ends[code - 1] };
    &bytes[from as usize..ends[code] as usize]
}

/// Whether a row has a name.
pub(super) fn is_named(row: RowRef<'_>) -> bool {
    row.text(shared::NAME_AT).is_some()
}
