//! Printing papers: few at a time, and nobody waits for long.

use std::{sync::Arc, time::Duration};

use tokio::sync::Semaphore;

use super::{Registry, RegistryError};
use crate::{
    config::Config,
    documents::{Manuscript, Press, Printed},
};

/// How many papers are printed at the same time.
const AT_ONCE: usize = 2;

/// How long anybody waits for a press that is free.
const QUEUE: Duration = Duration::from_secs(10);

/// How long anybody waits for a paper.
const PATIENCE: Duration = Duration::from_secs(15);

/// The room in which papers are printed.
#[derive(Debug)]
pub(super) struct PrintRoom {
    press: Press,
    free: Arc<Semaphore>,
}

impl PrintRoom {
    pub(super) fn beside(config: &Config) -> Self {
        Self {
            press: Press::beside(&config.data),
            free: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }
}

impl Registry {
    /// Prints a paper.
    ///
    /// # Errors
    /// [`RegistryError::Document`] when a font is missing or a template is wrong;
    /// [`RegistryError::PressBusy`] when others are printed all the while;
    /// [`RegistryError::PressSlow`] when the template takes too long. It then goes on by itself and
    /// keeps its press, so that a template without an end takes no more of the machine than that.
    pub(super) async fn print(&self, manuscript: Manuscript) -> Result<Printed, RegistryError> {
        let free = Arc::clone(&self.print_room.free).acquire_owned();
        let Ok(Ok(permit)) = tokio::time::timeout(QUEUE, free).await else {
            return Err(RegistryError::PressBusy);
        };
        let room = Arc::clone(&self.print_room);
        let printing = tokio::task::spawn_blocking(move || {
            let printed = room.press.print(&manuscript);
            drop(permit);
            printed
        });
        match tokio::time::timeout(PATIENCE, printing).await {
            Ok(printed) => Ok(printed.map_err(RegistryError::thread)??),
            Err(_) => Err(RegistryError::PressSlow),
        }
    }
}
