//! News of cases for open pages, from whichever process they come.

use std::time::Duration;

use tokio::sync::broadcast;

use crate::{
    domain::{Act, Caller, CaseNews, EVERYWHERE},
    registry::{Registry, RegistryError},
    store::CaseListener,
};

/// How long to wait before asking a lost database again.
const ASK_AGAIN: Duration = Duration::from_millis(500);

impl Registry {
    /// Tells of every case that is opened, moved or commented on from now on; `None` when some may
    /// have been missed.
    #[must_use]
    pub fn case_news(&self) -> broadcast::Receiver<Option<CaseNews>> {
        self.office.news.subscribe()
    }

    /// Whether news is the caller's to hear.
    ///
    /// # Errors
    /// [`RegistryError::NotReady`] until the register is loaded.
    pub fn may_hear(&self, caller: &Caller, news: &CaseNews) -> Result<bool, RegistryError> {
        let view = self.view()?;
        Ok(caller.regions(Act::ReadCases).any(|region| {
            region == EVERYWHERE || view.snapshot.is_below(&news.region_code, region)
        }))
    }

    /// Follows the cases for ever.
    pub(in crate::registry) async fn follow_cases(&self) {
        loop {
            match CaseListener::open(&self.store).await {
                Ok(mut listener) => {
                    // Nobody listening is no failure.
                    while let Ok(news) = listener.next().await {
                        self.office.news.send(news).ok();
                    }
                    self.office.news.send(None).ok();
                }
                Err(error) => tracing::warn!(%error, "cannot listen for cases"),
            }
            tokio::time::sleep(ASK_AGAIN).await;
        }
    }
}
