//! Who is asking, and who acts: what identifies a person or machine from the door down to the log.

use uuid::Uuid;

use super::{Act, Kind, Role};

/// The region that is everywhere.
pub const EVERYWHERE: &str = "*";

/// How somebody came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// Without signing in.
    Nothing,
    /// A session's cookie.
    Session(Uuid),
    /// A machine's key.
    Key(Uuid),
    /// The configured write token.
    Token,
    /// A command at the machine itself.
    Command,
}

impl Via {
    /// The word in the audit log.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nothing => "public",
            Self::Session(_) => "session",
            Self::Key(_) => "key",
            Self::Token => "token",
            Self::Command => "command",
        }
    }
}

/// A role held within a region and everything below it; `*` is everywhere.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// The region's code.
    pub region: String,
}

/// Whoever asks, with everything that it is granted.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The account; none for machines, commands and the public.
    pub person: Option<Uuid>,
    /// What the log calls it: an account's login, `key:<prefix>`, `write-token`, `public`.
    pub login: String,
    /// What people call it.
    pub name: String,
    /// What it is granted.
    pub grants: Vec<Grant>,
    /// How it came in.
    pub via: Via,
    /// The address it came from.
    pub from: Option<String>,
    /// The kinds to which a key is bound; none: all.
    pub kinds: Option<Vec<Kind>>,
}

/// Whoever acts: a caller in one of its roles, with the regions in which it holds that role, and why it acts.
#[derive(Clone, Debug)]
pub struct Actor {
    /// The account; none for machines and commands.
    pub person: Option<Uuid>,
    /// What the log calls it.
    pub login: String,
    /// What people call it.
    pub name: String,
    /// The role in which it acts.
    pub role: Role,
    /// The regions it reaches, each with everything below; `*` is everywhere.
    pub regions: Vec<String>,
    /// How it came in.
    pub via: Via,
    /// The address it came from.
    pub from: Option<String>,
    /// The kinds to which a key is bound; none: all.
    pub kinds: Option<Vec<Kind>>,
    /// Why, where whoever acts says it.
    pub reason: Option<String>,
}

impl Caller {
    /// Anybody.
    #[must_use]
    pub fn public(from: Option<String>) -> Self {
        Self {
            person: None,
            login: "public".to_owned(),
            name: String::new(),
            grants: Vec::new(),
            via: Via::Nothing,
            from,
            kinds: None,
        }
    }

    /// Whether it may do that somewhere.
    #[must_use]
    pub fn may(&self, act: Act) -> bool {
        Role::Public.may(act) || self.grants.iter().any(|grant| grant.role.may(act))
    }

    /// The caller in the first role that may do that; `None` when none may. What everybody may is
    /// done in the caller's own first role, else as the public.
    #[must_use]
    pub fn acting(&self, act: Act) -> Option<Actor> {
        self.acting_where(act, |_| true)
    }

    /// As [`Caller::acting`], preferring a role held where `reaches` says so.
    #[must_use]
    pub fn acting_where(&self, act: Act, reaches: impl Fn(&str) -> bool) -> Option<Actor> {
        let allowed = || self.grants.iter().filter(|grant| grant.role.may(act));
        let role = allowed()
            .find(|grant| reaches(&grant.region))
            .or_else(|| allowed().next())
            .map(|grant| grant.role);
        let Some(role) = role else {
            return Role::Public.may(act).then(|| self.in_role(Role::Public));
        };
        Some(self.in_role(role))
    }

    /// The regions in which some role of the caller may do that.
    pub fn regions(&self, act: Act) -> impl Iterator<Item = &str> {
        self.grants
            .iter()
            .filter(move |grant| grant.role.may(act))
            .map(|grant| grant.region.as_str())
    }

    fn in_role(&self, role: Role) -> Actor {
        Actor {
            person: self.person,
            login: self.login.clone(),
            name: self.name.clone(),
            role,
            regions: self
                .grants
                .iter()
                .filter(|grant| grant.role == role)
                .map(|grant| grant.region.clone())
                .collect(),
            via: self.via,
            from: self.from.clone(),
            kinds: self.kinds.clone(),
            reason: None,
        }
    }
}

impl Actor {
    /// Whoever works at the machine itself: everything within the operator's table, everywhere.
    #[must_use]
    pub fn command(login: &str) -> Self {
        Self {
            person: None,
            login: login.to_owned(),
            name: login.to_owned(),
            role: Role::Operator,
            regions: vec![EVERYWHERE.to_owned()],
            via: Via::Command,
            from: None,
            kinds: None,
            reason: None,
        }
    }

    /// The same, saying why: what it does is told with it in the log.
    #[must_use]
    pub fn because(self, reason: Option<String>) -> Self {
        Self { reason, ..self }
    }

    /// Whether its role may do that.
    #[must_use]
    pub fn may(&self, act: Act) -> bool {
        self.role.may(act)
    }

    /// Whether it may change features of a kind.
    #[must_use]
    pub fn may_edit(&self, kind: Kind) -> bool {
        self.may(Act::editing(kind))
            && self
                .kinds
                .as_ref()
                .is_none_or(|kinds| kinds.contains(&kind))
    }

    /// Whether it reaches a region, `is_below(region, above)` telling what lies in what.
    #[must_use]
    pub fn reaches(&self, region: &str, is_below: impl Fn(&str, &str) -> bool) -> bool {
        self.regions
            .iter()
            .any(|own| own == EVERYWHERE || own == region || is_below(region, own))
    }

    /// Its regions as the database's row-level security reads them: codes, parted by commas.
    #[must_use]
    pub fn reach(&self) -> String {
        self.regions.join(",")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(grants: &[(Role, &str)]) -> Caller {
        Caller {
            grants: grants
                .iter()
                .map(|(role, region)| Grant {
                    role: *role,
                    region: (*region).to_owned(),
                })
                .collect(),
            ..Caller::public(None)
        }
    }

    #[test]
    fn an_actor_has_one_role_and_the_regions_of_that_role_alone() {
        let caller = caller(&[
            (Role::Clerk, "330683"),
            (Role::Auditor, "*"),
            (Role::Clerk, "330624"),
        ]);
        let actor = caller.acting(Act::EditNames).unwrap();
        assert_eq!(
            (actor.role, actor.reach().as_str()),
            (Role::Clerk, "330683,330624")
        );
        assert!(actor.reaches("330683001", |code, above| code.starts_with(above)));
        assert!(!actor.reaches("330681", |code, above| code.starts_with(above)));
        assert!(caller.acting(Act::ManageAccounts).is_none());
    }

    #[test]
    fn a_role_held_where_the_thing_lies_comes_first() {
        let caller = caller(&[(Role::Clerk, "330683"), (Role::Approver, "330624")]);
        let actor = caller.acting_where(Act::EditNames, |region| region == "330624");
        assert_eq!(actor.unwrap().role, Role::Approver);
    }

    #[test]
    fn what_everybody_may_needs_no_role() {
        let actor = caller(&[]).acting(Act::ReportFault).unwrap();
        assert_eq!((actor.role, actor.reach().as_str()), (Role::Public, ""));
    }
}
