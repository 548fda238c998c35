//! `mingjie demo`: makes the demo county once, and serves it.

use std::{
    fs,
    io::Write as _,
    net::SocketAddr,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use super::{
    command::Serve,
    demo_people,
    import::import_with_progress,
    outcome::Outcome,
    run::{Door, Opening},
};
use crate::{
    config::Config,
    domain::{Actor, Kind},
    exchange::ReadOptions,
    messages::{Lang, say},
    registry::{Clock, ImportOrder, Registry, mint},
    synth,
};

/// Makes the county unless it is there, and serves it with a write token of its own.
pub(super) async fn demo(
    order: Serve,
    mut config: Config,
    lang: Lang,
    door: Door,
) -> anyhow::Result<Outcome> {
    if let Some(listen) = order.listen {
        config.listen = listen;
    }
    fs::create_dir_all(&config.data)?;
    let data = config.data.clone();
    let token_is_new = match config.write_token {
        Some(_) => false,
        None => {
            let (token, new) = token(&data)?;
            config.write_token = Some(token);
            new
        }
    };
    let token = config.write_token.clone().unwrap_or_default();
    // Here alone the token outlives the first administrator.
    config.demo = true;
    say_line(lang, "cli.demo.database", &[]);
    let registry = Registry::open(config, Clock::System).await?;
    if registry.store().head().await?.0 == 0 {
        load_county(&registry, &data, lang).await?;
    }
    let people = demo_people::make(&registry, &data).await?;
    let shown = registry.config().listen;
    let log = log_file(registry.config()).display().to_string();
    let kept_in = data.clone();
    let listening = Box::new(move |address: SocketAddr| {
        let address = if shown.port() == 0 { address } else { shown };
        let kept = |name: &str| kept_in.join(name).display().to_string();
        say_line(lang, "cli.demo.ready", &[]);
        let address = format!("http://{address}/");
        say_line(lang, "cli.demo.address", &[("address", &address)]);
        if let Some(people) = people {
            let path = kept("demo-password");
            let values = [
                ("logins", people.logins.as_str()),
                ("password", &people.password),
                ("path", &path),
            ];
            say_line(lang, "cli.demo.people", &values);
        }
        let path = kept("write-token");
        let key = if token_is_new {
            "cli.demo.token"
        } else {
            "cli.demo.token_kept"
        };
        if token_is_new || Path::new(&path).exists() {
            say_line(lang, key, &[("token", &token), ("path", &path)]);
        }
        say_line(lang, "cli.demo.log", &[("path", &log)]);
        say_line(lang, "cli.demo.stop", &[]);
    });
    door(Opening {
        registry,
        lang,
        listening,
    })
    .await?;
    Ok(Outcome::Done)
}

/// Where the demo's log lines go, so that they do not run through what it tells people.
pub(super) fn log_file(config: &Config) -> PathBuf {
    config.data.join("demo.log")
}

async fn load_county(registry: &Registry, data: &Path, lang: Lang) -> anyhow::Result<()> {
    say_line(lang, "cli.demo.making", &[]);
    let folder = data.join("demo");
    let summary = synth::demo_county(&folder)?;
    for file in summary.files {
        import_one(registry, file.kind, file.path, lang).await?;
    }
    Ok(())
}

async fn import_one(
    registry: &Registry,
    kind: Kind,
    path: PathBuf,
    lang: Lang,
) -> anyhow::Result<()> {
    let order = ImportOrder {
        path,
        options: ReadOptions::new(kind),
        source: None,
        strict: true,
        dry_run: false,
        rejects: None,
        lang,
        actor: Actor::command("demo"),
    };
    let report = import_with_progress(registry, order, true).await?;
    if !report.written {
        anyhow::bail!(say(lang, "cli.demo.refused", &[("kind", kind.as_str())]));
    }
    let (zh, en) = kind.labels();
    let label = if lang == Lang::En { en } else { zh };
    let count = report.inserted.to_string();
    say_line(
        lang,
        "cli.demo.loaded",
        &[("kind", label), ("count", &count)],
    );
    Ok(())
}

/// The write token kept in the data folder, made at the first start.
fn token(data: &Path) -> anyhow::Result<(String, bool)> {
    let path = data.join("write-token");
    match fs::read_to_string(&path) {
        Ok(token) => return Ok((token.trim().to_owned(), false)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(error.into()),
    }
    // Two identifiers of 74 random bits each.
    let token = format!("{}{}", mint().simple(), mint().simple());
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&path)?;
    file.write_all(token.as_bytes())?;
    Ok((token, true))
}

/// Said to whoever looks; nobody need look, and serving goes on when the terminal is gone.
fn say_line(lang: Lang, key: &str, values: &[(&str, &str)]) {
    writeln!(std::io::stdout(), "{}", say(lang, key, values)).ok();
}
