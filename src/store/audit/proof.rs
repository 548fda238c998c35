//! The whole proof, in one view of the database.

use sqlx::{AssertSqlSafe, PgConnection};

use super::{
    chains::{chain, events, held_against, journal, strays},
    finding::{AuditFinding, AuditHead, AuditTotals},
    grants::grants,
    rows::{earlier, latest, unlogged},
};
use crate::{
    domain::Kind,
    store::{Store, StoreError},
};

impl Store {
    /// Looks at everything, in one view of the database.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn audit(
        &self,
        heads: &[AuditHead],
    ) -> Result<(Vec<AuditFinding>, AuditTotals), StoreError> {
        let mut transaction = self.owner.begin().await?;
        // Right after a load the planner's statistics know nothing of it: what it takes for one row, and
        // would walk for each of a million, is a million.
        sqlx::raw_sql(
            "set transaction isolation level repeatable read, read only; set local work_mem = '128MB'; \
             set local enable_nestloop = off",
        )
        .execute(&mut *transaction)
        .await?;
        let mut findings = chain(&mut transaction).await?;
        findings.extend(journal(&mut transaction).await?);
        findings.extend(events(&mut transaction).await?);
        findings.extend(strays(&mut transaction).await?);
        for kind in Kind::ALL {
            findings.extend(latest(&mut transaction, kind).await?);
            findings.extend(earlier(&mut transaction, kind).await?);
            findings.extend(unlogged(&mut transaction, kind).await?);
        }
        findings.extend(grants(&mut transaction).await?);
        for head in heads {
            findings.extend(held_against(&mut transaction, head).await?);
        }
        let totals = totals(&mut transaction).await?;
        transaction.rollback().await?;
        Ok((findings, totals))
    }

    /// The ends of both chains now.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn audit_head(&self) -> Result<AuditHead, StoreError> {
        let (position, chain, number, journal) = sqlx::query_as(
            "select coalesce(c.last, 0), coalesce(encode(c.chain, 'hex'), ''),
                    coalesce(j.number, 0), coalesce(encode(j.chain, 'hex'), '')
             from (select 1) one
             left join (select last, chain from commit order by last desc limit 1) c on true
             left join (select number, chain from people.journal order by number desc limit 1) j on true",
        )
        .fetch_one(&self.app)
        .await?;
        Ok(AuditHead {
            position,
            chain,
            number,
            journal,
        })
    }
}

async fn totals(connection: &mut PgConnection) -> Result<AuditTotals, StoreError> {
    let features = Kind::ALL
        .map(|kind| format!("(select count(*) from {kind})"))
        .join(" + ");
    let text = format!(
        "select (select count(*) from commit), (select count(*) from people.journal),
                (select count(*) from change), (select count(*) from people.event), {features}"
    );
    let (commits, journal, changes, events, features) = sqlx::query_as(AssertSqlSafe(text))
        .fetch_one(connection)
        .await?;
    Ok(AuditTotals {
        commits,
        journal,
        changes,
        events,
        features,
    })
}
