//! Accounts and what they are granted: read, and changed in the registry's transaction.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use super::{Commit, Store, StoreError};
use crate::domain::{Grant, Role};

/// An account.
#[derive(Clone, Debug, FromRow)]
pub struct Account {
    /// Its id.
    pub id: Uuid,
    /// Its name in the log; never changed.
    pub login: String,
    /// What people call it.
    pub name: String,
    /// The password's Argon2id hash; none: cannot sign in with one.
    pub password: Option<String>,
    /// `active` or `locked`.
    pub status: String,
    /// Wrong passwords since the last right one.
    pub failed: i32,
    /// No password is looked at before this.
    pub locked_until: Option<DateTime<Utc>>,
    /// Whether the password is to be changed at the next sign-in.
    pub must_change: bool,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When its password was set.
    pub password_at: Option<DateTime<Utc>>,
    /// When it last signed in.
    pub signed_in_at: Option<DateTime<Utc>>,
    /// What it is granted.
    #[sqlx(skip)]
    pub grants: Vec<Grant>,
}

impl Account {
    /// Whether an administrator has locked it.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.status == "locked"
    }
}

const COLUMNS: &str = "id, login, name, password, status, failed, locked_until, must_change, created_at, \
    password_at, signed_in_at";

impl Store {
    /// Every account with its grants, by login.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        let text = format!("select {COLUMNS} from people.account order by login");
        let mut accounts: Vec<Account> = sqlx::query_as(sqlx::AssertSqlSafe(text))
            .fetch_all(&self.app)
            .await?;
        let granted: Vec<(Uuid, String, String)> = sqlx::query_as(
            "select account_id, role, region from people.role_grant order by account_id, role, region",
        )
        .fetch_all(&self.app)
        .await?;
        for account in &mut accounts {
            account.grants = granted
                .iter()
                .filter(|(owner, _, _)| *owner == account.id)
                .filter_map(|(_, role, region)| grant(role, region))
                .collect();
        }
        Ok(accounts)
    }

    /// The account of a login, with its grants.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn account(&self, login: &str) -> Result<Option<Account>, StoreError> {
        let text = format!("select {COLUMNS} from people.account where login = $1");
        let account: Option<Account> = sqlx::query_as(sqlx::AssertSqlSafe(text))
            .bind(login)
            .fetch_optional(&self.app)
            .await?;
        let Some(mut account) = account else {
            return Ok(None);
        };
        account.grants = self.grants(account.id).await?;
        Ok(Some(account))
    }

    /// The account of an id, with its grants.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn account_by_id(&self, id: Uuid) -> Result<Option<Account>, StoreError> {
        let login: Option<String> =
            sqlx::query_scalar("select login from people.account where id = $1")
                .bind(id)
                .fetch_optional(&self.app)
                .await?;
        match login {
            Some(login) => self.account(&login).await,
            None => Ok(None),
        }
    }

    async fn grants(&self, account: Uuid) -> Result<Vec<Grant>, StoreError> {
        let rows: Vec<(String, String)> = sqlx::query_as(
            "select role, region from people.role_grant where account_id = $1 order by role, region",
        )
        .bind(account)
        .fetch_all(&self.app)
        .await?;
        Ok(rows
            .iter()
            .filter_map(|(role, region)| grant(role, region))
            .collect())
    }

    /// How many accounts that are not locked are granted administration, leaving one out.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn administrators(&self, but: Option<Uuid>) -> Result<i64, StoreError> {
        Ok(sqlx::query_scalar(
            "select count(distinct a.id) from people.account a join people.role_grant g on g.account_id = a.id
             where g.role = 'admin' and a.status = 'active' and ($1::uuid is null or a.id <> $1)",
        )
        .bind(but)
        .fetch_one(&self.app)
        .await?)
    }

    /// Whether anybody is or was an administrator.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn has_administrator(&self) -> Result<bool, StoreError> {
        Ok(
            sqlx::query_scalar(
                "select exists (select from people.role_grant where role = 'admin')",
            )
            .fetch_one(&self.app)
            .await?,
        )
    }
}

fn grant(role: &str, region: &str) -> Option<Grant> {
    // The table's own constraint admits no other role.
    let role: Role = role.parse().ok()?;
    Some(Grant {
        role,
        region: region.to_owned(),
    })
}

