//! `mingjie user …` and `mingjie key …`: accounts and keys from the machine itself.

use std::io::{IsTerminal as _, Read as _};

use chrono::TimeDelta;
use serde_json::json;

use super::{
    command::{KeyAct, Keys, NewKey, NewUser, UserAct, Users},
    outcome::{Outcome, Usage},
};
use crate::{
    config::Config,
    domain::{Actor, Grant, Kind, Role},
    messages::{Lang, Phrase, say},
    registry::{
        Clock, Registry,
        people::{AccountOrder, KeyOrder, MadeLink, is_region},
        whereabouts::public_url,
    },
    store::{Account, ApiKey},
};

/// Whoever works at the machine, as the log calls it.
pub(super) fn operator() -> String {
    std::env::var("USER").unwrap_or_else(|_| "operator".to_owned())
}

/// Keeps accounts.
pub(super) async fn user(
    order: Users,
    config: Config,
    lang: Lang,
    json: bool,
) -> anyhow::Result<Outcome> {
    let registry = Registry::open(config, Clock::System).await?;
    let done = keep_user(order, &registry, lang, json).await;
    registry.close().await?;
    done.map(|()| Outcome::Done)
}

async fn keep_user(
    order: Users,
    registry: &Registry,
    lang: Lang,
    json: bool,
) -> anyhow::Result<()> {
    let actor = Actor::command(&operator()).because(order.reason);
    match order.act {
        UserAct::Add(order) => add(order, &actor, registry, lang, json).await?,
        UserAct::List => {
            for account in registry.accounts(&actor).await? {
                tell_account(&account, lang, json);
            }
        }
        UserAct::Grant {
            login,
            role,
            region,
        } => {
            let grant = parse_grant(&format!("{role}@{region}"))?;
            registry.grant(&actor, &login, &grant).await?;
            done(
                lang,
                "cli.user.granted",
                &[("login", &login), ("role", &role), ("region", &region)],
            );
        }
        UserAct::Revoke {
            login,
            role,
            region,
        } => {
            let grant = parse_grant(&format!("{role}@{region}"))?;
            registry.revoke(&actor, &login, &grant).await?;
            done(
                lang,
                "cli.user.revoked",
                &[("login", &login), ("role", &role), ("region", &region)],
            );
        }
        UserAct::Lock { login } => {
            registry.lock(&actor, &login, true).await?;
            done(lang, "cli.user.locked", &[("login", &login)]);
        }
        UserAct::Unlock { login } => {
            registry.lock(&actor, &login, false).await?;
            done(lang, "cli.user.unlocked", &[("login", &login)]);
        }
        UserAct::Password { login } => {
            let password = read_password(lang)?;
            registry
                .set_password(&actor, &login, password, false)
                .await?;
            done(lang, "cli.user.password_set", &[("login", &login)]);
        }
        UserAct::Link { login } => {
            let link = registry.make_link(&actor, &login).await?;
            tell_link(&link, &login, registry, lang, json);
        }
    }
    Ok(())
}

async fn add(
    order: NewUser,
    actor: &Actor,
    registry: &Registry,
    lang: Lang,
    json: bool,
) -> anyhow::Result<()> {
    let grants = order
        .grant
        .iter()
        .map(|text| parse_grant(text))
        .collect::<Result<_, _>>()?;
    let password = if order.link {
        None
    } else {
        Some(read_password(lang)?)
    };
    let account = registry
        .add_account(
            actor,
            AccountOrder {
                login: order.login.clone(),
                name: order.name.unwrap_or_else(|| order.login.clone()),
                password,
                must_change: false,
                grants,
            },
        )
        .await?;
    tell_account(&account, lang, json);
    if order.link {
        let link = registry.make_link(actor, &account.login).await?;
        tell_link(&link, &account.login, registry, lang, json);
    }
    Ok(())
}

/// Keeps keys.
pub(super) async fn key(
    order: Keys,
    config: Config,
    lang: Lang,
    json: bool,
) -> anyhow::Result<Outcome> {
    let registry = Registry::open(config, Clock::System).await?;
    let done = keep_key(order, &registry, lang, json).await;
    registry.close().await?;
    done.map(|()| Outcome::Done)
}

async fn keep_key(order: Keys, registry: &Registry, lang: Lang, json: bool) -> anyhow::Result<()> {
    let actor = Actor::command(&operator()).because(order.reason);
    match order.act {
        KeyAct::Create(order) => {
            let made = registry
                .make_key(&actor, key_order(order, registry)?)
                .await?;
            if json {
                print(&json!({ "key": made.token, "prefix": made.key.prefix }).to_string());
            } else {
                tell_key(&made.key, lang, json);
                done(lang, "cli.key.created", &[("key", &made.token)]);
            }
        }
        KeyAct::List => {
            for key in registry.keys(&actor).await? {
                tell_key(&key, lang, json);
            }
        }
        KeyAct::Revoke { prefix } => {
            let prefix = prefix.trim_start_matches("mj_");
            let prefix = prefix.split('_').next().unwrap_or(prefix);
            registry.revoke_key(&actor, prefix).await?;
            done(lang, "cli.key.revoked", &[("prefix", prefix)]);
        }
    }
    Ok(())
}

