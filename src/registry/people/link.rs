//! Links by which an account gets its password, each good once: how the first administrator comes in,
//! and how somebody who forgot it does again.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    secret,
    session::{Opened, SignIn, hashed},
};
use crate::{
    domain::{Actor, Event, EventAct, Role, Via},
    registry::{Registry, RegistryError},
    store::CommitNote,
};

/// How long a link is good.
const GOOD_FOR: TimeDelta = TimeDelta::hours(48);

/// A link just made.
#[derive(Debug)]
pub struct MadeLink {
    /// The secret at its end, told this once.
    pub token: String,
    /// Until when it is good.
    pub expires_at: DateTime<Utc>,
}

impl MadeLink {
    /// The page that takes it, below the service's address. What follows `#` is sent to no server.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/link#{}", self.token)
    }
}

impl Registry {
    /// Makes a link for an account; earlier ones are good no longer.
    ///
    /// # Errors
    /// [`RegistryError::NotFound`] when there is no such account.
    pub async fn make_link(&self, actor: &Actor, login: &str) -> Result<MadeLink, RegistryError> {
        let account = self.managed(actor, login).await?;
        let link = MadeLink {
            token: secret::secret()?,
            expires_at: self.clock.now() + GOOD_FOR,
        };
        let mut commit = self.begin(actor).await?;
        commit
            .add_link(&secret::hash(&link.token), account.id, link.expires_at)
            .await?;
        commit.tell(Event::about(EventAct::LinkMade, account.login));
        commit.close(CommitNote::by(actor)).await?;
        Ok(link)
    }

    /// Uses a link up: sets the account's password, ends its other sessions and begins one.
    ///
    /// # Errors
    /// [`RegistryError::NotFound`] when the link is good no longer; [`RegistryError::WeakPassword`],
    /// and then it stays good.
    pub async fn use_link(
        &self,
        token: &str,
        password: String,
        from: Option<String>,
        agent: Option<String>,
    ) -> Result<Opened, RegistryError> {
        let hash = secret::hash(token);
        let now = self.clock.now();
        let account = self
            .store
            .link(&hash, now)
            .await?
            .ok_or(RegistryError::NotFound)?;
        let account = self
            .store
            .account_by_id(account)
            .await?
            .filter(|account| !account.is_locked())
            .ok_or(RegistryError::NotFound)?;
        let kept = hashed(password, &account.login).await?;
        let actor = Actor {
            person: Some(account.id),
            login: account.login.clone(),
            name: account.name.clone(),
            role: Role::Public,
            regions: Vec::new(),
            via: Via::Nothing,
            from: from.clone(),
            kinds: None,
            reason: None,
        };
        let mut commit = self.begin(&actor).await?;
        // Of two at the same time one finds it used.
        commit.use_link(&hash).await?;
        commit.set_password(account.id, &kept, false).await?;
        commit.end_sessions(account.id, None).await?;
        commit.tell(Event::about(EventAct::PasswordSet, account.login.clone()).with("by", "link"));
        let order = SignIn {
            login: account.login.clone(),
            password: String::new(),
            from,
            agent,
            before: None,
        };
        let mut account = account;
        account.must_change = false;
        let opened = self.open_session(commit, account, &order).await?;
        self.people.forget();
        Ok(opened)
    }
}
