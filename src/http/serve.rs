//! Listening, and taking leave in order: what is under way is answered, for a bounded time.

use std::{future::Future, net::SocketAddr, time::Duration};

use metrics_exporter_prometheus::{BuildError, PrometheusBuilder};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};

use super::{App, lanes::Lanes, router};
use crate::{
    messages::{Lang, say},
    registry::{Registry, RegistryError},
};

/// Why serving did not begin or ended badly.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address is taken, or not ours; the words are in the operator's language.
    #[error("{0}")]
    Listen(String),
    /// The listener failed.
    #[error("serving ended: {0}")]
    Ended(#[from] std::io::Error),
    /// Metrics cannot be recorded.
    #[error("metrics: {0}")]
    Metrics(#[from] BuildError),
    /// The registry did not close well.
    #[error(transparent)]
    Registry(#[from] RegistryError),
}

/// How long requests under way may take after the word to stop; event streams never end by themselves.
const LEAVE: Duration = Duration::from_secs(5);

/// Opens the door of a registry: answers at once, is ready once the register is loaded, and closes
/// it when the process is told to stop. `listening` hears the address.
///
/// # Errors
/// When the address cannot be listened on, or the end is not in order.
pub async fn open(
    registry: Registry,
    lang: Lang,
    listening: impl FnOnce(SocketAddr) + Send,
) -> Result<(), ServeError> {
    let recorder = PrometheusBuilder::new().install_recorder()?;
    let listen = registry.config().listen;
    let listener = TcpListener::bind(listen).await.map_err(|error| {
        let values = [
            ("address", listen.to_string()),
            ("error", error.to_string()),
        ];
        let values = values
            .each_ref()
            .map(|(name, value)| (*name, value.as_str()));
        ServeError::Listen(say(lang, "http.cannot_listen", &values))
    })?;
    let address = listener.local_addr()?;
    let follower = tokio::spawn({
        let registry = registry.clone();
        async move { Box::pin(registry.follow()).await }
    });
    let collector = tokio::spawn({
        let registry = registry.clone();
        async move { registry.keep_collecting().await }
    });
    let heads = tokio::spawn({
        let registry = registry.clone();
        async move {
            registry.announce_if_unadministered().await;
            registry.keep_heads().await;
        }
    });
    tracing::info!(%address, "listening");
    listening(address);
    let served = answer(
        App::new(registry.clone(), Some(recorder)),
        listener,
        told_to_stop(),
    )
    .await;
    follower.abort();
    collector.abort();
    heads.abort();
    if let Err(error) = registry.write_daily_head().await {
        tracing::warn!(%error, "the audit's head is not written down");
    }
    registry.close().await?;
    served.map(drop)
}

/// Serves until `stop` is done.
///
/// # Errors
/// When the lanes cannot begin.
pub async fn serve(
    app: App,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    answer(app, listener, stop).await.map(drop)
}

/// The same; what connections began is alive until the lanes are dropped.
async fn answer(
    app: App,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<Lanes, ServeError> {
    let (told, mut hears) = tokio::sync::watch::channel(false);
    let stop = async move {
        stop.await;
        told.send_replace(true);
    };
    let head = Duration::from_secs(app.registry().config().head_timeout_s);
    let mut lanes = Lanes::begin(&router(app), head)?;
    tokio::select! {
        () = lanes.serve(listener, stop) => {}
        () = async {
            // The sender is only dropped once it has told.
            hears.wait_for(|stopping| *stopping).await.ok();
            tokio::time::sleep(LEAVE).await;
        } => {}
    }
    Ok(lanes)
}

async fn told_to_stop() {
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    tracing::info!("stopping");
}
