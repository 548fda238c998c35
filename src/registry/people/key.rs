//! Keys for machines: `mj_`, eight digits by which it is found, and a secret, shown once.

use chrono::{DateTime, Utc};

use super::secret;
use crate::{
    domain::{Act, Actor, Event, EventAct, Grant, Kind, Role},
    registry::{Registry, RegistryError, clock::mint},
    store::{ApiKey, CommitNote},
};

/// What every key begins with.
pub(super) const MARK: &str = "mj_";
const PREFIX_DIGITS: usize = 8;
/// Of 64 hexadecimal digits; the others are the prefix.
const SECRET_DIGITS: usize = 48;

/// A key to make.
#[derive(Clone, Debug)]
pub struct KeyOrder {
    /// Whose or what for.
    pub name: String,
    /// The role it acts in, and where.
    pub grant: Grant,
    /// The kinds it is bound to; none: all.
    pub kinds: Option<Vec<Kind>>,
    /// Requests a minute.
    pub rate: u32,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// A key just made.
#[derive(Debug)]
pub struct MadeKey {
    /// The whole key, told this once.
    pub token: String,
    /// What is kept of it.
    pub key: ApiKey,
}

/// The prefix of a well-formed key.
pub(super) fn prefix_of(token: &str) -> Option<&str> {
    let (prefix, secret) = token.strip_prefix(MARK)?.split_once('_')?;
    let digits = |text: &str, count: usize| {
        text.len() == count && text.bytes().all(|b| b.is_ascii_hexdigit())
    };
    (digits(prefix, PREFIX_DIGITS) && digits(secret, SECRET_DIGITS)).then_some(prefix)
}

impl Registry {
    /// Every key.
    ///
    /// # Errors
    /// [`RegistryError::Forbidden`] for whoever keeps no keys.
    pub async fn keys(&self, actor: &Actor) -> Result<Vec<ApiKey>, RegistryError> {
        Self::require(actor, Act::ManageKeys)?;
        let all = self.store.api_keys().await?;
        Ok(all
            .into_iter()
            .filter(|key| self.reaches(actor, &key.region))
            .collect())
    }

    /// Makes a key.
    ///
    /// # Errors
    /// [`RegistryError::NotGrantable`] for a role that no machine has; [`RegistryError::OutOfReach`]
    /// when it reaches farther than the actor.
    pub async fn make_key(&self, actor: &Actor, order: KeyOrder) -> Result<MadeKey, RegistryError> {
        Self::require(actor, Act::ManageKeys)?;
        self.may_grant(actor, &order.grant)?;
        if !matches!(
            order.grant.role,
            Role::Provider | Role::Surveyor | Role::Clerk | Role::CemeteryManager
        ) {
            return Err(RegistryError::NotGrantable(order.grant.role));
        }
        let digits = secret::secret()?;
        let (prefix, rest) = digits.split_at(PREFIX_DIGITS);
        let token = format!("{MARK}{prefix}_{}", &rest[..SECRET_DIGITS]);
        let key = ApiKey {
            id: mint(),
            prefix: prefix.to_owned(),
            hash: secret::hash(&token).to_vec(),
            name: order.name,
            role: order.grant.role.as_str().to_owned(),
            region: order.grant.region,
            kinds: order
                .kinds
                .map(|kinds| kinds.iter().map(|kind| kind.as_str().to_owned()).collect()),
            rate: i32::try_from(order.rate).unwrap_or(i32::MAX),
            created_at: self.clock.now(),
            created_by: actor.login.clone(),
            expires_at: order.expires_at,
            revoked_at: None,
            used_at: None,
            used_from: None,
        };
        let mut commit = self.begin(actor).await?;
        commit.add_key(&key).await?;
        commit.tell(
            Event::about(EventAct::KeyMade, key.prefix.clone())
                .with("name", key.name.clone())
                .with("role", key.role.clone())
                .with("region", key.region.clone()),
        );
        commit.close(CommitNote::by(actor)).await?;
        Ok(MadeKey { token, key })
    }

    /// Revokes a key.
    ///
    /// # Errors
    /// [`RegistryError::NotFound`] when there is none of that prefix, or it is revoked already.
    pub async fn revoke_key(&self, actor: &Actor, prefix: &str) -> Result<(), RegistryError> {
        Self::require(actor, Act::ManageKeys)?;
        let key = self
            .store
            .api_key(prefix)
            .await?
            .ok_or(RegistryError::NotFound)?;
        if !self.reaches(actor, &key.region) {
            return Err(RegistryError::OutOfReach);
        }
        let mut commit = self.begin(actor).await?;
        if !commit.revoke_key(prefix).await? {
            return Err(RegistryError::NotFound);
        }
        commit.tell(Event::about(EventAct::KeyRevoked, prefix));
        self.close_people(commit, actor).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_well_formed_key_has_a_prefix() {
        let secret = "a".repeat(SECRET_DIGITS);
        assert_eq!(
            prefix_of(&format!("mj_0123abcd_{secret}")),
            Some("0123abcd")
        );
        for bad in [
            "mj_",
            "mj_0123abcd",
            "mj_0123abcd_",
            "mj_0123abcd_zz",
            "xx_0123abcd_aa",
        ] {
            assert_eq!(prefix_of(bad), None, "{bad}");
        }
        assert_eq!(prefix_of(&format!("mj_0123abc'_{secret}")), None);
    }
}
