//! Keeping a name free for somebody, and giving it up.

use chrono::{Months, NaiveDate};
use uuid::Uuid;

use crate::{
    domain::{
        Act, Actor, Answer, Asked, Checked, Evidence, NameDraft, NameReservation, Namesake,
        Position, Problem, ProblemCode, Relation, ReservationDraft, ScopeLevel, Severity,
        Surroundings as _, shared,
    },
    registry::{KeptName, Registry, RegistryError, View, mint},
    text::{Category, control_character, normalise},
};

use super::told::{LINE, PARAGRAPH, bounded};

/// How long an act waits until this process shows what was committed before it.
const FRESH: std::time::Duration = std::time::Duration::from_secs(5);

/// A name has no more characters.
const LONGEST: usize = 60;

impl Registry {
    /// Keeps a name free; with what the rules say about it.
    ///
    /// # Errors
    /// [`RegistryError::Refused`] with every problem of the draft; [`RegistryError::NameKept`] when
    /// the name is kept there already; [`RegistryError::OutOfReach`] outside the actor's regions.
    pub async fn reserve_name(
        &self,
        actor: &Actor,
        draft: ReservationDraft,
    ) -> Result<(NameReservation, Checked, Position), RegistryError> {
        Self::require(actor, Act::EditNames)?;
        let view = self.view()?;
        let today = self.clock.today();
        let pack = self.rule_book.packs();
        let pack = pack.in_force(Some(&draft.region_code), today);
        let months = Months::new(pack.reservation_months());
        let kept = judged(draft, &view, today, months).map_err(RegistryError::Refused)?;
        if let Some(held) = held(&view, &kept, today) {
            return Err(told_to(actor, &view, held));
        }
        let proposed = NameDraft {
            category: kept.category,
            region_code: Some(kept.region_code.clone()),
            ..NameDraft::new(&kept.name)
        };
        let mut commit = self.begin(actor).await?;
        // Another process may have kept it a moment ago, which this one does not show yet.
        let around = regions_around(&view, &kept.region_code);
        if let Some(held) = commit.reserved_among(&kept.name, &around).await? {
            return Err(told_to(actor, &view, KeptName::from(&held)));
        }
        // Or given it by a case, which held the name until now.
        let view = self.view_at(self.store.head().await?, FRESH).await?;
        let checked = self.check_beside(&view, std::slice::from_ref(&proposed));
        if let Some(borne) = checked.iter().find_map(borne) {
            return Err(RegistryError::NameBorne(borne));
        }
        commit.reserve(&kept).await?;
        let position = self.seal(commit, actor, None).await?;
        let checked = checked.into_iter().next();
        let checked = checked.ok_or(RegistryError::NotFound)?;
        Ok((kept, checked, position))
    }

    /// Gives a kept name up before its day.
    ///
    /// # Errors
    /// [`RegistryError::NotFound`] when there is none within reach that still holds.
    pub async fn release_name(
        &self,
        actor: &Actor,
        id: Uuid,
        reason: Option<&str>,
    ) -> Result<Position, RegistryError> {
        Self::require(actor, Act::EditNames)?;
        let reason = reason_told(reason)?;
        let mut commit = self.begin(actor).await?;
        commit.release(id).await?;
        self.seal(commit, actor, reason.as_deref()).await
    }

    /// Reservations of a region and below; without `all` those that still hold.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn reservations(
        &self,
        region: Option<&str>,
        all: bool,
    ) -> Result<Vec<NameReservation>, RegistryError> {
        let since = (!all).then(|| self.clock.today());
        Ok(self.store.reservations(region, since).await?)
    }
}

fn judged(
    draft: ReservationDraft,
    view: &View,
    today: NaiveDate,
    months: Months,
) -> Result<NameReservation, Vec<Problem>> {
    let name = normalise(&draft.name);
    let mut problems = Vec::new();
    if name.is_empty() {
        problems.push(Problem::new(ProblemCode::MissingField, "name", ""));
    } else if name.chars().count() > LONGEST {
        let long = Problem::new(ProblemCode::TooLong, "name", &name);
        let length = name.chars().count().to_string();
        problems.push(
            long.with("length", length)
                .with("limit", LONGEST.to_string()),
        );
    } else if control_character(&name).is_some() {
        problems.push(Problem::new(ProblemCode::ControlCharacter, "name", &name));
    }
    let category = draft.category.filter(|word| !word.is_empty());
    let category = category.and_then(|word| match word.parse::<Category>() {
        Ok(category) => Some(category),
        Err(_) => {
            let allowed = Category::ALL.map(Category::as_str).join(", ");
            let wrong = Problem::new(ProblemCode::WrongValue, "category", &word);
            problems.push(wrong.with("allowed", allowed));
            None
        }
    });
    if !view.snapshot.regions().contains(&draft.region_code) {
        let code = &draft.region_code;
        problems.push(Problem::new(
            ProblemCode::UnknownRegion,
            "region_code",
            code,
        ));
    }
    let until = draft
        .until
        .or_else(|| today.checked_add_months(months))
        .unwrap_or(today);
    if until < today {
        let wrong = Problem::new(ProblemCode::WrongValue, "until", &until.to_string());
        problems.push(wrong.with("allowed", format!("≥ {today}")));
    }
    let holder = bounded("holder", draft.holder, LINE, &mut problems);
    let reference = bounded("reference", draft.reference, LINE, &mut problems);
    let kept = NameReservation {
        id: mint(),
        name,
        category,
        region_code: draft.region_code,
        from: today,
        until,
        holder,
        reference,
        released_on: None,
    };
    if problems.is_empty() {
        Ok(kept)
    } else {
        Err(problems)
    }
}

