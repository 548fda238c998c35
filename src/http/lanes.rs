//! Lanes: one thread a core, each serving its own connections from beginning to end. A request is
//! answered where it was read, so that no second thread is woken for it: a look-up costs less than
//! the waking would.

use std::{
    convert::Infallible,
    io,
    net::{SocketAddr, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use axum::{Router, body::Body, extract::ConnectInfo, serve::Listener};
use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::TcpListener,
    runtime,
    sync::{mpsc, oneshot, watch},
};
use tower::Service as _;

/// A connection on its way to a lane, and the word that it is gone once dropped.
struct Arrival {
    stream: TcpStream,
    from: SocketAddr,
    seat: Seat,
}

/// Counts a connection while it lasts.
struct Seat(Arc<AtomicUsize>);

impl Drop for Seat {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// One thread and what it serves.
struct Lane {
    open: Arc<AtomicUsize>,
    arrivals: mpsc::UnboundedSender<Arrival>,
    /// Dropped, it lets the thread end.
    _stays: oneshot::Sender<Infallible>,
}

/// The lanes. What their connections began (a database connection, a task) lives as long as they do:
/// drop them after everything else is closed.
pub(super) struct Lanes {
    each: Vec<Lane>,
    stopping: watch::Sender<bool>,
    /// Nothing is ever sent: it closes when the last connection is gone.
    gone: mpsc::Receiver<Infallible>,
}

impl Lanes {
    /// Begins as many lanes as there are cores. A head of a request that takes longer than `head` is
    /// cut off.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub(super) fn begin(router: &Router, head: Duration) -> io::Result<Self> {
        let (stopping, hears) = watch::channel(false);
        let (here, gone) = mpsc::channel(1);
        let each = (0..thread::available_parallelism()?.get())
            .map(|nth| {
                Lane::begin(
                    nth,
                    Serving {
                        router: router.clone(),
                        head,
                        stopping: hears.clone(),
                        _here: here.clone(),
                    },
                )
            })
            .collect::<io::Result<_>>()?;
        Ok(Self {
            each,
            stopping,
            gone,
        })
    }

    /// Takes connections in until `stop` is done, then lets every request under way be answered.
    pub(super) async fn serve(
        &mut self,
        mut listener: TcpListener,
        stop: impl Future<Output = ()>,
    ) {
        let mut stop = std::pin::pin!(stop);
        loop {
            let (stream, from) = tokio::select! {
                // It answers errors of its own: a client gone again, a want of file handles.
                accepted = Listener::accept(&mut listener) => accepted,
                () = &mut stop => break,
            };
            match stream.into_std() {
                Ok(stream) => self.seat(stream, from),
                Err(error) => tracing::warn!(%error, "a connection was lost"),
            }
        }
        drop(listener);
        self.stopping.send_replace(true);
        for lane in &mut self.each {
            // A closed channel tells the lane that nobody else comes.
            lane.arrivals = mpsc::unbounded_channel().0;
        }
        self.gone.recv().await;
    }

    /// Where the fewest are.
    fn seat(&self, stream: TcpStream, from: SocketAddr) {
        let Some(lane) = self
            .each
            .iter()
            .filter(|lane| !lane.arrivals.is_closed())
            .min_by_key(|lane| lane.open.load(Ordering::Relaxed))
        else {
            return;
        };
        lane.open.fetch_add(1, Ordering::Relaxed);
        let arrival = Arrival {
            stream,
            from,
            seat: Seat(lane.open.clone()),
        };
        if lane.arrivals.send(arrival).is_err() {
            tracing::error!("a lane ended early");
        }
    }
}

impl Lane {
    fn begin(nth: usize, serving: Serving) -> io::Result<Self> {
        let (arrivals, mut arriving) = mpsc::unbounded_channel();
        let (stays, end) = oneshot::channel::<Infallible>();
        let runtime = runtime::Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .build()?;
        thread::Builder::new()
            .name(format!("lane-{nth}"))
            .spawn(move || {
                runtime.block_on(async move {
                    while let Some(arrival) = arriving.recv().await {
                        tokio::spawn(serving.clone().connection(arrival));
                    }
                    drop(serving);
                    end.await.ok();
                });
            })?;
        Ok(Self {
            open: Arc::default(),
            arrivals,
            _stays: stays,
        })
    }
}

/// What every connection is served with.
#[derive(Clone)]
struct Serving {
    router: Router,
    head: Duration,
    stopping: watch::Receiver<bool>,
    _here: mpsc::Sender<Infallible>,
}

impl Serving {
    async fn connection(mut self, arrival: Arrival) {
        let Arrival { stream, from, seat } = arrival;
        let stream = match tokio::net::TcpStream::from_std(stream) {
            Ok(stream) => stream,
            Err(error) => {
                tracing::warn!(%error, "a connection was lost");
                return;
            }
        };
        let router = self.router;
        let service = service_fn(move |request: Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(from));
            router.clone().call(request)
        });
        let mut connection = std::pin::pin!(
            http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(self.head)
                .serve_connection(TokioIo::new(stream), service)
        );
        let told = async {
            // Its sender outlives every connection.
            self.stopping.wait_for(|stopping| *stopping).await.ok();
        };
        let ended = tokio::select! {
            ended = &mut connection => ended,
            () = told => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            tracing::debug!(%error, %from, "a connection ended badly");
        }
        drop(seat);
    }
}
