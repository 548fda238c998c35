//! Which staged rows are registered already, and what each registered row becomes.

use super::Bulk;
use crate::{
    domain::{Kind, shared},
    store::{StoreError, statement},
};

/// A row without a geometry leaves the feature where it is known to be.
pub(super) const MERGED_GEOMETRY: &str = "coalesce(s.geom, t.geom)";

impl Bulk {
    /// Finds which staged rows are registered already, and whether they say anything new.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn match_registered(&mut self) -> Result<(), StoreError> {
        let kind = self.kind;
        let merged = self.merged().collect::<Vec<_>>();
        let old = merged
            .iter()
            .map(|(column, _)| format!("t.{column}"))
            .collect::<Vec<_>>()
            .join(", ");
        let new = merged
            .iter()
            .map(|(_, value)| value.as_str())
            .collect::<Vec<_>>()
            .join(", ");
        let source = statement::literal(&self.source);
        // A region is the same region whoever says so; a code names a line or cemetery of this
        // source when the file gives no identifier of its own.
        let by_code = match kind {
            Kind::Region => Some("t.code = s.code".to_owned()),
            Kind::BoundaryLine => Some("not s.given and t.code = s.code".to_owned()),
            Kind::Cemetery => Some(format!(
                "not s.given and t.source = {source} and t.code = s.code"
            )),
            _ => None,
        };
        let by_source = format!("t.source = {source} and t.source_id = s.source_id");
        let matches = std::iter::once(by_source)
            .chain(by_code)
            .enumerate()
            .map(|(rank, condition)| {
                format!(
                    "select s.nth, t.id, {rank} as rank, row({old}, t.geom) is distinct from row({new}, {MERGED_GEOMETRY}) as changed
                     from stage s join {kind} t on {condition}",
                )
            })
            .collect::<Vec<_>>()
            .join(" union all ");
        let text = format!(
            "create temporary table target on commit drop as
             select distinct on (nth) nth, id, changed from ({matches}) found order by nth, rank"
        );
        self.run(text).await?;
        self.run("analyze target".to_owned()).await
    }

    /// What each column of a registered row becomes: what the file says; what was computed, where the
    /// register had nothing or what it had is out of date; or what it was.
    pub(super) fn merged(&self) -> impl Iterator<Item = (String, String)> + '_ {
        self.kind.fields().iter().enumerate().map(|(at, field)| {
            let column = statement::quoted(field.name);
            let bit = 1_u64 << at;
            let value = match at {
                // A row matched by code keeps its identifier unless the file gives one.
                shared::SOURCE_ID_AT => "case when s.given then s.source_id else t.source_id end".to_owned(),
                shared::STATE_AT => format!(
                    "case when s.present & {bit} <> 0 then coalesce(s.{column}, 'current') else t.{column} end"
                ),
                _ => format!(
                    "case when s.computed & {bit} <> 0 then
                              case when {out_of_date}
                                   then coalesce(s.{column}, t.{column}) else coalesce(t.{column}, s.{column}) end
                          when s.present & {bit} <> 0 then s.{column}
                          else t.{column} end",
                    out_of_date = self.out_of_date(at),
                ),
            };
            (column, value)
        })
    }

    /// Whether the file changes what the registered value was computed from.
    fn out_of_date(&self, at: usize) -> String {
        let Some(derivation) = self.kind.derivation(at) else {
            return "false".to_owned();
        };
        let moved = derivation
            .geometry
            .then(|| format!("{MERGED_GEOMETRY} is distinct from t.geom"));
        let changed = derivation.fields.iter().map(|from| {
            let column = statement::quoted(self.kind.fields()[*from].name);
            let bit = 1_u64 << from;
            format!("s.present & {bit} <> 0 and s.{column} is distinct from t.{column}")
        });
        moved
            .into_iter()
            .chain(changed)
            .collect::<Vec<_>>()
            .join(" or ")
    }
}
