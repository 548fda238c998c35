//! The demo's accounts: one for every role, all with one password that is made at the first start.
//! Nothing but `mingjie demo` makes an account by itself.

use std::{fs, io::Write as _, os::unix::fs::OpenOptionsExt as _, path::Path};

use crate::{
    domain::{Actor, EVERYWHERE, Grant, Role},
    registry::{Registry, mint, people::AccountOrder},
};

/// The demo county.
const COUNTY: &str = "330683";

/// What is told of the demo's accounts.
pub(super) struct People {
    /// Their logins, parted by commas.
    pub(super) logins: String,
    /// The password of each.
    pub(super) password: String,
}

/// Makes the accounts unless there are accounts already; `None` when those are not the demo's.
pub(super) async fn make(registry: &Registry, data: &Path) -> anyhow::Result<Option<People>> {
    let actor = Actor::command("demo");
    let path = data.join("demo-password");
    let logins = grantable().map(Role::as_str).collect::<Vec<_>>().join(", ");
    if !registry.accounts(&actor).await?.is_empty() {
        return match fs::read_to_string(&path) {
            Ok(password) => Ok(Some(People {
                logins,
                password: password.trim().to_owned(),
            })),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        };
    }
    // Sixty random bits.
    let digits = mint().simple().to_string();
    let password = format!("demo-{}", &digits[digits.len() - 15..]);
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&path)?;
    file.write_all(password.as_bytes())?;
    for role in grantable() {
        let region = match role {
            Role::Admin | Role::Auditor => EVERYWHERE,
            _ => COUNTY,
        };
        let order = AccountOrder {
            login: role.as_str().to_owned(),
            name: format!("演示{}", role.labels().0),
            password: Some(password.clone()),
            must_change: false,
            grants: vec![Grant {
                role,
                region: region.to_owned(),
            }],
        };
        registry.add_account(&actor, order).await?;
    }
    Ok(Some(People { logins, password }))
}

fn grantable() -> impl Iterator<Item = Role> {
    Role::ALL.into_iter().filter(|role| role.is_grantable())
}
