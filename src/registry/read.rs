//! Reading single features: as they are, as they were in force on a day, as the register told them
//! at some time.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::{Registry, RegistryError};
use crate::{
    domain::{Feature, Kind, Position, Value, shared},
    store::{Loading, Version},
};

/// The moment that `as_of` names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsOf {
    /// A place in the log.
    Position(Position),
    /// A time.
    Time(DateTime<Utc>),
}

impl Registry {
    /// Every version of a feature, newest first.
    ///
    /// # Errors
    /// [`RegistryError::NotFound`] when there is no such feature.
    pub async fn history(&self, kind: Kind, id: Uuid) -> Result<Vec<Version>, RegistryError> {
        let versions = self.store.history(kind, id).await?;
        if versions.is_empty() {
            Err(RegistryError::NotFound)
        } else {
            Ok(versions)
        }
    }

    /// The feature as the register told it at some time or position.
    ///
    /// # Errors
    /// [`RegistryError::NotFound`] when it was not registered yet.
    pub async fn as_of(
        &self,
        kind: Kind,
        id: Uuid,
        moment: AsOf,
    ) -> Result<Feature, RegistryError> {
        self.history(kind, id)
            .await?
            .into_iter()
            .find(|version| match moment {
                AsOf::Position(position) => version.position <= position,
                AsOf::Time(time) => version.at <= time,
            })
            .map(|version| version.feature)
            .ok_or(RegistryError::NotFound)
    }

    /// The feature as it was in force on a day, by what is known today: under the standard name of
    /// that day.
    ///
    /// # Errors
    /// [`RegistryError::NotFound`] when it was not in force.
    pub async fn valid_on(
        &self,
        kind: Kind,
        id: Uuid,
        day: NaiveDate,
    ) -> Result<Feature, RegistryError> {
        let mut feature = self
            .store
            .features(kind, &[id])
            .await?
            .pop()
            .ok_or(RegistryError::NotFound)?;
        let bound = |at: usize| feature.values.get(at).and_then(Value::as_date);
        let begun = bound(shared::VALID_FROM_AT).is_none_or(|from| from <= day);
        let ended = bound(shared::VALID_TO_AT).is_some_and(|to| to < day);
        if !begun || ended {
            return Err(RegistryError::NotFound);
        }
        let (name, pinyin) = match self.store.standard_name_on(id, day).await? {
            Some((name, pinyin)) => (Some(name), pinyin),
            // A kind that must be named bore the name it has, whenever its record begins.
            None if kind.fields()[shared::NAME_AT].required => return Ok(feature),
            None => (None, None),
        };
        feature.values[shared::NAME_AT] = name.map_or(Value::Null, Value::from);
        if let Some((at, _)) = kind.field("pinyin") {
            feature.values[at] = pinyin.map_or(Value::Null, Value::from);
        }
        Ok(feature)
    }

    /// What a retired feature lives on in.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn successor(&self, id: Uuid) -> Result<Option<Uuid>, RegistryError> {
        Ok(self.store.successor(id).await?)
    }

    /// Whether the code is a registered region's, asked of the database: commands hold no register.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn knows_region(&self, code: &str) -> Result<bool, RegistryError> {
        let view = self.gather(&[Kind::Region]).await?;
        Ok(view.snapshot.table(Kind::Region).by_code(code).is_some())
    }

    /// Hands every feature of a kind to `take`, those of a region and below when one is named; drafts
    /// and retired ones too.
    ///
    /// # Errors
    /// When the database does not answer, or what `take` says.
    pub async fn export<E: Send>(
        &self,
        kind: Kind,
        region: Option<&str>,
        mut take: impl FnMut(&Feature) -> Result<(), E> + Send,
    ) -> Result<Result<u64, E>, RegistryError> {
        let view = match region {
            Some(_) => Some(self.gather(&[Kind::Region, Kind::BoundaryLine]).await?),
            None => None,
        };
        let mut loading = Loading::begin(&self.store).await?;
        let mut count = 0;
        let mut failed = None;
        loading
            .each_in_order(kind, |feature| {
                let inside = match (region, &view) {
                    (Some(region), Some(view)) => view.snapshot.is_of(&feature, region),
                    _ => true,
                };
                if inside && failed.is_none() {
                    match take(&feature) {
                        Ok(()) => count += 1,
                        Err(error) => failed = Some(error),
                    }
                }
            })
            .await?;
        Ok(failed.map_or(Ok(count), Err))
    }
}
