//! Suggestions: names that pass already, each with where it comes from. The same question at the same
//! position gets the same answer.

use std::collections::HashSet;

use uuid::Uuid;

use super::{
    Beside, Regions, region_seeds,
    seeds::{self, Seed, county_of},
};
use crate::{
    domain::{Checked, Kind, NameDraft, Verdict, road, shared},
    registry::{Registry, RegistryError, View},
    text::{Category, search_key, split},
};

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct SuggestionOrder {
    /// What is known of the place; its name is the refused one, or empty.
    pub draft: NameDraft,
    /// The registered road that has no name.
    pub road: Option<Uuid>,
    /// At most so many.
    pub limit: usize,
}

/// Where a suggestion comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The refused name, mended.
    Variant,
    /// A family of numbered roads nearby goes on.
    Sequence,
    /// A lane of the road that it leaves.
    Branch,
    /// A name that was in use here before.
    Former,
    /// A word that the office offers.
    Bank,
    /// A place nearby.
    Place,
}

/// A name that passes.
#[derive(Clone, Debug)]
pub struct Suggestion {
    /// Where it comes from.
    pub origin: Origin,
    /// What it was made of: a road's, a place's or a former name, a word of the bank.
    pub from: String,
    /// The feature that it was made of.
    pub feature: Option<(Kind, Uuid)>,
    /// How far that is, in metres.
    pub distance_m: Option<f64>,
    /// What the rules say.
    pub checked: Checked,
}

impl Registry {
    /// Names that pass every rule of the place's pack, the reservations and the office's words.
    ///
    /// # Errors
    /// [`RegistryError::NotFound`] when there is no such road; [`RegistryError::Refused`] for a region
    /// that is not known; [`RegistryError::NotReady`] until the register is loaded.
    pub async fn suggest_names(
        &self,
        order: SuggestionOrder,
    ) -> Result<Vec<Suggestion>, RegistryError> {
        let view = self.view()?;
        let mut draft = Regions::of(&view)
            .settled(&order.draft)
            .map_err(|problem| RegistryError::Refused(vec![problem]))?;
        let mut class = None;
        if let Some(id) = order.road {
            let row = view
                .snapshot
                .by_id(Kind::Road, id)
                .ok_or(RegistryError::NotFound)?;
            class = row.text(road::CLASS_AT).map(str::to_owned);
            draft.category = draft.category.or(Some(Category::Road));
            draft.geometry = draft.geometry.or_else(|| row.geometry());
            let region = || row.text(shared::REGION_CODE_AT).map(str::to_owned);
            draft.region_code = draft.region_code.or_else(region);
            draft.length_m = draft.length_m.or_else(|| row.number(road::LENGTH_M_AT));
            draft.width_m = draft.width_m.or_else(|| row.number(road::WIDTH_M_AT));
        }
        draft.category = draft.category.or_else(|| split(&draft.name, None).category);
        let former = match county_of(&view, &draft) {
            Some(county) => self.store.former_names(&county).await?,
            None => Vec::new(),
        };
        let registry = self.clone();
        tokio::task::spawn_blocking(move || {
            let seeds = registry.seeds(&view, &draft, class.as_deref(), former);
            registry.passing(&view, &draft, seeds, order.limit)
        })
        .await
        .map_err(RegistryError::thread)
    }

    fn seeds(
        &self,
        view: &View,
        draft: &NameDraft,
        class: Option<&str>,
        former: Vec<(Kind, Uuid, String)>,
    ) -> Vec<Seed> {
        let generics = seeds::generics(draft, class);
        let mut seeds = Vec::new();
        if !draft.name.is_empty() {
            let checked = self.judge_one(view, draft, &alone(view));
            seeds.extend(seeds::variants(view, draft, &checked, &generics));
        }
        if draft.category == Some(Category::Road) {
            seeds.extend(seeds::families(view, draft));
            if generics
                .first()
                .is_some_and(|generic| seeds::is_lane(generic))
            {
                seeds.extend(seeds::branches(view, draft, &generics));
            }
        }
        seeds.extend(seeds::formers(view, draft, former, &generics));
        seeds.extend(seeds::offered(view, draft, self.clock.today(), &generics));
        seeds.extend(seeds::places(view, draft, &generics));
        if draft.position().is_none() {
            seeds.extend(region_seeds::families(view, draft));
            seeds.extend(region_seeds::places(view, draft, &generics));
        }
        seeds.sort_by(|a, b| {
            let metres = |seed: &Seed| seed.distance_m.unwrap_or(f64::MAX);
            a.origin
                .cmp(&b.origin)
                .then_with(|| metres(a).total_cmp(&metres(b)))
                .then_with(|| a.names.cmp(&b.names))
        });
        seeds
    }

    fn passing(
        &self,
        view: &View,
        draft: &NameDraft,
        seeds: Vec<Seed>,
        limit: usize,
    ) -> Vec<Suggestion> {
        let mut told: HashSet<String> = HashSet::from([search_key(&draft.name)]);
        let mut suggestions = Vec::new();
        for seed in seeds {
            if suggestions.len() >= limit {
                break;
            }
            for name in &seed.names {
                if told.contains(&search_key(name)) {
                    continue;
                }
                let proposed = NameDraft {
                    name: name.clone(),
                    ..draft.clone()
                };
                let checked = self.judge_one(view, &proposed, &alone(view));
                if checked.verdict == Verdict::Pass {
                    told.insert(search_key(name));
                    suggestions.push(Suggestion {
                        origin: seed.origin,
                        from: seed.from,
                        feature: seed.feature,
                        distance_m: seed.distance_m,
                        checked,
                    });
                    break;
                }
            }
        }
        suggestions
    }
}

fn alone(view: &View) -> Beside<'_> {
    Beside {
        inner: &*view.index,
        itself: None,
        docket: None,
    }
}
