//! Signing in and out. Guesses at one account come one after another, each costs the same whether or
//! not the account exists, and too many make account and address wait.

use chrono::TimeDelta;
use uuid::Uuid;

use super::{
    door::{Known, SessionMark, of_account},
    guess, password, secret,
};
use crate::{
    domain::{Act, Actor, Caller, Event, EventAct, Role, Via},
    registry::{Registry, RegistryError, clock::mint},
    store::{Account, Commit, CommitNote, NewSession, Session},
};

/// A session that is not used for so long has ended.
pub const IDLE_MINUTES: i64 = 120;
/// A session ends after so long at the latest.
pub const LONGEST_HOURS: i64 = 12;

pub(super) fn idle() -> TimeDelta {
    TimeDelta::minutes(IDLE_MINUTES)
}

/// What somebody signs in with.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// The login, in any case.
    pub login: String,
    /// The password.
    pub password: String,
    /// From where.
    pub from: Option<String>,
    /// What the browser calls itself.
    pub agent: Option<String>,
    /// The session that the browser had before: it ends.
    pub before: Option<Uuid>,
}

/// A session just begun.
#[derive(Debug)]
pub struct Opened {
    /// The cookie's value, told this once.
    pub token: String,
    /// Whose session it is.
    pub known: Known,
}

impl Registry {
    /// Begins a session.
    ///
    /// # Errors
    /// [`RegistryError::WrongCredentials`], the same for an unknown login, a wrong password and a
    /// locked account; [`RegistryError::Throttled`] after too many of them.
    pub async fn sign_in(&self, order: SignIn) -> Result<Opened, RegistryError> {
        let _turn = self
            .people
            .hashing
            .acquire()
            .await
            .map_err(|error| RegistryError::Thread(error.to_string()))?;
        let now = self.clock.now();
        let login = order.login.trim().to_lowercase();
        if let Some(from) = &order.from {
            let failed = self
                .store
                .failed_sign_ins(from, now - guess::ADDRESS_TIME)
                .await?;
            if failed >= guess::ADDRESS_GUESSES {
                return Err(RegistryError::Throttled { wait_s: 60 });
            }
        }
        let stranger = Actor {
            role: Role::Public,
            ..signing(None, &order)
        };
        let mut commit = self.begin(&stranger).await?;
        let account = commit.hold_account(&login).await?;
        let waits = match &account {
            Some(account) => account.locked_until.filter(|end| *end > now),
            None => self.people.stranger_waits(&login, now),
        };
        if let Some(end) = waits {
            return Err(RegistryError::Throttled {
                wait_s: guess::seconds_until(end, now),
            });
        }
        let hash = account
            .as_ref()
            .and_then(|account| account.password.clone());
        let given = order.password.clone();
        let fits = tokio::task::spawn_blocking(move || password::fits(&given, hash.as_deref()))
            .await
            .map_err(RegistryError::thread)?;
        match account {
            Some(account) if fits && !account.is_locked() => {
                let account = self
                    .store
                    .account_by_id(account.id)
                    .await?
                    .ok_or(RegistryError::WrongCredentials)?;
                self.open_session(commit, account, &order).await
            }
            account => {
                self.refuse(commit, account, &stranger, &login).await?;
                Err(RegistryError::WrongCredentials)
            }
        }
    }

    /// Begins a session for an account that proved to be itself, and commits.
    pub(super) async fn open_session(
        &self,
        mut commit: Commit,
        account: Account,
        order: &SignIn,
    ) -> Result<Opened, RegistryError> {
        let now = self.clock.now();
        let token = secret::secret()?;
        let id = mint();
        if let Some(before) = order.before {
            commit.end_session(account.id, before).await?;
        }
        commit.note_sign_in(account.id).await?;
        commit
            .begin_session(&NewSession {
                id,
                token_hash: &secret::hash(&token),
                account_id: account.id,
                expires_at: now + TimeDelta::hours(LONGEST_HOURS),
                address: order.from.as_deref(),
                agent: order.agent.as_deref(),
            })
            .await?;
        commit.tell(Event::about(EventAct::SignedIn, account.login.clone()));
        let caller = Caller {
            from: order.from.clone(),
            ..of_account(&account, Via::Session(id))
        };
        let actor = Actor {
            role: account
                .grants
                .first()
                .map_or(Role::Public, |grant| grant.role),
            ..signing(Some(&account), order)
        };
        commit.close_as(&actor).await?;
        if order.before.is_some() {
            self.people.forget();
        }
        Ok(Opened {
            known: Known::of(
                caller,
                Some(SessionMark {
                    id,
                    csrf: secret::csrf(&token).into(),
                    must_change: account.must_change,
                }),
            ),
            token,
        })
    }