/// The reason for which a record is taken out of use, within its bounds.
pub(super) fn reason_told(reason: Option<&str>) -> Result<Option<String>, RegistryError> {
    let mut problems = Vec::new();
    let reason = bounded(
        "reason",
        reason.map(str::to_owned),
        PARAGRAPH,
        &mut problems,
    );
    if problems.is_empty() {
        Ok(reason)
    } else {
        Err(RegistryError::Refused(problems))
    }
}

/// Who keeps the name already in the county of the region.
fn held(view: &View, kept: &NameReservation, today: NaiveDate) -> Option<KeptName> {
    let asked = Asked {
        name: &kept.name,
        category: None,
        scope: ScopeLevel::County,
        region_code: Some(&kept.region_code),
        position: None,
    };
    let Answer::Found(found) = view.index.reserved(&asked) else {
        return None;
    };
    let held = found.into_iter().find_map(|held| {
        let until = held.until.filter(|last| today <= *last)?;
        Some((until, held))
    });
    held.map(|(until, held)| KeptName {
        name: held.name,
        region_code: held.region_code.unwrap_or_default(),
        region_name: String::new(),
        until,
        holder: held.holder,
        reference: held.reference,
    })
}

/// The feature that bears exactly this name where the law allows it once: there is nothing to keep.
fn borne(checked: &Checked) -> Option<Box<Namesake>> {
    checked
        .findings
        .iter()
        .filter(|finding| finding.severity >= Severity::Judge && finding.overruled.is_none())
        .flat_map(|finding| &finding.evidence)
        .find_map(|evidence| match evidence {
            Evidence::Feature(place) if place.relation == Relation::Same && !place.id.is_nil() => {
                Some(Box::new(place.clone()))
            }
            _ => None,
        })
}

/// What is told of it: whom a name is kept for is known within the office of that region alone.
fn told_to(actor: &Actor, view: &View, mut held: KeptName) -> RegistryError {
    let is_below = |region: &str, above: &str| view.snapshot.is_below(region, above);
    if !(actor.may(Act::ReadDrafts) && actor.reaches(&held.region_code, is_below)) {
        held.holder = None;
        held.reference = None;
    }
    let chain = view.snapshot.chain(&held.region_code);
    let name = chain.last().and_then(|row| row.name());
    let name = name.unwrap_or(&held.region_code).to_owned();
    held.region_name = name;
    RegistryError::NameKept(Box::new(held))
}

/// The codes of the regions whose reservations meet one in this region: those above it, and
/// everything below its county.
pub(in crate::registry) fn regions_around(view: &View, region_code: &str) -> Vec<String> {
    let chain = view.snapshot.chain(region_code);
    let codes = chain.iter().filter_map(|row| row.text(shared::CODE_AT));
    let mut around: Vec<String> = codes.map(str::to_owned).collect();
    let level = crate::domain::region::LEVEL_AT;
    let county = chain
        .iter()
        .find(|row| row.text(level) == Some("county"))
        .or(chain.last());
    let mut open: Vec<&str> = county
        .and_then(|row| row.text(shared::CODE_AT))
        .into_iter()
        .collect();
    while let Some(code) = open.pop() {
        for below in view.snapshot.regions().children(code) {
            around.push(below.to_owned());
            open.push(below);
        }
    }
    around.push(region_code.to_owned());
    around.sort_unstable();
    around.dedup();
    around
}

impl From<&NameReservation> for KeptName {
    fn from(held: &NameReservation) -> Self {
        Self {
            name: held.name.clone(),
            region_code: held.region_code.clone(),
            region_name: String::new(),
            until: held.until,
            holder: held.holder.clone(),
            reference: held.reference.clone(),
        }
    }
}
