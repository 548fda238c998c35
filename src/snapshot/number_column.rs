//! Columns of whole numbers, dates and times, as narrow as a chunk's values allow, and of numbers.

/// Whole numbers of a chunk's rows: each the distance from the smallest, in as few bytes as it takes.
#[derive(Debug)]
pub struct IntColumn {
    base: i64,
    width: Width,
}

/// The largest value of each width says "none".
#[derive(Debug)]
enum Width {
    All(Option<i64>),
    U8(Box<[u8]>),
    U16(Box<[u16]>),
    U32(Box<[u32]>),
    I64(Box<[i64]>),
}

/// "None" in a column of full width and among staged numbers; no date, time or count is that small.
pub(super) const NONE: i64 = i64::MIN;

impl IntColumn {
    /// The value of a row.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<i64> {
        let offset: i64 = match &self.width {
            Width::All(value) => return *value,
            Width::U8(values) => none_at(values[row], u8::MAX)?.into(),
            Width::U16(values) => none_at(values[row], u16::MAX)?.into(),
            Width::U32(values) => none_at(values[row], u32::MAX)?.into(),
            Width::I64(values) => return none_at(values[row], NONE),
        };
        Some(self.base + offset)
    }

    /// Bytes held on the heap.
    #[must_use]
    pub fn memory(&self) -> usize {
        match &self.width {
            Width::All(_) => 0,
            Width::U8(values) => values.len(),
            Width::U16(values) => values.len() * 2,
            Width::U32(values) => values.len() * 4,
            Width::I64(values) => values.len() * 8,
        }
    }

    /// The column of values where [`NONE`] stands for none.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the width is chosen by the span of the values"
    )]
    pub(super) fn pack(values: &[i64]) -> Self {
        let first = values.first().copied().unwrap_or(NONE);
        if values.iter().all(|value| *value == first) {
            return Self {
                base: 0,
                width: Width::All(none_at(first, NONE)),
            };
        }
        let known = || values.iter().copied().filter(|value| *value != NONE);
        let base = known().min().unwrap_or(0);
        let span = known().max().unwrap_or(0).abs_diff(base);
        let offsets = || {
            values
                .iter()
                .map(|value| (*value != NONE).then(|| value.wrapping_sub(base) as u64))
        };
        let width = if span < u64::from(u8::MAX) {
            Width::U8(offsets().map(|o| o.map_or(u8::MAX, |o| o as u8)).collect())
        } else if span < u64::from(u16::MAX) {
            Width::U16(
                offsets()
                    .map(|o| o.map_or(u16::MAX, |o| o as u16))
                    .collect(),
            )
        } else if span < u64::from(u32::MAX) {
            Width::U32(
                offsets()
                    .map(|o| o.map_or(u32::MAX, |o| o as u32))
                    .collect(),
            )
        } else {
            Width::I64(values.into())
        };
        Self { base, width }
    }
}

fn none_at<T: PartialEq + Copy>(value: T, none: T) -> Option<T> {
    (value != none).then_some(value)
}

/// Numbers of a chunk's rows.
#[derive(Debug)]
pub struct FloatColumn {
    /// Empty when no row has a number; not-a-number stands for none (the register holds only finite ones).
    values: Box<[f64]>,
}

impl FloatColumn {
    /// The value of a row.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<f64> {
        self.values
            .get(row)
            .copied()
            .filter(|value| !value.is_nan())
    }

    /// Bytes held on the heap.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.values.len() * 8
    }

    /// The column of values where not-a-number stands for none.
    pub(super) fn pack(values: Vec<f64>) -> Self {
        if values.iter().all(|value| value.is_nan()) {
            Self {
                values: Box::default(),
            }
        } else {
            Self {
                values: values.into(),
            }
        }
    }
}

/// Whole numbers on their way into chunks.
#[derive(Debug)]
pub(super) enum StagedInts {
    /// So many times the same.
    Same(i64, usize),
    /// Distances from the first.
    Near(i64, Vec<i32>),
    /// As they came.
    Far(Vec<i64>),
}

/// "None" among distances.
const NEAR_NONE: i32 = i32::MIN;

impl Default for StagedInts {
    fn default() -> Self {
        Self::Same(NONE, 0)
    }
}

impl StagedInts {
    pub(super) fn push(&mut self, value: Option<i64>) {
        let value = value.unwrap_or(NONE);
        match self {
            Self::Same(first, count) if *count == 0 || *first == value => {
                *first = value;
                *count += 1;
            }
            Self::Near(base, offsets) if distance(*base, value).is_some() => {
                offsets.extend(distance(*base, value));
            }
            Self::Far(values) => values.push(value),
            Self::Same(..) | Self::Near(..) => {
                self.widen(value);
                self.push(Some(value));
            }
        }
    }

    /// Makes room for a value that the present form cannot hold.
    fn widen(&mut self, next: i64) {
        *self = match std::mem::take(self) {
            Self::Same(first, count) => {
                let base = if first == NONE { next } else { first };
                match (distance(base, first), distance(base, next)) {
                    (Some(offset), Some(_)) => Self::Near(base, vec![offset; count]),
                    _ => Self::Far(vec![first; count]),
                }
            }
            Self::Near(base, offsets) => Self::Far(
                offsets
                    .into_iter()
                    .map(|offset| absolute(base, offset))
                    .collect(),
            ),
            far @ Self::Far(_) => far,
        };
    }

    fn get(&self, row: usize) -> i64 {
        match self {
            Self::Same(value, _) => *value,
            Self::Near(base, offsets) => absolute(*base, offsets[row]),
            Self::Far(values) => values[row],
        }
    }

    /// The column of the given rows, in their order.
    pub(super) fn cut(&self, rows: &[u32]) -> IntColumn {
        let values: Vec<i64> = rows.iter().map(|row| self.get(*row as usize)).collect();
        IntColumn::pack(&values)
    }
}

fn distance(base: i64, value: i64) -> Option<i32> {
    if value == NONE {
        return Some(NEAR_NONE);
    }
    i32::try_from(value.checked_sub(base)?)
        .ok()
        .filter(|offset| *offset != NEAR_NONE)
}

fn absolute(base: i64, offset: i32) -> i64 {
    if offset == NEAR_NONE {
        NONE
    } else {
        base + i64::from(offset)
    }
}
