//! Regions whose parents lead back to themselves.

use super::{Bulk, Duplicate};
use crate::{
    domain::{Kind, region, shared},
    store::{StoreError, statement},
};

impl Bulk {
    /// Takes regions out of the stage that would lie below themselves, by way of the file, the
    /// register or both. `value` is the parent, `detail` the way round.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn take_circles(&mut self) -> Result<Vec<Duplicate>, StoreError> {
        if self.kind != Kind::Region {
            return Ok(Vec::new());
        }
        let becomes = |at: usize| {
            let column = statement::quoted(self.kind.fields()[at].name);
            self.merged()
                .find(|(name, _)| *name == column)
                .map_or(column, |(_, value)| value)
        };
        let text = format!(
            "with recursive edge as (
                 select s.nth, {code} as code, {parent} as parent
                 from stage s left join target g on g.nth = s.nth left join region t on t.id = g.id
                 union all
                 select null, r.code, r.parent_code
                 from region r where not exists (select from target g where g.id = r.id)
             ), walk as (
                 select e.nth, e.code as start, e.parent as at, array[e.code] as path
                 from edge e where e.nth is not null
                 union all
                 select w.nth, w.start, e.parent, w.path || w.at
                 from walk w join edge e on e.code = w.at
                 where w.at <> w.start and w.at <> all (w.path)
             )
             delete from stage s using walk w
             where w.nth = s.nth and w.at = w.start
             returning s.line, (w.path || w.at)[2], 0::bigint, array_to_string(w.path || w.at, ' → ')",
            code = becomes(shared::CODE_AT),
            parent = becomes(region::PARENT_CODE_AT),
        );
        self.duplicates(text).await
    }
}
