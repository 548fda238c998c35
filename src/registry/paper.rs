//! Printing papers: few at a time, nobody waits for long, and a paper that does not come to an end is
//! stopped.

use std::{
    path::PathBuf,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::{sync::Semaphore, time::timeout};

use super::{Registry, RegistryError};
use crate::{
    config::Config,
    documents::{DocumentError, Hand, Manuscript, Printed},
};

/// How many papers are printed at the same time.
const AT_ONCE: usize = 2;

/// How long anybody waits for a press that is free.
const QUEUE: Duration = Duration::from_secs(10);

/// This program as it was begun, whatever lies in its place by now.
const THIS_PROGRAM: &str = "/proc/self/exe";

/// The room in which papers are printed.
#[derive(Debug)]
pub(super) struct PrintRoom {
    program: PathBuf,
    data: PathBuf,
    patience: Duration,
    free: Semaphore,
    /// Presses that wait for work, with their fonts read.
    waiting: Mutex<Vec<Hand>>,
}

impl PrintRoom {
    pub(super) fn beside(config: &Config) -> Self {
        Self {
            program: config
                .press_program
                .clone()
                .unwrap_or_else(|| PathBuf::from(THIS_PROGRAM)),
            data: config.data.clone(),
            patience: Duration::from_secs(config.paper_timeout_s),
            free: Semaphore::new(AT_ONCE),
            waiting: Mutex::default(),
        }
    }

    async fn print(&self, manuscript: &Manuscript) -> Result<Printed, DocumentError> {
        let kept = self.waiting().pop();
        if let Some(mut hand) = kept {
            let printed = hand.print(manuscript).await;
            // It may have ended while it waited, which says nothing of the paper.
            if !matches!(printed, Err(DocumentError::Gone)) {
                self.waiting().push(hand);
                return printed;
            }
        }
        let mut hand = Hand::hire(&self.program, &self.data)?;
        let printed = hand.print(manuscript).await;
        if !matches!(printed, Err(DocumentError::Gone)) {
            self.waiting().push(hand);
        }
        printed
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, Vec<Hand>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Registry {
    /// Prints a paper.
    ///
    /// # Errors
    /// [`RegistryError::Document`] when a font is missing or a template is wrong;
    /// [`RegistryError::PressBusy`] when others are printed all the while;
    /// [`RegistryError::PressSlow`] when the template takes too long: its press is ended, and the next
    /// paper gets another.
    pub(super) async fn print(&self, manuscript: Manuscript) -> Result<Printed, RegistryError> {
        let room = &self.print_room;
        let Ok(Ok(_permit)) = timeout(QUEUE, room.free.acquire()).await else {
            return Err(RegistryError::PressBusy);
        };
        // Given up, by us or by whoever asked, the press goes with what it was doing.
        match timeout(room.patience, room.print(&manuscript)).await {
            Ok(printed) => Ok(printed?),
            Err(_) => {
                let paper = manuscript.paper.name;
                tracing::error!(paper, "a paper took too long and its press was ended");
                Err(RegistryError::PressSlow)
            }
        }
    }
}
