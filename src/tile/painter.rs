//! Follows the register: prepares what is new in a snapshot, keeps what is not.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use super::{intern::Interner, layers::Layers, painted::Painted, record::Record, spec::Layer};
use crate::snapshot::{Chunk, Snapshot};

/// Records by the layer's place and the chunk's id.
type Kept = HashMap<(usize, u64), Arc<Record>>;

/// A chunk that a layer has no record of yet.
type Missing<'a> = (usize, &'a Layer, Arc<Chunk>);

/// Makes the records that tiles are painted from.
#[derive(Debug)]
pub struct Painter {
    layers: Arc<Layers>,
    interner: Interner,
    kept: Mutex<Kept>,
}

impl Painter {
    /// A painter of the given layers.
    #[must_use]
    pub fn new(layers: Layers) -> Self {
        Self {
            layers: Arc::new(layers),
            interner: Interner::default(),
            kept: Mutex::default(),
        }
    }

    /// The layers.
    #[must_use]
    pub fn layers(&self) -> &Arc<Layers> {
        &self.layers
    }

    /// The tiles of a snapshot. What was prepared for the snapshot before is used again, so that
    /// after a commit only its small chunk is prepared; several threads share a large work.
    #[must_use]
    pub fn follow(&self, snapshot: &Snapshot) -> Painted {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let layers: Vec<(usize, &Layer)> = self.layers.iter().enumerate().collect();
        let mut missing: Vec<Missing<'_>> = Vec::new();
        for (at, layer) in &layers {
            for slot in snapshot.table(layer.source).chunks() {
                if !kept.contains_key(&(*at, slot.chunk().id())) {
                    missing.push((*at, layer, Arc::clone(slot.chunk())));
                }
            }
        }
        for (key, record) in self.prepare(&missing) {
            kept.insert(key, Arc::new(record));
        }
        let mut next = Kept::new();
        let records = layers
            .iter()
            .map(|(at, layer)| {
                let slots = snapshot.table(layer.source).chunks();
                let records = slots.iter().filter_map(|slot| {
                    let key = (*at, slot.chunk().id());
                    let record = kept.get(&key)?;
                    next.insert(key, Arc::clone(record));
                    Some(Arc::clone(record))
                });
                records.collect()
            })
            .collect();
        *kept = next;
        Painted::new(
            Arc::clone(&self.layers),
            snapshot.clone(),
            records,
            self.interner.len(),
        )
    }

    fn prepare(&self, missing: &[Missing<'_>]) -> Vec<((usize, u64), Record)> {
        let next = AtomicUsize::new(0);
        let work = || {
            let mut done = Vec::new();
            while let Some((at, layer, chunk)) = missing.get(next.fetch_add(1, Ordering::Relaxed)) {
                let record = Record::prepare(layer, chunk, &self.interner);
                done.push(((*at, chunk.id()), record));
            }
            done
        };
        let rows: usize = missing.iter().map(|(_, _, chunk)| chunk.len()).sum();
        if rows < 4096 {
            return work();
        }
        let threads = thread::available_parallelism().map_or(1, usize::from);
        thread::scope(|scope| {
            let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
            let mut done = work();
            for other in others {
                match other.join() {
                    Ok(part) => done.extend(part),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
            done
        })
    }
}