fn key_order(order: NewKey, registry: &Registry) -> Result<KeyOrder, Usage> {
    let kinds = order
        .kinds
        .map(|kinds| {
            kinds
                .split(',')
                .map(str::parse::<Kind>)
                .collect::<Result<Vec<_>, _>>()
        })
        .transpose()
        .map_err(|error| Usage::kind(&error.0))?;
    Ok(KeyOrder {
        name: order.name,
        grant: parse_grant(&format!("{}@{}", order.role, order.region))?,
        kinds,
        rate: order.rate,
        expires_at: registry.clock().now() + TimeDelta::days(i64::from(order.days)),
    })
}

/// `clerk@330683`, `admin@*`; without a region everywhere.
pub(super) fn parse_grant(text: &str) -> Result<Grant, Usage> {
    let (role, region) = text.split_once('@').unwrap_or((text, "*"));
    let role = role.parse().map_err(|_| {
        let known: Vec<&str> = Role::ALL
            .into_iter()
            .filter(|role| role.is_grantable())
            .map(Role::as_str)
            .collect();
        Usage(
            Phrase::of("cli.usage.role")
                .with("value", role)
                .with("known", known.join(", ")),
        )
    })?;
    if !is_region(region) {
        return Err(Usage(Phrase::of("cli.usage.region").with("value", region)));
    }
    Ok(Grant {
        role,
        region: region.to_owned(),
    })
}

/// A password from standard input: one line. It never stands among the arguments, where every user
/// of the machine can read it.
fn read_password(lang: Lang) -> anyhow::Result<String> {
    let mut input = std::io::stdin();
    let mut text = String::new();
    if input.is_terminal() {
        complain(&say(lang, "cli.user.type_password", &[]));
        input.read_line(&mut text)?;
    } else {
        input.read_to_string(&mut text)?;
    }
    let password = text.lines().next().unwrap_or_default();
    if password.is_empty() {
        return Err(Usage(Phrase::of("cli.user.no_password")).into());
    }
    Ok(password.to_owned())
}

fn tell_account(account: &Account, lang: Lang, json: bool) {
    let grants: Vec<String> = account
        .grants
        .iter()
        .map(|grant| format!("{}@{}", grant.role, grant.region))
        .collect();
    if json {
        print(
            &json!({
                "login": account.login, "name": account.name, "locked": account.is_locked(),
                "waits_until": account.locked_until, "has_password": account.password.is_some(),
                "signed_in_at": account.signed_in_at, "grants": grants,
            })
            .to_string(),
        );
        return;
    }
    let state = if account.is_locked() {
        say(lang, "cli.user.is_locked", &[])
    } else {
        String::new()
    };
    print(
        format!(
            "{}\t{}\t{}\t{state}",
            account.login,
            account.name,
            grants.join(" ")
        )
        .trim_end(),
    );
}

fn tell_link(link: &MadeLink, login: &str, registry: &Registry, lang: Lang, json: bool) {
    let address = format!("{}{}", public_url(registry.config()), link.path());
    if json {
        print(
            &json!({ "login": login, "link": address, "token": link.token, "expires_at": link.expires_at })
                .to_string(),
        );
    } else {
        done(
            lang,
            "cli.user.link",
            &[("login", login), ("address", &address)],
        );
    }
}

fn tell_key(key: &ApiKey, lang: Lang, json: bool) {
    if json {
        print(
            &json!({
                "prefix": key.prefix, "name": key.name, "role": key.role, "region": key.region,
                "kinds": key.kinds, "rate": key.rate, "expires_at": key.expires_at,
                "revoked_at": key.revoked_at, "used_at": key.used_at, "used_from": key.used_from,
            })
            .to_string(),
        );
        return;
    }
    let state = if key.revoked_at.is_some() {
        say(lang, "cli.key.is_revoked", &[])
    } else {
        key.expires_at.date_naive().to_string()
    };
    print(&format!(
        "mj_{}\t{}\t{}@{}\t{}/min\t{state}",
        key.prefix, key.name, key.role, key.region, key.rate
    ));
}

fn done(lang: Lang, key: &str, values: &[(&str, &str)]) {
    print(&say(lang, key, values));
}

#[expect(clippy::print_stdout, reason = "a command answers on standard output")]
fn print(line: &str) {
    println!("{line}");
}

#[expect(clippy::print_stderr, reason = "standard output is for the answer")]
fn complain(line: &str) {
    eprintln!("{line}");
}
