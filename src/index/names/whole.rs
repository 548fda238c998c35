//! All names: a block a chunk, the doorplates a chunk, and the extra names.

use std::{collections::HashMap, sync::Arc};

use super::{
    block::{Entry, NameBlock, Named},
    extra::{ExtraName, NameRole},
    plates::Plates,
};
use crate::{
    domain::{Kind, place, road},
    snapshot::{Chunk, RowRef, Snapshot},
};

/// The kinds whose names are sought, in the order in which they are shown.
pub(super) const NAMED: [Kind; 5] = [
    Kind::Region,
    Kind::Place,
    Kind::Road,
    Kind::Cemetery,
    Kind::BoundaryLine,
];

/// The names of a snapshot. Cloning copies pointers.
#[derive(Clone, Debug, Default)]
pub(in crate::index) struct Names {
    blocks: HashMap<u64, Arc<NameBlock>>,
    plates: HashMap<u64, Arc<Plates>>,
    extra: Arc<Extra>,
}

/// The extra names with their index.
#[derive(Debug, Default)]
pub(super) struct Extra {
    pub(super) names: Vec<ExtraName>,
    pub(super) block: NameBlock,
}

impl Names {
    /// The names of a snapshot, taking over what was prepared for chunks that are still there.
    pub(in crate::index) fn over(snapshot: &Snapshot, before: &Self) -> Self {
        let chunks = |kinds: &[Kind]| -> Vec<Arc<Chunk>> {
            kinds
                .iter()
                .flat_map(|kind| snapshot.table(*kind).chunks())
                .map(|slot| Arc::clone(slot.chunk()))
                .collect()
        };
        Self {
            blocks: prepare(&chunks(&NAMED), &before.blocks, name_block),
            plates: prepare(&chunks(&[Kind::Doorplate]), &before.plates, Plates::over),
            extra: Arc::clone(&before.extra),
        }
    }

    /// The same with other extra names.
    pub(in crate::index) fn with_extra(&self, names: Vec<ExtraName>) -> Self {
        let list: Vec<Named<'_>> = (0..)
            .zip(&names)
            .map(|(row, name)| Named {
                text: &name.text,
                pinyin: None,
                entry: Entry {
                    row,
                    role: name.role,
                    at: [f32::NAN; 2],
                },
            })
            .collect();
        let block = NameBlock::over(&list);
        Self {
            extra: Arc::new(Extra { names, block }),
            ..self.clone()
        }
    }

    pub(super) fn block(&self, chunk: &Chunk) -> Option<&NameBlock> {
        self.blocks.get(&chunk.id()).map(Arc::as_ref)
    }

    pub(super) fn plates(&self, chunk: &Chunk) -> Option<&Plates> {
        self.plates.get(&chunk.id()).map(Arc::as_ref)
    }

    pub(super) fn extra(&self) -> &Extra {
        &self.extra
    }

    pub(in crate::index) fn memory(&self) -> (usize, usize) {
        let blocks: usize = self.blocks.values().map(|block| block.memory()).sum();
        let plates = self.plates.values().map(|plates| plates.memory()).sum();
        (blocks + self.extra.block.memory(), plates)
    }
}

/// What is prepared of each chunk, made only for new ones; several threads share a large load.
fn prepare<T: Send + Sync>(
    chunks: &[Arc<Chunk>],
    before: &HashMap<u64, Arc<T>>,
    make: fn(&Chunk) -> T,
) -> HashMap<u64, Arc<T>> {
    let new: Vec<&Arc<Chunk>> = chunks
        .iter()
        .filter(|chunk| !before.contains_key(&chunk.id()))
        .collect();
    let threads = std::thread::available_parallelism()
        .map_or(1, usize::from)
        .min(new.len());
    let fresh: Vec<Arc<T>> = if threads < 2 {
        new.iter().map(|chunk| Arc::new(make(chunk))).collect()
    } else {
        std::thread::scope(|scope| {
            let workers: Vec<_> = new
                .chunks(new.len().div_ceil(threads))
                .map(|share| {
                    scope.spawn(move || {
                        let each = share.iter().map(|chunk| Arc::new(make(chunk)));
                        each.collect::<Vec<_>>()
                    })
                })
                .collect();
            let join = |worker: std::thread::ScopedJoinHandle<'_, Vec<Arc<T>>>| match worker.join()
            {
                Ok(done) => done,
                Err(cause) => std::panic::resume_unwind(cause),
            };
            workers.into_iter().flat_map(join).collect()
        })
    };
    let mut all: HashMap<u64, Arc<T>> = chunks
        .iter()
        .filter_map(|chunk| Some((chunk.id(), Arc::clone(before.get(&chunk.id())?))))
        .collect();
    all.extend(new.iter().map(|chunk| chunk.id()).zip(fresh));
    all
}

fn name_block(chunk: &Chunk) -> NameBlock {
    let mut named = Vec::with_capacity(chunk.len());
    for row in chunk.rows() {
        let entry = |role| Entry {
            row: u32::try_from(row.row()).unwrap_or(u32::MAX),
            role,
            at: middle(row),
        };
        if let Some(text) = row.name() {
            named.push(Named {
                text,
                pinyin: pinyin(row),
                entry: entry(NameRole::Standard),
            });
        }
        for text in aliases(row) {
            named.push(Named {
                text,
                pinyin: None,
                entry: entry(NameRole::Alias),
            });
        }
    }
    let block = NameBlock::over(&named);
    if chunk.kind() == Kind::Region {
        block.with_specifics()
    } else {
        block
    }
}

fn pinyin(row: RowRef<'_>) -> Option<&str> {
    match row.kind() {
        Kind::Place => row.text(place::PINYIN_AT),
        Kind::Road => row.text(road::PINYIN_AT),
        _ => None,
    }
}

fn aliases(row: RowRef<'_>) -> impl Iterator<Item = &str> {
    let column = (row.kind() == Kind::Place).then(|| row.text(place::ALIASES_AT));
    column
        .flatten()
        .into_iter()
        .flat_map(|aliases| aliases.split('|'))
        .map(str::trim)
        .filter(|alias| !alias.is_empty())
}

/// The middle of a row's box; not a number without a place.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a metre is near enough to rank by"
)]
pub(super) fn middle(row: RowRef<'_>) -> [f32; 2] {
    row.bounds().map_or([f32::NAN; 2], |b| {
        [
            f64::midpoint(b.west, b.east) as f32,
            f64::midpoint(b.south, b.north) as f32,
        ]
    })
}
