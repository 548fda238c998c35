//! A part of the cache under one lock: tiles by address, a bound in bytes, second chance for what
//! was asked for again.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use super::sent::{SentTile, TileKey};
use crate::geo::TileAddress;

/// What a tile costs beside its bytes: the entry, its place in line, the two allocations.
const OVERHEAD: usize = 320;

#[derive(Debug)]
struct Held {
    key: TileKey,
    tile: Arc<SentTile>,
    /// Unlike any other's of the shard.
    number: u64,
    asked: bool,
}

/// Tiles under one lock.
#[derive(Debug, Default)]
pub(super) struct Shard {
    tiles: HashMap<TileAddress, Vec<Held>>,
    /// Who is to go next; whose number is no longer held has gone already.
    line: VecDeque<(TileKey, u64)>,
    count: usize,
    bytes: usize,
    next_number: u64,
}

impl Shard {
    pub(super) fn get(&mut self, key: &TileKey) -> Option<Arc<SentTile>> {
        let held = self.tiles.get_mut(&key.address)?;
        let held = held.iter_mut().find(|held| held.key == *key)?;
        held.asked = true;
        Some(Arc::clone(&held.tile))
    }

    /// Holds a tile, within a bound; one that is larger is not held.
    pub(super) fn put(&mut self, key: TileKey, tile: Arc<SentTile>, bound: usize) -> bool {
        let cost = cost(&tile);
        if cost > bound {
            return false;
        }
        self.remove_held(key.address, |held| held.key == key);
        while self.bytes + cost > bound && self.evict_one() {}
        let number = self.next_number;
        self.next_number += 1;
        self.line.push_back((key, number));
        self.bytes += cost;
        self.count += 1;
        self.tiles.entry(key.address).or_default().push(Held {
            key,
            tile,
            number,
            asked: false,
        });
        if self.line.len() > 2 * self.count + 64 {
            let tiles = &self.tiles;
            self.line.retain(|(key, number)| holds(tiles, key, *number));
        }
        true
    }

    /// Drops the tiles of an address that are to go; says how many.
    pub(super) fn remove(
        &mut self,
        address: TileAddress,
        goes: impl Fn(&TileKey) -> bool,
    ) -> usize {
        self.remove_held(address, |held| goes(&held.key))
    }

    fn remove_held(&mut self, address: TileAddress, goes: impl Fn(&Held) -> bool) -> usize {
        let Some(held) = self.tiles.get_mut(&address) else {
            return 0;
        };
        let before = held.len();
        let bytes = &mut self.bytes;
        held.retain(|held| {
            let goes = goes(held);
            if goes {
                *bytes -= cost(&held.tile);
            }
            !goes
        });
        let gone = before - held.len();
        if held.is_empty() {
            self.tiles.remove(&address);
        }
        self.count -= gone;
        gone
    }

    /// Drops whatever is to go.
    pub(super) fn remove_where(&mut self, goes: impl Fn(&TileKey) -> bool) -> usize {
        let addresses: Vec<TileAddress> = self
            .tiles
            .iter()
            .filter(|(_, held)| held.iter().any(|held| goes(&held.key)))
            .map(|(address, _)| *address)
            .collect();
        let removed = addresses.into_iter();
        removed.map(|a| self.remove(a, &goes)).sum()
    }

    pub(super) fn count(&self) -> usize {
        self.count
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// How many addresses have a tile.
    pub(super) fn addresses(&self) -> usize {
        self.tiles.len()
    }

    /// Lets the next in line go; who was asked for goes to its end once more.
    fn evict_one(&mut self) -> bool {
        while let Some((key, number)) = self.line.pop_front() {
            let held = self.tiles.get_mut(&key.address);
            let held = held.and_then(|all| all.iter_mut().find(|held| held.number == number));
            match held {
                None => {}
                Some(held) if held.asked => {
                    held.asked = false;
                    self.line.push_back((key, number));
                }
                Some(_) => {
                    self.remove_held(key.address, |held| held.number == number);
                    return true;
                }
            }
        }
        false
    }
}

fn holds(tiles: &HashMap<TileAddress, Vec<Held>>, key: &TileKey, number: u64) -> bool {
    let held = tiles.get(&key.address);
    held.is_some_and(|held| held.iter().any(|held| held.number == number))
}

fn cost(tile: &SentTile) -> usize {
    tile.body().len() + tile.etag().len() + OVERHEAD
}
