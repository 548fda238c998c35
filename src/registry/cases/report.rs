//! What somebody without an account sees of a report: by its number how far it is; with its code
//! what was reported and answered, and what may still be done.

use subtle::ConstantTimeEq as _;

use super::{Asking, CaseAct, CaseSheet, asking::outsider, open::hashed};
use crate::{
    domain::{Case, CaseName, EVERYWHERE, lifecycle::catalogue::REPORTS},
    registry::{Registry, RegistryError},
};

/// A report seen from outside.
#[derive(Clone, Debug)]
pub struct ReportSheet {
    /// The case; what of it is shown is the door's to choose.
    pub sheet: CaseSheet,
    /// Whether the code was given, and right.
    pub own: bool,
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