impl Commit {
    /// Makes an account without grants.
    ///
    /// # Errors
    /// [`StoreError::Refused`] by `account_login_unique` or `account_login_spelled`.
    pub async fn add_account(
        &mut self,
        id: Uuid,
        login: &str,
        name: &str,
        password: Option<&str>,
        must_change: bool,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "insert into people.account (id, login, name, password, must_change, created_at, password_at)
             values ($1, $2, $3, $4, $5, $6, case when $4::text is null then null else $6 end)",
        )
        .bind(id)
        .bind(login)
        .bind(name)
        .bind(password)
        .bind(must_change)
        .bind(self.at)
        .execute(&mut *self.transaction)
        .await?;
        Ok(())
    }

    /// Locks the account's row until the transaction ends, so that guesses come one after another.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn hold_account(&mut self, login: &str) -> Result<Option<Account>, StoreError> {
        let text = format!("select {COLUMNS} from people.account where login = $1 for update");
        Ok(sqlx::query_as(sqlx::AssertSqlSafe(text))
            .bind(login)
            .fetch_optional(&mut *self.transaction)
            .await?)
    }

    /// Sets a password and forgets what failed before.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such account.
    pub async fn set_password(
        &mut self,
        account: Uuid,
        password: &str,
        must_change: bool,
    ) -> Result<(), StoreError> {
        let done = sqlx::query(
            "update people.account
             set password = $2, must_change = $3, password_at = $4, failed = 0, locked_until = null
             where id = $1",
        )
        .bind(account)
        .bind(password)
        .bind(must_change)
        .bind(self.at)
        .execute(&mut *self.transaction)
        .await?;
        one(done.rows_affected())?;
        self.people_changed().await
    }

    /// Locks an account, or unlocks it and forgets what failed before.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such account.
    pub async fn set_locked(&mut self, account: Uuid, locked: bool) -> Result<(), StoreError> {
        let done = sqlx::query(
            "update people.account
             set status = case when $2 then 'locked' else 'active' end,
                 failed = case when $2 then failed else 0 end,
                 locked_until = case when $2 then locked_until else null end
             where id = $1",
        )
        .bind(account)
        .bind(locked)
        .execute(&mut *self.transaction)
        .await?;
        one(done.rows_affected())?;
        self.people_changed().await
    }

    /// Changes what people call an account.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such account.
    pub async fn rename_account(&mut self, account: Uuid, name: &str) -> Result<(), StoreError> {
        let done = sqlx::query("update people.account set name = $2 where id = $1")
            .bind(account)
            .bind(name)
            .execute(&mut *self.transaction)
            .await?;
        one(done.rows_affected())?;
        self.people_changed().await
    }

    /// Notes a wrong password; from then on none is looked at before `locked_until`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn note_failure(
        &mut self,
        account: Uuid,
        failed: i32,
        locked_until: Option<DateTime<Utc>>,
    ) -> Result<(), StoreError> {
        sqlx::query("update people.account set failed = $2, locked_until = $3 where id = $1")
            .bind(account)
            .bind(failed)
            .bind(locked_until)
            .execute(&mut *self.transaction)
            .await?;
        Ok(())
    }

    /// Notes a right password.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn note_sign_in(&mut self, account: Uuid) -> Result<(), StoreError> {
        sqlx::query(
            "update people.account set failed = 0, locked_until = null, signed_in_at = $2 where id = $1",
        )
        .bind(account)
        .bind(self.at)
        .execute(&mut *self.transaction)
        .await?;
        Ok(())
    }

    /// Grants a role within a region; whether it was not granted before.
    ///
    /// # Errors
    /// [`StoreError::Refused`] by `role_grant_region_given`.
    pub async fn grant_role(
        &mut self,
        account: Uuid,
        grant: &Grant,
        by: &str,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "insert into people.role_grant (account_id, role, region, granted_at, granted_by)
             values ($1, $2, $3, $4, $5)
             on conflict on constraint role_grant_pk do nothing",
        )
        .bind(account)
        .bind(grant.role.as_str())
        .bind(&grant.region)
        .bind(self.at)
        .bind(by)
        .execute(&mut *self.transaction)
        .await?;
        self.people_changed().await?;
        Ok(done.rows_affected() == 1)
    }

    /// Takes a role back; whether it was granted.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn revoke_role(&mut self, account: Uuid, grant: &Grant) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "delete from people.role_grant where account_id = $1 and role = $2 and region = $3",
        )
        .bind(account)
        .bind(grant.role.as_str())
        .bind(&grant.region)
        .execute(&mut *self.transaction)
        .await?;
        self.people_changed().await?;
        Ok(done.rows_affected() == 1)
    }

    /// Tells every process that what it knows of people is out of date.
    pub(super) async fn people_changed(&mut self) -> Result<(), StoreError> {
        sqlx::query("select pg_notify('mingjie_people', '')")
            .execute(&mut *self.transaction)
            .await?;
        Ok(())
    }
}

pub(super) fn one(affected: u64) -> Result<(), StoreError> {
    if affected == 1 {
        Ok(())
    } else {
        Err(StoreError::NotFound)
    }
}
