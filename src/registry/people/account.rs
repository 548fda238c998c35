//! Accounts as administrators keep them: nothing is erased, every change is told in the audit log.

use super::session::hashed;
use crate::{
    domain::{Act, Actor, EVERYWHERE, Event, EventAct, Grant, Role, Via},
    registry::{Registry, RegistryError, clock::mint},
    store::{Account, Commit, CommitNote},
};

/// An account to make.
#[derive(Debug)]
pub struct AccountOrder {
    /// Lower case, letters, digits, `.`, `_`, `-`, `@`.
    pub login: String,
    /// What people call it.
    pub name: String,
    /// Its first password; none: it gets one by a link.
    pub password: Option<String>,
    /// Whether that is to be changed at the first sign-in.
    pub must_change: bool,
    /// What it is granted.
    pub grants: Vec<Grant>,
}

/// Whether a text can be the region of a grant: a code, or `*`.
#[must_use]
pub fn is_region(text: &str) -> bool {
    let (code, area) = text.split_once("-J").unwrap_or((text, "0"));
    text == EVERYWHERE
        || (2..=12).contains(&code.len())
            && code.bytes().all(|b| b.is_ascii_digit())
            && !area.is_empty()
            && area.bytes().all(|b| b.is_ascii_digit())
}

impl Registry {
    /// Every account that the actor may keep.
    ///
    /// # Errors
    /// [`RegistryError::Forbidden`] for whoever keeps no accounts.
    pub async fn accounts(&self, actor: &Actor) -> Result<Vec<Account>, RegistryError> {
        Self::require(actor, Act::ManageAccounts)?;
        let all = self.store.accounts().await?;
        Ok(all
            .into_iter()
            .filter(|account| self.keeps(actor, account))
            .collect())
    }

    /// Makes an account.
    ///
    /// # Errors
    /// [`RegistryError::Conflict`] when the login is taken; [`RegistryError::WeakPassword`];
    /// [`RegistryError::OutOfReach`] when a grant reaches farther than the actor.
    pub async fn add_account(
        &self,
        actor: &Actor,
        order: AccountOrder,
    ) -> Result<Account, RegistryError> {
        Self::require(actor, Act::ManageAccounts)?;
        for grant in &order.grants {
            self.may_grant(actor, grant)?;
        }
        let password = match order.password {
            Some(password) => Some(hashed(password, &order.login).await?),
            None => None,
        };
        let mut commit = self.begin(actor).await?;
        let id = mint();
        commit
            .add_account(
                id,
                &order.login,
                &order.name,
                password.as_deref(),
                order.must_change && password.is_some(),
            )
            .await?;
        commit.tell(
            Event::about(EventAct::AccountMade, order.login.clone())
                .with("name", order.name.clone()),
        );
        for grant in &order.grants {
            commit.grant_role(id, grant, &actor.login).await?;
            commit.tell(granting(EventAct::RoleGranted, &order.login, grant));
        }
        commit.close(CommitNote::by(actor)).await?;
        self.people.forget();
        self.store
            .account_by_id(id)
            .await?
            .ok_or(RegistryError::NotFound)
    }

    /// Grants a role within a region.
    ///
    /// # Errors
    /// [`RegistryError::OutOfReach`] when it reaches farther than the actor.
    pub async fn grant(
        &self,
        actor: &Actor,
        login: &str,
        grant: &Grant,
    ) -> Result<(), RegistryError> {
        Self::require(actor, Act::ManageAccounts)?;
        self.may_grant(actor, grant)?;
        // Whoever keeps an account reaches all of its grants; another's is not taken by adding one.
        let account = self.managed(actor, login).await?;
        let mut commit = self.begin(actor).await?;
        if commit.grant_role(account.id, grant, &actor.login).await? {
            let mut after = account.grants.clone();
            after.push(grant.clone());
            let granted = granting(EventAct::RoleGranted, login, grant);
            commit.tell(turning(granted, &account.grants, &after));
        }
        self.close_people(commit, actor).await
    }

    /// Takes a role back.
    ///
    /// # Errors
    /// [`RegistryError::LastAdministrator`] rather than leaving nobody to keep accounts;
    /// [`RegistryError::NotFound`] when it was not granted.
    pub async fn revoke(
        &self,
        actor: &Actor,
        login: &str,
        grant: &Grant,
    ) -> Result<(), RegistryError> {
        Self::require(actor, Act::ManageAccounts)?;
        self.may_grant(actor, grant)?;
        let account = self
            .store
            .account(login)
            .await?
            .ok_or(RegistryError::NotFound)?;
        if grant.role == Role::Admin {
            self.spare_last_administrator(&account).await?;
        }
        let mut commit = self.begin(actor).await?;
        if !commit.revoke_role(account.id, grant).await? {
            return Err(RegistryError::NotFound);
        }
        let after: Vec<Grant> = account
            .grants
            .iter()
            .filter(|held| *held != grant)
            .cloned()
            .collect();
        let revoked = granting(EventAct::RoleRevoked, login, grant);
        commit.tell(turning(revoked, &account.grants, &after));
        self.close_people(commit, actor).await
    }

