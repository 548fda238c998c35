//! A column of texts in a chunk: repeated texts once in a dictionary, unique ones in one arena.

use hashbrown::HashTable;

use super::hash::hash_bytes;

/// The codes of the rows, as narrow as the dictionary allows.
#[derive(Debug)]
enum Codes {
    /// Every row has this code.
    All(u32),
    /// Up to 256 texts.
    U8(Box<[u8]>),
    /// Up to 65 536 texts.
    U16(Box<[u16]>),
}

#[derive(Debug)]
enum Layout {
    /// Codes into the dictionary.
    Dictionary(Codes),
    /// Each row its own text, in row order; a set bit says that the row has none.
    Own(Option<Box<[u64]>>),
}

/// The texts of a field for all rows of a chunk.
///
/// A column is either a dictionary, where equal texts have equal codes, or each row's own text.
#[derive(Debug)]
pub struct TextColumn {
    layout: Layout,
    /// Where each text ends; text 0 of a dictionary is "none".
    ends: Box<[u32]>,
    bytes: Box<str>,
}

impl TextColumn {
    /// The text of a row.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<&str> {
        match &self.layout {
            Layout::Dictionary(codes) => match codes.at(row) {
                0 => None,
                code => Some(self.entry(code as usize)),
            },
            Layout::Own(none) => {
                if none.as_ref().is_some_and(|bits| bit(bits, row)) {
                    None
                } else {
                    Some(self.entry(row))
                }
            }
        }
    }

    /// The dictionary code of a row, 0 for none; `None` when the column has no dictionary.
    #[must_use]
    pub fn code(&self, row: usize) -> Option<u32> {
        match &self.layout {
            Layout::Dictionary(codes) => Some(codes.at(row)),
            Layout::Own(_) => None,
        }
    }

    /// How many codes the dictionary has, the 0 for "none" included; `None` without one.
    #[must_use]
    pub fn code_count(&self) -> Option<usize> {
        match self.layout {
            Layout::Dictionary(_) => Some(self.ends.len()),
            Layout::Own(_) => None,
        }
    }

    /// The text of a dictionary code; `None` for code 0.
    #[must_use]
    pub fn text_of(&self, code: u32) -> Option<&str> {
        (code != 0 && (code as usize) < self.ends.len()).then(|| self.entry(code as usize))
    }

    /// The code of a text, when the column has a dictionary that holds it.
    #[must_use]
    pub fn code_of(&self, text: &str) -> Option<u32> {
        let count = self.code_count()?;
        (1..count)
            .find(|code| self.entry(*code) == text)
            .and_then(|code| u32::try_from(code).ok())
    }

    /// Whether no row has a text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self.layout, Layout::Dictionary(Codes::All(0)))
    }

    /// Bytes held on the heap.
    #[must_use]
    pub fn memory(&self) -> usize {
        let layout = match &self.layout {
            Layout::Dictionary(Codes::All(_)) | Layout::Own(None) => 0,
            Layout::Dictionary(Codes::U8(codes)) => codes.len(),
            Layout::Dictionary(Codes::U16(codes)) => codes.len() * 2,
            Layout::Own(Some(bits)) => bits.len() * 8,
        };
        layout + self.ends.len() * 4 + self.bytes.len()
    }

    fn entry(&self, at: usize) -> &str {
        let from = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.bytes[from as usize..self.ends[at] as usize]
    }
}

impl Codes {
    fn at(&self, row: usize) -> u32 {
        match self {
            Self::All(code) => *code,
            Self::U8(codes) => u32::from(codes[row]),
            Self::U16(codes) => u32::from(codes[row]),
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "the width is chosen by the number of codes"
    )]
    fn pack(codes: &[u32], count: usize) -> Self {
        let first = codes.first().copied().unwrap_or(0);
        if codes.iter().all(|code| *code == first) {
            Self::All(first)
        } else if count <= 256 {
            Self::U8(codes.iter().map(|code| *code as u8).collect())
        } else {
            Self::U16(codes.iter().map(|code| *code as u16).collect())
        }
    }
}

fn bit(bits: &[u64], row: usize) -> bool {
    bits[row / 64] >> (row % 64) & 1 == 1
}

/// Texts on their way into chunks: every row an entry, equal entries shared while that pays.
#[derive(Debug, Default)]
pub(super) struct StagedTexts {
    /// Rows before the first text: most columns of most kinds stay at that.
    leading_none: usize,
    entries: Vec<u32>,
    ends: Vec<usize>,
    bytes: String,
    known: HashTable<u32>,
    sharing_ended: bool,
}

