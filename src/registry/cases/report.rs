//! What somebody without an account sees of a report: by its number how far it is; with its code
//! what was reported and answered, and what may still be done.

use serde_json::Value as Json;
use subtle::ConstantTimeEq as _;
use uuid::Uuid;

use super::{Asking, CaseAct, CaseSheet, asking::outsider, open::hashed};
use crate::{
    domain::{
        Case, CaseFile, CaseName, EVERYWHERE, Role,
        lifecycle::{Holds, catalogue::REPORTS},
    },
    registry::{Content, Registry, RegistryError, Rendition},
};

/// A report seen from outside.
#[derive(Clone, Debug)]
pub struct ReportSheet {
    /// The case; what of it is shown is the door's to choose.
    pub sheet: CaseSheet,
    /// Whether the code was given, and right.
    pub own: bool,
}

impl ReportSheet {
    /// The photos that whoever reported has sent along.
    #[must_use]
    pub fn own_photos(&self) -> Vec<Uuid> {
        own_photos(&self.sheet.file).collect()
    }
}

impl Registry {
    /// A report by its number, and perhaps its code.
    ///
    /// # Errors
    /// [`RegistryError::NotFound`] when there is no report of that number;
    /// [`RegistryError::NotYours`] when the code is wrong.
    pub async fn report_by_number(
        &self,
        number: &str,
        code: Option<&str>,
    ) -> Result<ReportSheet, RegistryError> {
        let view = self.view()?;
        let case = self.reported(number, code).await?;
        let name = CaseName::Id(case.id);
        let file = self
            .store
            .case_file(&outsider(&case.region_code), &name)
            .await?;
        let mut sheet = self.sheet(&view, Asking::Reporter(&case), file);
        if code.is_none() {
            sheet.acts.clear();
        }
        Ok(ReportSheet {
            sheet,
            own: code.is_some(),
        })
    }

    /// Takes a step as whoever reported it, by its code.
    ///
    /// # Errors
    /// As [`Registry::report_by_number`] and [`Registry::act_on_case`].
    pub async fn act_on_report(
        &self,
        number: &str,
        code: &str,
        act: &CaseAct,
    ) -> Result<ReportSheet, RegistryError> {
        let case = self.reported(number, Some(code)).await?;
        let sheet = self
            .act_on_case(Asking::Reporter(&case), &CaseName::Id(case.id), act)
            .await?;
        Ok(ReportSheet { sheet, own: true })
    }

    /// A photo that whoever reported has sent along, by the report's code; not those of the office.
    ///
    /// # Errors
    /// As [`Registry::report_by_number`]; [`RegistryError::NotFound`] for every other attachment.
    pub async fn photo_of_report(
        &self,
        number: &str,
        code: &str,
        id: Uuid,
        rendition: Rendition,
    ) -> Result<Content, RegistryError> {
        let case = self.reported(number, Some(code)).await?;
        let reader = outsider(&case.region_code);
        let file = self
            .store
            .case_file(&reader, &CaseName::Id(case.id))
            .await?;
        if !own_photos(&file).any(|own| own == id) {
            return Err(RegistryError::NotFound);
        }
        self.shown_to_sender(&reader, id, rendition).await
    }

    /// The report of a number; with a code only if it is the report's.
    async fn reported(&self, number: &str, code: Option<&str>) -> Result<Case, RegistryError> {
        // Whoever has no account has no region either: the number alone leads to the case.
        let intake = outsider(EVERYWHERE);
        let name = CaseName::Number(number.to_owned());
        let case = self.store.case_file(&intake, &name).await?.case;
        if case.kind.name != REPORTS.name {
            return Err(RegistryError::NotFound);
        }
        if let Some(code) = code {
            let kept = self.store.follow_hash(&intake, case.id).await?;
            let fits = kept.is_some_and(|kept| kept.ct_eq(&hashed(code)).into());
            if !fits {
                return Err(RegistryError::NotYours);
            }
        }
        Ok(case)
    }
}

/// The attachments that came with what was done from outside.
fn own_photos(file: &CaseFile) -> impl Iterator<Item = Uuid> {
    let fields = file.case.kind.fields.iter();
    let fields = fields.filter(|field| field.told && matches!(field.holds, Holds::Attachments(_)));
    let outside = || {
        file.events.iter().enumerate().filter(|(nth, event)| {
            // The opening is the reporter's, and so is whatever was done without an account.
            *nth == 0 || event.role == Role::Public
        })
    };
    fields
        .flat_map(move |field| outside().filter_map(|(_, event)| event.form.get(field.name)))
        .filter_map(Json::as_array)
        .flatten()
        .filter_map(|id| id.as_str()?.parse().ok())
}