    /// Locks an account and ends its sessions, or unlocks it, also after too many wrong passwords.
    ///
    /// # Errors
    /// [`RegistryError::LastAdministrator`] rather than leaving nobody to keep accounts.
    pub async fn lock(
        &self,
        actor: &Actor,
        login: &str,
        locked: bool,
    ) -> Result<(), RegistryError> {
        let account = self.managed(actor, login).await?;
        if locked && account.grants.iter().any(|grant| grant.role == Role::Admin) {
            self.spare_last_administrator(&account).await?;
        }
        let mut commit = self.begin(actor).await?;
        commit.set_locked(account.id, locked).await?;
        if locked {
            commit.end_sessions(account.id, None).await?;
        }
        let act = if locked {
            EventAct::AccountLocked
        } else {
            EventAct::AccountUnlocked
        };
        commit.tell(Event::about(act, login));
        self.close_people(commit, actor).await
    }

    /// Changes what people call an account.
    ///
    /// # Errors
    /// [`RegistryError::NotFound`] when there is no such account.
    pub async fn rename(
        &self,
        actor: &Actor,
        login: &str,
        name: &str,
    ) -> Result<(), RegistryError> {
        let account = self.managed(actor, login).await?;
        let mut commit = self.begin(actor).await?;
        commit.rename_account(account.id, name).await?;
        let renamed = Event::about(EventAct::AccountRenamed, login)
            .with("before", account.name)
            .with("after", name);
        commit.tell(renamed);
        self.close_people(commit, actor).await
    }

    /// Sets somebody's password and ends the account's sessions; it is to be changed at the next
    /// sign-in.
    ///
    /// # Errors
    /// [`RegistryError::WeakPassword`].
    pub async fn set_password(
        &self,
        actor: &Actor,
        login: &str,
        password: String,
        must_change: bool,
    ) -> Result<(), RegistryError> {
        let account = self.managed(actor, login).await?;
        let kept = hashed(password, login).await?;
        let mut commit = self.begin(actor).await?;
        commit.set_password(account.id, &kept, must_change).await?;
        commit.end_sessions(account.id, None).await?;
        commit.tell(Event::about(EventAct::PasswordSet, login));
        self.close_people(commit, actor).await
    }

    /// Refuses what the actor's role may not. A command at the machine may what an administrator may.
    pub(in crate::registry) fn require(actor: &Actor, act: Act) -> Result<(), RegistryError> {
        if actor.may(act) || actor.via == Via::Command {
            Ok(())
        } else {
            Err(RegistryError::Forbidden(act))
        }
    }

    /// The account, when the actor keeps accounts and this one is within its reach.
    pub(super) async fn managed(
        &self,
        actor: &Actor,
        login: &str,
    ) -> Result<Account, RegistryError> {
        Self::require(actor, Act::ManageAccounts)?;
        let account = self
            .store
            .account(login)
            .await?
            .ok_or(RegistryError::NotFound)?;
        if self.keeps(actor, &account) {
            Ok(account)
        } else {
            Err(RegistryError::OutOfReach)
        }
    }

    /// Whether everything that an account is granted lies within the actor's reach.
    fn keeps(&self, actor: &Actor, account: &Account) -> bool {
        account
            .grants
            .iter()
            .all(|grant| self.reaches(actor, &grant.region))
    }

    /// Whether the actor reaches a region, as far as this process knows the regions.
    pub(in crate::registry) fn reaches(&self, actor: &Actor, region: &str) -> bool {
        let view = self.view().ok();
        actor.reaches(region, |code, above| {
            view.as_ref()
                .is_some_and(|view| view.snapshot.is_below(code, above))
        })
    }

    pub(super) fn may_grant(&self, actor: &Actor, grant: &Grant) -> Result<(), RegistryError> {
        if !grant.role.is_grantable() {
            return Err(RegistryError::NotGrantable(grant.role));
        }
        if !self.reaches(actor, &grant.region) {
            return Err(RegistryError::OutOfReach);
        }
        Ok(())
    }

    async fn spare_last_administrator(&self, account: &Account) -> Result<(), RegistryError> {
        if self.store.administrators(Some(account.id)).await? == 0 {
            return Err(RegistryError::LastAdministrator);
        }
        Ok(())
    }

    pub(super) async fn close_people(
        &self,
        commit: Commit,
        actor: &Actor,
    ) -> Result<(), RegistryError> {
        commit.close(CommitNote::by(actor)).await?;
        self.people.forget();
        Ok(())
    }
}

/// The event with all that the account is granted before and after.
fn turning(event: Event, before: &[Grant], after: &[Grant]) -> Event {
    let told = |grants: &[Grant]| -> Vec<String> {
        let mut told: Vec<String> = grants
            .iter()
            .map(|grant| format!("{}@{}", grant.role.as_str(), grant.region))
            .collect();
        told.sort();
        told
    };
    event
        .with("before", told(before))
        .with("after", told(after))
}

fn granting(act: EventAct, login: &str, grant: &Grant) -> Event {
    Event::about(act, login)
        .with("role", grant.role.as_str())
        .with("region", grant.region.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_a_code_or_everywhere() {
        for region in ["33", "330683", "330683-J01", "330683001001", "*"] {
            assert!(is_region(region), "{region}");
        }
        for region in [
            "",
            "3",
            "33068x",
            "330683,330624",
            "330683-J",
            "**",
            "1234567890123",
        ] {
            assert!(!is_region(region), "{region}");
        }
    }
}
