//! What every handler may use.

use std::{
    sync::{Arc, OnceLock},
    time::Instant,
};

use super::{meter::Meter, openapi::Documents, quota::Quota, upload_room::UploadRoom};
use crate::registry::Registry;

/// The application behind the door; cloning it copies a pointer.
#[derive(Clone, Debug)]
pub struct App {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    registry: Registry,
    metrics: Option<metrics_exporter_prometheus::PrometheusHandle>,
    started: Instant,
    reports: Quota,
    uploads: Quota,
    upload_room: UploadRoom,
    meter: Meter,
    documents: OnceLock<Documents>,
}

impl App {
    /// The door to a registry. Without a recorder `/metrics` has nothing to tell.
    #[must_use]
    pub fn new(
        registry: Registry,
        metrics: Option<metrics_exporter_prometheus::PrometheusHandle>,
    ) -> Self {
        let reports = Quota::new(registry.config().fault_reports_per_hour);
        let uploads = Quota::new(registry.config().uploads.public_per_hour);
        let upload_room = UploadRoom::new(registry.config().uploads.at_once);
        Self {
            inner: Arc::new(Inner {
                registry,
                upload_room,
                uploads,
                metrics,
                started: Instant::now(),
                reports,
                meter: Meter::default(),
                documents: OnceLock::new(),
            }),
        }
    }

    pub(super) fn registry(&self) -> &Registry {
        &self.inner.registry
    }

    pub(super) fn metrics(&self) -> Option<&metrics_exporter_prometheus::PrometheusHandle> {
        self.inner.metrics.as_ref()
    }

    /// How often reports come from each address.
    pub(super) fn report_quota(&self) -> &Quota {
        &self.inner.reports
    }

    /// What people without an account may begin.
    pub(super) fn upload_quota(&self) -> &Quota {
        &self.inner.uploads
    }

    /// The places of files on their way in.
    pub(super) fn upload_room(&self) -> &UploadRoom {
        &self.inner.upload_room
    }

    pub(super) fn meter(&self) -> &Meter {
        &self.inner.meter
    }

    /// The description of the routes, which is known once they are put together.
    pub(super) fn documents(&self) -> &OnceLock<Documents> {
        &self.inner.documents
    }

    pub(super) fn uptime_s(&self) -> u64 {
        self.inner.started.elapsed().as_secs()
    }
}
