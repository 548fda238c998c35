//! Who is known at the door. Looking everybody up in the database at every request would cost more
//! than most answers: what was looked up is kept for seconds, and thrown away by whoever changes it,
//! in any process.

use std::{
    collections::HashMap,
    sync::{
        Arc, LazyLock, Mutex, PoisonError, RwLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use chrono::{DateTime, TimeDelta, Utc};
use subtle::ConstantTimeEq as _;
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::{
    allowance::Allowance,
    guess,
    secret::{self, Hash},
    session,
};
use crate::{
    domain::{Caller, EVERYWHERE, Grant, Kind, Role, Sight, Via},
    registry::{Registry, RegistryError},
    store::{Account, ApiKey, Session},
};

/// How long somebody is known without asking again, should the word of a change get lost.
const KNOWN_FOR: TimeDelta = TimeDelta::seconds(10);
/// So long before that one of the requests asks again, while the others go on.
const ASKED_BEFORE: TimeDelta = TimeDelta::seconds(3);
/// Callers known at the same time; beyond, all are forgotten.
const MOST_KNOWN: usize = 20_000;
/// How old the note of the last use may get.
const NOTE_EVERY: TimeDelta = TimeDelta::seconds(60);

/// Somebody who showed a cookie or key.
#[derive(Clone, Debug)]
pub struct Known {
    /// Who it is.
    pub caller: Arc<Caller>,
    /// What it sees whole: worked out once, because every request asks.
    pub sight: Arc<Sight>,
    /// The session, when it is one.
    pub session: Option<SessionMark>,
    /// What a key may ask; the same for every process's look at it.
    pub(super) allowance: Option<Arc<Allowance>>,
}

/// What a request of a session is held against.
#[derive(Clone, Debug)]
pub struct SessionMark {
    /// The session.
    pub id: Uuid,
    /// What unsafe requests carry.
    pub csrf: Arc<str>,
    /// Whether the password must be changed before anything else.
    pub must_change: bool,
}

/// What the public sees whole.
static PUBLIC: LazyLock<Arc<Sight>> = LazyLock::new(|| Arc::new(Sight::PUBLIC));

impl Known {
    /// A caller, with what it sees.
    #[must_use]
    pub fn of(caller: Caller, session: Option<SessionMark>) -> Self {
        Self {
            sight: Arc::new(Sight::of(&caller)),
            caller: Arc::new(caller),
            session,
            allowance: None,
        }
    }

    /// What anybody sees whole.
    #[must_use]
    pub fn public_sight() -> Arc<Sight> {
        Arc::clone(&PUBLIC)
    }

    /// Anybody.
    #[must_use]
    pub fn public(from: Option<String>) -> Self {
        Self {
            sight: Self::public_sight(),
            caller: Arc::new(Caller::public(from)),
            session: None,
            allowance: None,
        }
    }
}

/// Somebody known, and until when.
#[derive(Debug)]
struct Kept {
    known: Known,
    until: DateTime<Utc>,
    /// Whether one of the requests is asking again.
    asked: AtomicBool,
}

/// What this process knows of people.
#[derive(Debug)]
pub(in crate::registry) struct Doorkeeper {
    generation: AtomicU64,
    known: RwLock<HashMap<Hash, Kept>>,
    /// Whether an administrator exists, and until when that is known.
    administered: Mutex<Option<(bool, DateTime<Utc>)>>,
    /// What each key has left: it outlives what is forgotten, and is looked for only when a key is.
    allowances: Mutex<HashMap<Uuid, Arc<Allowance>>>,
    /// Wrong passwords for logins that nobody has: they wait as others do.
    strangers: Mutex<HashMap<Hash, (i32, DateTime<Utc>)>>,
    /// Sign-ins under way: a password costs memory and time, and guesses are to queue.
    pub(super) hashing: Semaphore,
}

impl Default for Doorkeeper {
    fn default() -> Self {
        Self {
            generation: AtomicU64::new(0),
            known: RwLock::default(),
            administered: Mutex::default(),
            allowances: Mutex::default(),
            strangers: Mutex::default(),
            hashing: Semaphore::new(2),
        }
    }
}

impl Doorkeeper {
    /// Forgets everybody: something was changed.
    pub(in crate::registry) fn forget(&self) {
        self.generation.fetch_add(1, Ordering::AcqRel);
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.clear();
        drop(known);
        *locked(&self.administered) = None;
    }

    /// Whoever is known by this hash. Shortly before that ends one request, and only one, is sent to ask
    /// again, so that a crowd behind one key does not ask all at once.
    fn find(&self, hash: &Hash, now: DateTime<Utc>) -> Option<Known> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let kept = known.get(hash)?;
        if now >= kept.until {
            return None;
        }
        if now >= kept.until - ASKED_BEFORE && !kept.asked.swap(true, Ordering::Relaxed) {
            return None;
        }
        Some(kept.known.clone())
    }

    /// Keeps what was looked up, unless somebody changed something meanwhile.
    fn keep(&self, generation: u64, hash: Hash, known: &Known, now: DateTime<Utc>) {
        let mut all = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if self.generation.load(Ordering::Acquire) != generation {
            return;
        }
        if all.len() >= MOST_KNOWN {
            all.clear();
        }
        let kept = Kept {
            known: known.clone(),
            until: now + KNOWN_FOR,
            asked: AtomicBool::new(false),
        };
        all.insert(hash, kept);
    }

    /// Forgets one who is good no longer. Whoever was never known makes nobody wait.
    fn forget_one(&self, hash: &Hash) {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let is_known = known.contains_key(hash);
        drop(known);
        if is_known {
            let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
            known.remove(hash);
        }
    }

    /// What a key has left.
    fn allowance(&self, key: &ApiKey) -> Arc<Allowance> {
        let rate = u32::try_from(key.rate).unwrap_or_default();
        let mut all = locked(&self.allowances);
        if all.len() >= MOST_KNOWN {
            all.clear();
        }
        let kept = all
            .entry(key.id)
            .or_insert_with(|| Arc::new(Allowance::of(rate)));
        Arc::clone(kept)
    }

    /// Until when a login that nobody has waits.
    pub(super) fn stranger_waits(&self, login: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let (failed, at) = *locked(&self.strangers).get(&secret::hash(login))?;
        guess::waits_until(failed, at).filter(|end| *end > now)
    }

    /// Counts a wrong password for a login that nobody has.
    pub(super) fn note_stranger(&self, login: &str, now: DateTime<Utc>) {
        let mut all = locked(&self.strangers);
        if all.len() >= MOST_KNOWN {
            all.clear();
        }
        let (failed, at) = all.entry(secret::hash(login)).or_insert((0, now));
        *failed += 1;
        *at = now;
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Registry {
    /// Whoever has the session of this token; `None` when there is none or it has ended.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn known_by_session(
        &self,
        token: &str,
        from: Option<&str>,
    ) -> Result<Option<Known>, RegistryError> {
        let hash = secret::hash(token);
        let now = self.clock.now();
        if let Some(known) = self.people.find(&hash, now) {
            return Ok(Some(coming_from(known, from)));
        }
        let generation = self.people.generation.load(Ordering::Acquire);
        let Some((found, account)) = self.good_session(&hash, now).await? else {
            self.people.forget_one(&hash);
            return Ok(None);
        };
        if now - found.seen_at > NOTE_EVERY {
            self.store.touch_session(found.id, now).await?;
        }
        let mark = SessionMark {
            id: found.id,
            csrf: secret::csrf(token).into(),
            must_change: account.must_change,
        };
        let caller = of_account(&account, Via::Session(found.id));
        // It is kept with its address: nearly every request of a session comes from the same.
        let known = coming_from(Known::of(caller, Some(mark)), from);
        self.people.keep(generation, hash, &known, now);
        Ok(Some(known))
    }

    /// The session of a token and its account, if both are good now.
    async fn good_session(
        &self,
        hash: &Hash,
        now: DateTime<Utc>,
    ) -> Result<Option<(Session, Account)>, RegistryError> {
        let since = now - session::idle();
        let Some(found) = self.store.session(hash, now, since).await? else {
            return Ok(None);
        };
        let account = self.store.account_by_id(found.account_id).await?;
        Ok(account
            .filter(|account| !account.is_locked())
            .map(|account| (found, account)))
    }

    /// Whoever bears this token: a machine's key, or the configured write token while nobody
    /// administers accounts. `None` when it is good for nothing.
    ///
    /// # Errors
    /// [`RegistryError::Throttled`] when a key has used up its allowance.
    pub async fn known_by_token(
        &self,
        token: &str,
        from: Option<&str>,
    ) -> Result<Option<Known>, RegistryError> {
        if token.starts_with(super::key::MARK) {
            return self.known_by_key(token, from).await;
        }
        let expected = self.config.write_token.as_deref().unwrap_or_default();
        let fits: bool = expected.as_bytes().ct_eq(token.as_bytes()).into();
        if expected.is_empty() || !fits {
            return Ok(None);
        }
        if !self.config.demo && self.is_administered().await? {
            return Ok(None);
        }
        let caller = Caller {
            login: "write-token".to_owned(),
            name: "write-token".to_owned(),
            grants: vec![everywhere(Role::Operator)],
            via: Via::Token,
            ..Caller::public(from.map(str::to_owned))
        };
        Ok(Some(Known::of(caller, None)))
    }

    async fn known_by_key(
        &self,
        token: &str,
        from: Option<&str>,
    ) -> Result<Option<Known>, RegistryError> {
        let hash = secret::hash(token);
        let now = self.clock.now();
        let known = match self.people.find(&hash, now) {
            Some(known) => known,
            None => {
                let generation = self.people.generation.load(Ordering::Acquire);
                let Some(key) = self.good_key(token, &hash, now).await? else {
                    self.people.forget_one(&hash);
                    return Ok(None);
                };
                if key.used_at.is_none_or(|used| now - used > NOTE_EVERY) {
                    let before = now - NOTE_EVERY;
                    self.store.touch_key(key.id, now, before, from).await?;
                }
                let Some(known) = of_key(&key, self.people.allowance(&key)) else {
                    return Ok(None);
                };
                let known = coming_from(known, from);
                self.people.keep(generation, hash, &known, now);
                known
            }
        };
        if let Some(allowance) = &known.allowance {
            allowance
                .spend(now)
                .map_err(|wait_s| RegistryError::Throttled { wait_s })?;
        }
        Ok(Some(coming_from(known, from)))
    }

    /// The key that a token is, if it is good now.
    async fn good_key(
        &self,
        token: &str,
        hash: &Hash,
        now: DateTime<Utc>,
    ) -> Result<Option<ApiKey>, RegistryError> {
        let Some(prefix) = super::key::prefix_of(token) else {
            return Ok(None);
        };
        let Some(key) = self.store.api_key(prefix).await? else {
            return Ok(None);
        };
        let fits: bool = key.hash.as_slice().ct_eq(hash).into();
        Ok((fits && key.revoked_at.is_none() && key.expires_at > now).then_some(key))
    }

    /// Whether an administrator exists, so that the configured token is good no longer.
    pub(super) async fn is_administered(&self) -> Result<bool, RegistryError> {
        let now = self.clock.now();
        let cached = *locked(&self.people.administered);
        if let Some((told, _)) = cached.filter(|(_, until)| now < *until) {
            return Ok(told);
        }
        let generation = self.people.generation.load(Ordering::Acquire);
        let told = self.store.has_administrator().await?;
        let mut administered = locked(&self.people.administered);
        if self.people.generation.load(Ordering::Acquire) == generation {
            *administered = Some((told, now + KNOWN_FOR));
        }
        Ok(told)
    }
}

fn everywhere(role: Role) -> Grant {
    Grant {
        role,
        region: EVERYWHERE.to_owned(),
    }
}

/// An account as whoever acts through it. Until a password that must be changed is changed, it may
/// nothing.
pub(super) fn of_account(account: &Account, via: Via) -> Caller {
    Caller {
        person: Some(account.id),
        login: account.login.clone(),
        name: account.name.clone(),
        grants: if account.must_change {
            Vec::new()
        } else {
            account.grants.clone()
        },
        via,
        ..Caller::public(None)
    }
}

/// `None` when the key names a role or kind that this program does not know.
fn of_key(key: &ApiKey, allowance: Arc<Allowance>) -> Option<Known> {
    let kinds = key
        .kinds
        .as_ref()
        .map(|kinds| {
            kinds
                .iter()
                .map(|kind| kind.parse::<Kind>().ok())
                .collect::<Option<Vec<_>>>()
        })
        .map_or(Some(None), |kinds| kinds.map(Some))?;
    let caller = Caller {
        login: format!("key:{}", key.prefix),
        name: key.name.clone(),
        grants: vec![Grant {
            role: key.role.parse().ok()?,
            region: key.region.clone(),
        }],
        via: Via::Key(key.id),
        kinds,
        ..Caller::public(None)
    };
    Some(Known {
        allowance: Some(allowance),
        ..Known::of(caller, None)
    })
}

/// The same, coming from an address, which may be another at every request.
fn coming_from(known: Known, from: Option<&str>) -> Known {
    if known.caller.from.as_deref() == from {
        return known;
    }
    Known {
        caller: Arc::new(Caller {
            from: from.map(str::to_owned),
            ..(*known.caller).clone()
        }),
        ..known
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caller_is_copied_only_when_it_comes_from_elsewhere() {
        let known = Known::public(Some("192.0.2.1".to_owned()));
        let again = coming_from(known.clone(), Some("192.0.2.1"));
        assert!(Arc::ptr_eq(&known.caller, &again.caller));
        let moved = coming_from(known, Some("192.0.2.2"));
        assert_eq!(moved.caller.from.as_deref(), Some("192.0.2.2"));
    }

    #[test]
    fn what_was_looked_up_before_a_change_is_not_kept_after_it() {
        let people = Doorkeeper::default();
        let known = Known::of(Caller::public(None), None);
        let now = DateTime::UNIX_EPOCH;
        let before = people.generation.load(Ordering::Acquire);
        people.forget();
        people.keep(before, [1; 32], &known, now);
        assert!(people.find(&[1; 32], now).is_none());
        let after = people.generation.load(Ordering::Acquire);
        people.keep(after, [1; 32], &known, now);
        assert!(people.find(&[1; 32], now).is_some());
        assert!(people.find(&[1; 32], now + KNOWN_FOR).is_none());
    }

    #[test]
    fn one_request_asks_again_before_the_time_is_over_and_the_others_go_on() {
        let people = Doorkeeper::default();
        let known = Known::of(Caller::public(None), None);
        let (hash, start) = ([1; 32], DateTime::UNIX_EPOCH);
        people.keep(0, hash, &known, start);
        let soon = start + KNOWN_FOR - ASKED_BEFORE;
        assert!(people.find(&hash, soon - TimeDelta::seconds(1)).is_some());
        assert!(people.find(&hash, soon).is_none());
        assert!(people.find(&hash, soon).is_some());
        assert!(people.find(&hash, start + KNOWN_FOR).is_none());
        people.keep(0, hash, &known, soon);
        assert!(
            people
                .find(&hash, start + KNOWN_FOR - TimeDelta::seconds(4))
                .is_some()
        );
    }
}
