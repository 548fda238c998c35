//! Keeping a name free for somebody, and giving it up.

use chrono::{Months, NaiveDate};
use uuid::Uuid;

use crate::{
    domain::{
        Act, Actor, Answer, Asked, Checked, NameDraft, NameReservation, Position, Problem,
        ProblemCode, ReservationDraft, ScopeLevel, Surroundings as _,
    },
    registry::{Registry, RegistryError, View, mint},
    text::{Category, control_character, normalise},
};

/// How long a name is kept when nobody says otherwise.
const MONTHS: Months = Months::new(6);
/// A name has no more characters.
const LONGEST: usize = 60;

impl Registry {
    /// Keeps a name free; with what the rules say about it.
    ///
    /// # Errors
    /// [`RegistryError::Refused`] with every problem of the draft; [`RegistryError::Conflict`] when
    /// the name is kept there already; [`RegistryError::OutOfReach`] outside the actor's regions.
    pub async fn reserve_name(
        &self,
        actor: &Actor,
        draft: ReservationDraft,
    ) -> Result<(NameReservation, Checked, Position), RegistryError> {
        Self::require(actor, Act::EditNames)?;
        let view = self.view()?;
        let today = self.clock.today();
        let kept = judged(draft, &view, today).map_err(RegistryError::Refused)?;
        if is_kept(&view, &kept, today) {
            return Err(RegistryError::Conflict {
                constraint: "name_record_reserved_unique".to_owned(),
            });
        }
        let proposed = NameDraft {
            category: kept.category,
            region_code: Some(kept.region_code.clone()),
            ..NameDraft::new(&kept.name)
        };
        let checked = self.check_beside(&view, std::slice::from_ref(&proposed));
        let mut commit = self.begin(actor).await?;
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
        let mut commit = self.begin(actor).await?;
        commit.release(id).await?;
        self.seal(commit, actor, reason).await
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
        .or_else(|| today.checked_add_months(MONTHS))
        .unwrap_or(today);
    if until < today {
        let wrong = Problem::new(ProblemCode::WrongValue, "until", &until.to_string());
        problems.push(wrong.with("allowed", format!("≥ {today}")));
    }
    let told = |text: Option<String>| text.map(|t| normalise(&t)).filter(|t| !t.is_empty());
    let kept = NameReservation {
        id: mint(),
        name,
        category,
        region_code: draft.region_code,
        from: today,
        until,
        holder: told(draft.holder),
        reference: told(draft.reference),
        released_on: None,
    };
    if problems.is_empty() {
        Ok(kept)
    } else {
        Err(problems)
    }
}

/// Whether the name is kept already in the county of the region.
fn is_kept(view: &View, kept: &NameReservation, today: NaiveDate) -> bool {
    let asked = Asked {
        name: &kept.name,
        category: None,
        scope: ScopeLevel::County,
        region_code: Some(&kept.region_code),
        position: None,
    };
    match view.index.reserved(&asked) {
        Answer::Found(found) => found
            .iter()
            .any(|held| held.until.is_none_or(|last| today <= last)),
        Answer::NotAsked => false,
    }
}
