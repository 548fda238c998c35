//! How many files may be on their way in at the same time: so many of each caller, so many of all who
//! have no account, so many altogether. Whoever sends slowly holds places of its own, not of others.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use super::quota::network;

/// Files on their way in altogether.
const ALL: usize = 64;
/// Of these, files of people without an account.
const PUBLIC: usize = 48;

/// Whose files they are.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Holder {
    /// An account's, by its login.
    Account(String),
    /// Of somebody without an account, by the network that it comes from.
    Stranger(IpAddr),
}

impl Holder {
    /// Somebody without an account.
    pub(super) fn stranger(address: IpAddr) -> Self {
        Self::Stranger(network(address))
    }
}

/// Why there is no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoPlace {
    /// The holder has all of its own.
    OfYours,
    /// Others have all that there are.
    OfAll,
}

/// The places.
#[derive(Debug)]
pub(super) struct UploadRoom {
    of_each: usize,
    held: Arc<Mutex<HashMap<Holder, usize>>>,
}

/// A place, given back when it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    holder: Holder,
    held: Arc<Mutex<HashMap<Holder, usize>>>,
}

impl UploadRoom {
    pub(super) fn new(of_each: usize) -> Self {
        Self {
            of_each,
            held: Arc::default(),
        }
    }

    /// A place for one more file.
    pub(super) fn enter(&self, holder: Holder) -> Result<Place, NoPlace> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.get(&holder).is_some_and(|own| *own >= self.of_each) {
            return Err(NoPlace::OfYours);
        }
        let is_stranger = |holder: &Holder| matches!(holder, Holder::Stranger(_));
        let all: usize = held.values().sum();
        let strangers: usize = held
            .iter()
            .filter(|(holder, _)| is_stranger(holder))
            .map(|(_, count)| count)
            .sum();
        if all >= ALL || is_stranger(&holder) && strangers >= PUBLIC {
            return Err(NoPlace::OfAll);
        }
        *held.entry(holder.clone()).or_default() += 1;
        Ok(Place {
            holder,
            held: Arc::clone(&self.held),
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = held.get_mut(&self.holder) {
            *count -= 1;
            if *count == 0 {
                held.remove(&self.holder);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stranger(last: u8) -> Holder {
        Holder::stranger(IpAddr::from([192, 0, 2, last]))
    }

    #[test]
    fn each_has_places_of_its_own_and_gets_them_back() {
        let room = UploadRoom::new(2);
        let first = room.enter(stranger(1)).unwrap();
        let _second = room.enter(stranger(1)).unwrap();
        assert_eq!(room.enter(stranger(1)).unwrap_err(), NoPlace::OfYours);
        let _other = room.enter(stranger(2)).unwrap();
        drop(first);
        room.enter(stranger(1)).unwrap();
    }

    #[test]
    fn strangers_leave_places_to_accounts() {
        let room = UploadRoom::new(ALL);
        let strangers: Vec<Place> = (0..PUBLIC)
            .map(|n| room.enter(stranger(u8::try_from(n).unwrap())).unwrap())
            .collect();
        assert_eq!(room.enter(stranger(99)).unwrap_err(), NoPlace::OfAll);
        let clerk = || Holder::Account("clerk".to_owned());
        let clerks: Vec<Place> = (PUBLIC..ALL)
            .map(|_| room.enter(clerk()).unwrap())
            .collect();
        assert_eq!(room.enter(clerk()).unwrap_err(), NoPlace::OfAll);
        assert_eq!(strangers.len() + clerks.len(), ALL);
    }
}
