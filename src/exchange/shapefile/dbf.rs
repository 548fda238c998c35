//! Reads a dBase table record by record, its bytes untouched.

use std::{
    borrow::Cow,
    fs::File,
    io::{self, BufReader, Read as _},
    path::Path,
};

use crate::exchange::{encoding::Encoding, value::Cell, word::ExchangeError};
use crate::messages::Phrase;

const FORMAT: &str = "Shapefile";
/// The language driver byte of code page 936.
const CODE_PAGE_936: u8 = 0x4D;

/// A dBase table.
#[derive(Debug)]
pub(super) struct Table {
    file: BufReader<File>,
    fields: Vec<Column>,
    record: Vec<u8>,
    language: u8,
    count: u32,
}

/// A column and where its bytes stand in a record.
#[derive(Debug)]
struct Column {
    name: Vec<u8>,
    code: u8,
    start: usize,
    end: usize,
}

impl Table {
    /// # Errors
    /// [`ExchangeError`] when its header makes no sense.
    pub(super) fn open(path: &Path) -> Result<Self, ExchangeError> {
        let file = File::open(path).map_err(|source| ExchangeError::File {
            path: path.to_owned(),
            source,
        })?;
        let mut file = BufReader::with_capacity(1 << 16, file);
        let header = header(&mut file).map_err(|error| {
            ExchangeError::corrupt(FORMAT, Phrase::of("exchange.dbf").with("error", &error))
        })?;
        let fields = columns(&header.descriptors);
        let record_length = usize::from(header.record_length);
        if fields.is_empty() || fields.last().is_some_and(|last| last.end > record_length) {
            return Err(ExchangeError::corrupt(
                FORMAT,
                Phrase::of("exchange.dbf_columns"),
            ));
        }
        Ok(Self {
            file,
            fields,
            record: vec![0; record_length],
            language: header.language,
            count: header.count,
        })
    }

    pub(super) const fn count(&self) -> u32 {
        self.count
    }

    /// The encoding that the header names, when it names one that is read.
    pub(super) const fn encoding(&self) -> Option<Encoding> {
        match self.language {
            CODE_PAGE_936 => Some(Encoding::Gb18030),
            _ => None,
        }
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &[u8]> {
        self.fields.iter().map(|field| field.name.as_slice())
    }

    /// Reads the next record; `false` when it is marked as deleted.
    ///
    /// # Errors
    /// When the file ends before it.
    pub(super) fn advance(&mut self) -> io::Result<bool> {
        self.file.read_exact(&mut self.record)?;
        Ok(self.record.first() != Some(&b'*'))
    }

    /// The cell of a column in the record read last.
    pub(super) fn cell(&self, column: usize, encoding: Encoding) -> Cell<'_> {
        let Some(field) = self.fields.get(column) else {
            return Cell::Empty;
        };
        let bytes = self.record.get(field.start..field.end).unwrap_or_default();
        match (
            field.code,
            bytes.first_chunk::<4>(),
            bytes.first_chunk::<8>(),
        ) {
            (b'I', Some(bytes), _) => owned(&i32::from_le_bytes(*bytes)),
            (b'O' | b'B', _, Some(bytes)) => owned(&f64::from_le_bytes(*bytes)),
            (b'L', ..) => match bytes.first() {
                Some(b'T' | b't' | b'Y' | b'y') => Cell::Bool(true),
                Some(b'F' | b'f' | b'N' | b'n') => Cell::Bool(false),
                _ => Cell::Empty,
            },
            (b'C' | b'N' | b'F' | b'D', ..) => text(field.code, bytes, encoding),
            _ => Cell::Empty,
        }
    }
}

fn owned(number: &impl ToString) -> Cell<'static> {
    Cell::Text(Cow::Owned(number.to_string()))
}

fn text(code: u8, bytes: &[u8], encoding: Encoding) -> Cell<'_> {
    let mut bytes = bytes.trim_ascii();
    while let [rest @ .., 0] = bytes {
        bytes = rest.trim_ascii_end();
    }
    // Numbers too long for their column are stars, dates not given are zeros.
    let is_nothing = bytes.is_empty()
        || (code != b'C' && bytes.iter().all(|byte| *byte == b'*'))
        || (code == b'D' && bytes.iter().all(|byte| *byte == b'0'));
    if is_nothing {
        return Cell::Empty;
    }
    match encoding.decode(bytes) {
        Some(text) => Cell::Text(text),
        None => Cell::Broken(encoding.as_str()),
    }
}

struct Head {
    count: u32,
    record_length: u16,
    language: u8,
    descriptors: Vec<u8>,
}

fn header(file: &mut impl io::Read) -> io::Result<Head> {
    let mut fixed = [0; 32];
    file.read_exact(&mut fixed)?;
    let length = usize::from(u16::from_le_bytes([fixed[8], fixed[9]]));
    let mut descriptors = vec![0; length.saturating_sub(32)];
    file.read_exact(&mut descriptors)?;
    Ok(Head {
        count: u32::from_le_bytes([fixed[4], fixed[5], fixed[6], fixed[7]]),
        record_length: u16::from_le_bytes([fixed[10], fixed[11]]),
        language: fixed[29],
        descriptors,
    })
}

fn columns(descriptors: &[u8]) -> Vec<Column> {
    let mut columns = Vec::new();
    // A record begins with the mark of deletion.
    let mut start = 1;
    for descriptor in descriptors.chunks_exact(32) {
        if descriptor[0] == 0x0D {
            break;
        }
        let name = descriptor[..11].split(|byte| *byte == 0).next();
        let end = start + usize::from(descriptor[16]);
        columns.push(Column {
            name: name.unwrap_or_default().trim_ascii().to_vec(),
            code: descriptor[11],
            start,
            end,
        });
        start = end;
    }
    columns
}
