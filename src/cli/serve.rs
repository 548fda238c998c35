//! `mingjie serve`

use tokio::signal::unix::{SignalKind, signal};

use super::{command::Serve, outcome::Outcome};
use crate::{
    config::Config,
    http::{self, App},
    messages::{Lang, say},
    registry::{Clock, Registry},
};

/// Serves until it is told to stop.
pub(super) async fn serve(order: Serve, mut config: Config, lang: Lang) -> anyhow::Result<Outcome> {
    if let Some(listen) = order.listen {
        config.listen = listen;
    }
    let registry = Registry::open(config, Clock::System).await?;
    run(registry, lang, |_| {}).await?;
    Ok(Outcome::Done)
}

/// Serves a registry: answers at once, is ready once it is loaded, and takes its leave in order.
pub(super) async fn run(
    registry: Registry,
    lang: Lang,
    ready: impl FnOnce(std::net::SocketAddr) + Send,
) -> anyhow::Result<()> {
    let recorder = metrics_exporter_prometheus::PrometheusBuilder::new().install_recorder()?;
    let app = App::new(registry.clone(), Some(recorder));
    let listen = registry.config().listen;
    let listener = tokio::net::TcpListener::bind(listen)
        .await
        .map_err(|error| {
            anyhow::anyhow!(say(
                lang,
                "cli.cannot_listen",
                &[
                    ("address", &listen.to_string()),
                    ("error", &error.to_string())
                ]
            ))
        })?;
    let address = listener.local_addr()?;
    let follower = tokio::spawn({
        let registry = registry.clone();
        async move { registry.follow().await }
    });
    tracing::info!(%address, "listening");
    ready(address);
    let served = http::serve(app, listener, stopped()).await;
    follower.abort();
    registry.close().await?;
    Ok(served?)
}

async fn stopped() {
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    tracing::info!("stopping");
}
