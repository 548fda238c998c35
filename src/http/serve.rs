//! Listening, and taking leave in order: what is under way is answered, for a bounded time.

use std::{future::Future, io, net::SocketAddr, time::Duration};

use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto::Builder, graceful::GracefulShutdown},
    service::TowerToHyperService,
};
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};
use tower::Service as _;

use super::{App, router};
use crate::{
    messages::{Lang, Phrase},
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
        let phrase = Phrase::of("http.cannot_listen")
            .with("address", listen.to_string())
            .with("error", &error);
        ServeError::Listen(phrase.say(lang))
    })?;
    let address = listener.local_addr()?;
    if let Err(error) = registry.note_listening(address) {
        tracing::warn!(%error, "where it listens is not written down");
    }
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
    let served = serve(
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
    served
}

/// Serves until `stop` is done.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    app: App,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let head_time = Duration::from_secs(app.registry().config().request_head_timeout_s);
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(head_time);
    builder.http2().timer(TokioTimer::new());
    let mut service = router(app).into_make_service_with_connect_info::<SocketAddr>();
    let connections = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let (stream, from) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                wait_out(&error).await;
                continue;
            }
        };
        // The router is always ready and never fails to be handed out.
        let Ok(handler) = service.call(from).await;
        let served = builder
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(handler))
            .into_owned();
        let served = connections.watch(served);
        tokio::spawn(async move {
            if let Err(error) = served.await {
                tracing::debug!(%error, "a connection ended badly");
            }
        });
    }
    drop(listener);
    tokio::time::timeout(LEAVE, connections.shutdown())
        .await
        .ok();
    Ok(())
}

/// Whoever goes away before it is let in is nobody's concern; a system out of sockets needs a while.
async fn wait_out(error: &io::Error) {
    let is_theirs = matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
    );
    if !is_theirs {
        tracing::error!(%error, "a connection cannot be taken");
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
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
