//! What somebody sees whole, kind by kind and region by region; everything else it sees as the
//! public does.

use super::{Act, Audience, Caller, EVERYWHERE, Kind};

/// Where a kind is seen whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Nowhere.
    Nowhere,
    /// In these regions and below.
    Regions(Vec<String>),
    /// Everywhere.
    Everywhere,
}

/// The scopes of a reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sight([Scope; Kind::ALL.len()]);

impl Sight {
    /// The public's.
    pub const PUBLIC: Self = Self([const { Scope::Nowhere }; Kind::ALL.len()]);

    /// Everything, everywhere.
    pub const WHOLE: Self = Self([const { Scope::Everywhere }; Kind::ALL.len()]);

    /// A caller's.
    #[must_use]
    pub fn of(caller: &Caller) -> Self {
        Self(Kind::ALL.map(|kind| {
            let bound = caller
                .kinds
                .as_ref()
                .is_some_and(|kinds| !kinds.contains(&kind));
            if bound {
                return Scope::Nowhere;
            }
            let mut regions: Vec<String> = Vec::new();
            for region in caller.regions(Act::reading(kind)) {
                if region == EVERYWHERE {
                    return Scope::Everywhere;
                }
                if !regions.iter().any(|known| known == region) {
                    regions.push(region.to_owned());
                }
            }
            if regions.is_empty() {
                Scope::Nowhere
            } else {
                Scope::Regions(regions)
            }
        }))
    }

    /// Where a kind is seen whole.
    #[must_use]
    pub const fn scope(&self, kind: Kind) -> &Scope {
        &self.0[kind as usize]
    }

    /// What may be asked about a kind: conditions on restricted fields, drafts. Whether a feature
    /// then shows is decided feature by feature.
    #[must_use]
    pub fn widest(&self, kind: Kind) -> Audience {
        match self.scope(kind) {
            Scope::Nowhere => Audience::Public,
            Scope::Regions(_) | Scope::Everywhere => Audience::Internal,
        }
    }
}

impl From<Audience> for Sight {
    fn from(audience: Audience) -> Self {
        match audience {
            Audience::Public => Self::PUBLIC,
            Audience::Internal => Self::WHOLE,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Grant, Role};

    #[test]
    fn a_kind_is_seen_whole_in_the_regions_of_roles_that_read_it_and_within_a_keys_kinds() {
        let mut caller = Caller {
            grants: vec![
                Grant {
                    role: Role::Surveyor,
                    region: "330683".to_owned(),
                },
                Grant {
                    role: Role::Auditor,
                    region: "330624".to_owned(),
                },
            ],
            ..Caller::public(None)
        };
        let both = Scope::Regions(vec!["330683".to_owned(), "330624".to_owned()]);
        let sight = Sight::of(&caller);
        assert_eq!(*sight.scope(Kind::BoundaryMarker), both);
        assert_eq!(
            *sight.scope(Kind::Plot),
            Scope::Regions(vec!["330624".to_owned()])
        );
        caller.kinds = Some(vec![Kind::Plot]);
        assert_eq!(
            *Sight::of(&caller).scope(Kind::BoundaryMarker),
            Scope::Nowhere
        );
        assert_eq!(Sight::of(&Caller::public(None)), Sight::PUBLIC);
    }
}
