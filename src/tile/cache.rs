//! Tiles as they went out, kept until a change touches them: never stale, bounded in bytes.
//!
//! Whoever publishes a position drops first what it touches. A tile that was painted from an older
//! position is kept only when no drop since then covers it; the drop is noted before anything is
//! dropped, and a tile is judged under the lock of the shard it goes into, so that it is either
//! refused or dropped.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use super::{
    drop_log::DropLog,
    sent::{SentTile, TileKey},
    shard::Shard,
    touched::Touched,
};
use crate::{domain::Position, geo::TileAddress, snapshot::hash_bytes};

/// How many locks the tiles are parted under.
const SHARDS: usize = 32;

/// A bounded store of tiles.
#[derive(Debug)]
pub struct TileCache {
    shards: [Mutex<Shard>; SHARDS],
    log: RwLock<DropLog>,
    bound_a_shard: usize,
}

/// What a cache holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CacheStatistics {
    /// How many tiles.
    pub tiles: usize,
    /// Their bytes, overhead included.
    pub bytes: usize,
}

impl TileCache {
    /// A cache of at most so many bytes; 0 keeps nothing.
    #[must_use]
    pub fn new(bound_bytes: usize) -> Self {
        Self {
            shards: [(); SHARDS].map(|()| Mutex::default()),
            log: RwLock::default(),
            bound_a_shard: bound_bytes / SHARDS,
        }
    }

    /// The tile, when it is kept.
    #[must_use]
    pub fn get(&self, key: &TileKey) -> Option<Arc<SentTile>> {
        if self.bound_a_shard == 0 {
            return None;
        }
        self.shard(key.address).get(key)
    }

    /// Keeps a tile that was painted at a position, unless a newer position has touched it; says
    /// whether it did.
    pub fn put_if_current(&self, key: TileKey, position: Position, tile: Arc<SentTile>) -> bool {
        if self.bound_a_shard == 0 {
            return false;
        }
        let mut shard = self.shard(key.address);
        let log = self.log.read().unwrap_or_else(PoisonError::into_inner);
        log.admits(&key, position) && shard.put(key, tile, self.bound_a_shard)
    }

    /// Drops what the changes up to a position touch, and says how many tiles that were. To be
    /// called before the position is published. The cost grows with what is kept or with what is
    /// touched, whichever is less.
    pub fn drop_touched(&self, touched: &Arc<Touched>, position: Position) -> usize {
        if touched.is_empty() {
            return 0;
        }
        self.log
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .note(touched, position);
        let kept: usize = self.all().map(|shard| shard.addresses()).sum();
        match touched.addresses(kept) {
            Some(addresses) => addresses
                .into_iter()
                .map(|at| self.shard(at).remove(at, |key| touched.covers(key)))
                .sum(),
            None => self
                .all()
                .map(|mut shard| shard.remove_where(|key| touched.covers(key)))
                .sum(),
        }
    }

    /// Drops everything, for a register that was read anew; to be called before the position is
    /// published.
    pub fn clear(&self, position: Position) {
        self.log
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .note_everything(position);
        for mut shard in self.all() {
            shard.remove_where(|_| true);
        }
    }

    /// What it holds.
    #[must_use]
    pub fn statistics(&self) -> CacheStatistics {
        self.all()
            .fold(CacheStatistics::default(), |sum, shard| CacheStatistics {
                tiles: sum.tiles + shard.count(),
                bytes: sum.bytes + shard.bytes(),
            })
    }

    fn all(&self) -> impl Iterator<Item = MutexGuard<'_, Shard>> {
        let shards = self.shards.iter();
        shards.map(|shard| shard.lock().unwrap_or_else(PoisonError::into_inner))
    }

    #[expect(clippy::cast_possible_truncation, reason = "below the count of shards")]
    fn shard(&self, at: TileAddress) -> MutexGuard<'_, Shard> {
        let mut bytes = [0; 9];
        bytes[0] = at.z;
        bytes[1..5].copy_from_slice(&at.x.to_le_bytes());
        bytes[5..].copy_from_slice(&at.y.to_le_bytes());
        let shard = &self.shards[hash_bytes(&bytes) as usize % SHARDS];
        shard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
