//! Who asks about cases: the roles held where a case lies, and how far the database lets it see.

use crate::{
    domain::{
        Act, Actor, Caller, Case, EVERYWHERE, NOBODY, Role, lifecycle::Asker, region, shared,
    },
    registry::{RegistryError, View},
};

/// Whoever asks: somebody with roles, or whoever reported a case and has its code.
#[derive(Clone, Copy, Debug)]
pub enum Asking<'a> {
    /// With what it is granted.
    Caller(&'a Caller),
    /// By the code of this very case.
    Reporter(&'a Case),
}

/// The roles held where a case lies.
pub(super) struct Held {
    roles: Vec<Role>,
    /// Those that are held over the whole county.
    office: Vec<Role>,
}

impl Asking<'_> {
    /// The roles, held where the region lies, in which cases are acted on.
    pub(super) fn held(&self, view: &View, region: &str) -> Held {
        Held {
            roles: self.roles(view, region, Act::ActOnCase),
            office: self.office_roles(view, region, Act::ActOnCase),
        }
    }

    /// The roles, held where the region lies, that may do something.
    pub(super) fn roles(&self, view: &View, region: &str, act: Act) -> Vec<Role> {
        let Asking::Caller(caller) = self else {
            return Vec::new();
        };
        let mut roles: Vec<Role> = Vec::new();
        for grant in &caller.grants {
            let reaches =
                grant.region == EVERYWHERE || view.snapshot.is_below(region, &grant.region);
            if reaches && grant.role.may(act) && !roles.contains(&grant.role) {
                roles.push(grant.role);
            }
        }
        roles
    }

    /// Those of them that are held over the whole county in which the region lies.
    pub(in crate::registry) fn office_roles(
        &self,
        view: &View,
        region: &str,
        act: Act,
    ) -> Vec<Role> {
        let chain = view.snapshot.chain(region);
        let county = chain
            .iter()
            .find(|row| row.text(region::LEVEL_AT) == Some("county"))
            .and_then(|row| row.text(shared::CODE_AT));
        self.roles(view, county.unwrap_or(region), act)
    }

    /// Whether it is told who the experts of a case are: whoever gives tasks there, and auditors.
    pub(super) fn may_name_experts(&self, view: &View, region: &str) -> bool {
        [Act::AssignCase, Act::ReadAudit]
            .into_iter()
            .any(|act| !self.roles(view, region, act).is_empty())
    }

    /// As the tables of kinds see it.
    pub(super) fn asker<'r>(&'r self, case: &Case, held: &'r Held) -> Asker<'r> {
        match self {
            Asking::Caller(caller) => Asker {
                person: Some(&caller.login),
                roles: &held.roles,
                office: &held.office,
                opener: caller.login != NOBODY && caller.login == case.opened_by,
            },
            Asking::Reporter(_) => Asker {
                person: None,
                roles: &held.roles,
                office: &held.office,
                opener: true,
            },
        }
    }

    /// As the database sees it: every region in which it may do something.
    ///
    /// # Errors
    /// [`RegistryError::NotYours`] when it may nowhere.
    pub(in crate::registry) fn actor(&self, act: Act) -> Result<Actor, RegistryError> {
        match self {
            Asking::Caller(caller) => {
                let mut actor = caller.acting(act).ok_or(RegistryError::NotYours)?;
                actor.regions = caller.regions(act).map(str::to_owned).collect();
                Ok(actor)
            }
            Asking::Reporter(case) => Ok(outsider(&case.region_code)),
        }
    }

    /// What the record calls it: login and name.
    pub(super) fn names(&self) -> (&str, &str) {
        match self {
            Asking::Caller(caller) => (&caller.login, &caller.name),
            Asking::Reporter(_) => (NOBODY, ""),
        }
    }
}

/// Somebody without an account, let in at one place.
pub(in crate::registry) fn outsider(region: &str) -> Actor {
    let public = Caller::public(None);
    Actor {
        person: None,
        login: public.login,
        name: public.name,
        role: Role::Public,
        regions: vec![region.to_owned()],
        via: public.via,
        from: None,
        kinds: None,
        reason: None,
    }
}