/// "No text" among the entries.
const NONE: u32 = u32::MAX;
/// From here on a column that is mostly unique is no longer shared.
const TRIAL_ROWS: usize = 2048;

impl StagedTexts {
    pub(super) fn push(&mut self, text: Option<&str>) {
        let entry = match text {
            None if self.entries.is_empty() => {
                self.leading_none += 1;
                return;
            }
            None => NONE,
            Some(text) if self.sharing_ended => self.append(text),
            Some(text) => self.shared(text),
        };
        self.entries.push(entry);
    }

    fn shared(&mut self, text: &str) -> u32 {
        let hash = hash_bytes(text.as_bytes());
        let (ends, bytes) = (&self.ends, &self.bytes);
        if let Some(entry) = self
            .known
            .find(hash, |entry| staged(ends, bytes, *entry) == text)
        {
            return *entry;
        }
        let entry = self.append(text);
        if self.ends.len() > TRIAL_ROWS && self.ends.len() * 2 > self.entries.len() {
            self.sharing_ended = true;
            self.known = HashTable::new();
            return entry;
        }
        let (ends, bytes) = (&self.ends, &self.bytes);
        self.known.insert_unique(hash, entry, |entry| {
            hash_bytes(staged(ends, bytes, *entry).as_bytes())
        });
        entry
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "fewer than 2^32 rows fit in memory"
    )]
    fn append(&mut self, text: &str) -> u32 {
        self.bytes.push_str(text);
        self.ends.push(self.bytes.len());
        (self.ends.len() - 1) as u32
    }

    pub(super) fn get(&self, row: usize) -> Option<&str> {
        match self.entry_of(row) {
            NONE => None,
            entry => Some(staged(&self.ends, &self.bytes, entry)),
        }
    }

    fn entry_of(&self, row: usize) -> u32 {
        row.checked_sub(self.leading_none)
            .map_or(NONE, |at| self.entries.get(at).copied().unwrap_or(NONE))
    }

    /// Forgets what only pushing needs.
    pub(super) fn seal(&mut self) {
        self.known = HashTable::new();
    }

    /// The column of the given rows, in their order. `marks` is scratch space kept between calls.
    pub(super) fn cut(&self, rows: &[u32], marks: &mut Vec<u32>) -> TextColumn {
        if !self.sharing_ended
            && let Some(column) = self.cut_dictionary(rows, marks)
        {
            return column;
        }
        self.cut_own(rows)
    }

    fn cut_dictionary(&self, rows: &[u32], marks: &mut Vec<u32>) -> Option<TextColumn> {
        marks.clear();
        marks.resize(self.ends.len(), 0);
        let (mut ends, mut bytes) = (vec![0], String::new());
        let mut codes = Vec::with_capacity(rows.len());
        for row in rows {
            let entry = self.entry_of(*row as usize);
            if entry == NONE {
                codes.push(0);
                continue;
            }
            let mark = &mut marks[entry as usize];
            if *mark == 0 {
                if ends.len() > 16 && ends.len() * 2 > rows.len() || ends.len() > 0xffff {
                    return None;
                }
                *mark = u32::try_from(ends.len()).ok()?;
                bytes.push_str(staged(&self.ends, &self.bytes, entry));
                ends.push(u32::try_from(bytes.len()).ok()?);
            }
            codes.push(*mark);
        }
        Some(TextColumn {
            layout: Layout::Dictionary(Codes::pack(&codes, ends.len())),
            ends: ends.into(),
            bytes: bytes.into(),
        })
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "a chunk's texts stay far below 4 GiB"
    )]
    fn cut_own(&self, rows: &[u32]) -> TextColumn {
        let mut none = vec![0_u64; rows.len().div_ceil(64)];
        let (mut ends, mut bytes) = (Vec::with_capacity(rows.len()), String::new());
        let mut any_none = false;
        for (at, row) in rows.iter().enumerate() {
            if let Some(text) = self.get(*row as usize) {
                bytes.push_str(text);
            } else {
                none[at / 64] |= 1 << (at % 64);
                any_none = true;
            }
            ends.push(bytes.len() as u32);
        }
        TextColumn {
            layout: Layout::Own(any_none.then(|| none.into())),
            ends: ends.into(),
            bytes: bytes.into(),
        }
    }
}

fn staged<'a>(ends: &[usize], bytes: &'a str, entry: u32) -> &'a str {
    let at = entry as usize;
    let from = if at == 0 { 0 } else { ends[at - 1] };
    &bytes[from..ends[at]]
}