    async fn refuse(
        &self,
        mut commit: Commit,
        account: Option<Account>,
        stranger: &Actor,
        login: &str,
    ) -> Result<(), RegistryError> {
        let now = self.clock.now();
        // What nobody is called may be a password typed into the wrong field: it is not kept.
        let subject = account
            .as_ref()
            .map_or_else(|| "?".to_owned(), |account| account.login.clone());
        match &account {
            Some(account) => {
                let failed = account.failed.saturating_add(1);
                commit
                    .note_failure(account.id, failed, guess::waits_until(failed, now))
                    .await?;
            }
            None => self.people.note_stranger(login, now),
        }
        commit.tell(Event::about(EventAct::SignInFailed, subject));
        Ok(commit.close_as(stranger).await?)
    }

    /// Ends the caller's own session.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn sign_out(&self, caller: &Caller) -> Result<(), RegistryError> {
        let (Some(person), Via::Session(session)) = (caller.person, caller.via) else {
            return Ok(());
        };
        let actor = own(caller);
        let mut commit = self.begin(&actor).await?;
        commit.end_session(person, session).await?;
        commit.tell(Event::about(EventAct::SignedOut, caller.login.clone()));
        commit.close(CommitNote::by(&actor)).await?;
        self.people.forget();
        Ok(())
    }

    /// The caller's sessions.
    ///
    /// # Errors
    /// [`RegistryError::NotFound`] for whoever has no account.
    pub async fn own_sessions(&self, caller: &Caller) -> Result<Vec<Session>, RegistryError> {
        let person = caller.person.ok_or(RegistryError::NotFound)?;
        let now = self.clock.now();
        Ok(self.store.sessions(person, now, now - idle()).await?)
    }

    /// Ends one of the caller's own sessions.
    ///
    /// # Errors
    /// [`RegistryError::NotFound`] when it is not the caller's.
    pub async fn end_own_session(
        &self,
        caller: &Caller,
        session: Uuid,
    ) -> Result<(), RegistryError> {
        let person = caller.person.ok_or(RegistryError::NotFound)?;
        let actor = own(caller);
        let mut commit = self.begin(&actor).await?;
        if !commit.end_session(person, session).await? {
            return Err(RegistryError::NotFound);
        }
        commit.tell(
            Event::about(EventAct::SessionEnded, caller.login.clone())
                .with("session", session.to_string()),
        );
        commit.close(CommitNote::by(&actor)).await?;
        self.people.forget();
        Ok(())
    }

    /// Changes the caller's own password; every other session of the account ends.
    ///
    /// # Errors
    /// [`RegistryError::WrongCredentials`] when the old one is wrong; [`RegistryError::WeakPassword`].
    pub async fn change_own_password(
        &self,
        caller: &Caller,
        old: String,
        new: String,
    ) -> Result<(), RegistryError> {
        let Via::Session(session) = caller.via else {
            return Err(RegistryError::NotFound);
        };
        let _turn = self
            .people
            .hashing
            .acquire()
            .await
            .map_err(|error| RegistryError::Thread(error.to_string()))?;
        let now = self.clock.now();
        let actor = own(caller);
        let mut commit = self.begin(&actor).await?;
        let account = commit
            .hold_account(&caller.login)
            .await?
            .ok_or(RegistryError::NotFound)?;
        if let Some(end) = account.locked_until.filter(|end| *end > now) {
            return Err(RegistryError::Throttled {
                wait_s: guess::seconds_until(end, now),
            });
        }
        let hash = account.password.clone();
        let fits = tokio::task::spawn_blocking(move || password::fits(&old, hash.as_deref()))
            .await
            .map_err(RegistryError::thread)?;
        if !fits {
            let login = account.login.clone();
            self.refuse(commit, Some(account), &actor, &login).await?;
            return Err(RegistryError::WrongCredentials);
        }
        let kept = hashed(new, &account.login).await?;
        commit.set_password(account.id, &kept, false).await?;
        commit.end_sessions(account.id, Some(session)).await?;
        commit.tell(Event::about(EventAct::PasswordSet, account.login.clone()));
        commit.close(CommitNote::by(&actor)).await?;
        self.people.forget();
        Ok(())
    }
}

/// Judges a password and hashes it on a thread for blocking.
pub(super) async fn hashed(password: String, login: &str) -> Result<String, RegistryError> {
    password::judge(&password, login).map_err(RegistryError::WeakPassword)?;
    tokio::task::spawn_blocking(move || password::hash(&password))
        .await
        .map_err(RegistryError::thread)?
}

/// The caller acting for itself: what everybody may with an account of its own.
fn own(caller: &Caller) -> Actor {
    caller.acting(Act::ReadPublished).unwrap_or(Actor {
        person: caller.person,
        login: caller.login.clone(),
        name: caller.name.clone(),
        role: Role::Public,
        regions: Vec::new(),
        via: caller.via,
        from: caller.from.clone(),
        kinds: None,
        reason: None,
    })
}

/// Whoever signs in, before and after it is known who that is.
fn signing(account: Option<&Account>, order: &SignIn) -> Actor {
    Actor {
        person: account.map(|account| account.id),
        login: account.map_or_else(|| "public".to_owned(), |account| account.login.clone()),
        name: account
            .map(|account| account.name.clone())
            .unwrap_or_default(),
        role: Role::Public,
        regions: Vec::new(),
        via: Via::Nothing,
        from: order.from.clone(),
        kinds: None,
        reason: None,
    }
}
