//! Going back: what a feature was is written anew, as a change that says so. Nothing in the log is undone.

use super::{Registry, RegistryError, Revision, Written};
use crate::domain::{Actor, Draft, Problem, ProblemCode};

impl Registry {
    /// Makes a feature what it was at an earlier version: fields, geometry and state. Names and links that
    /// hang on it follow as after any change.
    ///
    /// # Errors
    /// As [`Registry::revise`]; [`RegistryError::Refused`] for a version that is not before the one read.
    pub async fn revert(
        &self,
        actor: &Actor,
        revision: &Revision,
        version: i32,
    ) -> Result<Written, RegistryError> {
        Self::may_write(actor, revision.kind)?;
        let earlier = self
            .history(revision.kind, revision.id)
            .await?
            .into_iter()
            .map(|one| one.feature)
            .find(|feature| feature.version == version && version < revision.version);
        let Some(earlier) = earlier else {
            let allowed = format!("1…{}", revision.version - 1);
            let problem = Problem::new(ProblemCode::WrongValue, "version", &version.to_string())
                .with("allowed", allowed);
            return Err(RegistryError::Refused(vec![problem]));
        };
        let draft = Draft {
            kind: revision.kind,
            line: 0,
            values: earlier.values.into_iter().map(Some).collect(),
            geometry: Some(earlier.geometry),
        };
        self.revise(actor, revision, draft).await
    }
}
