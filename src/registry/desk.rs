//! The registry's desk: the database it stands on, the register in memory, the configuration.

use std::sync::{Arc, OnceLock};

use arc_swap::ArcSwapOption;
use tokio::sync::Semaphore;

use super::{
    Clock, RegistryError, address::AddressBook, cases::Office, live::Live, names::open_rule_book,
    naming::Campaigns, paper::PrintRoom, people::Doorkeeper,
};
use crate::{
    config::Config,
    files::Vault,
    rules::Book,
    store::{Store, cluster::Cluster, migrate},
    tile,
};

const INSPECTIONS: usize = 2;

/// The registry, open for business.
#[derive(Clone, Debug)]
pub struct Registry {
    pub(super) config: Arc<Config>,
    pub(super) clock: Clock,
    pub(super) store: Store,
    pub(super) live: Arc<Live>,
    pub(super) rule_book: Arc<Book>,
    pub(super) office: Arc<Office>,
    /// How many files are looked through at the same time: each may take a lot of memory.
    pub(super) inspections: Arc<Semaphore>,
    /// The names by which addresses are read.
    pub(super) address_book: Arc<ArcSwapOption<AddressBook>>,
    pub(super) campaigns: Arc<Campaigns>,
    pub(super) people: Arc<Doorkeeper>,
    pub(super) print_room: Arc<PrintRoom>,
    /// The place where contents are kept, once it was asked for.
    pub(super) vault: Arc<OnceLock<Vault>>,
    url: Arc<str>,
    pub(super) cluster: Option<Arc<Cluster>>,
}

impl Registry {
    /// Finds or starts the database, migrates it, and opens the desk. Nothing is loaded yet.
    ///
    /// # Errors
    /// When there is no database, it cannot be migrated, or a layer specification, a rule pack or a word list is
    /// wrong.
    pub async fn open(config: Config, clock: Clock) -> Result<Self, RegistryError> {
        let layers = match &config.tile_layers {
            Some(folder) => tile::from_folder(folder),
            None => tile::embedded(),
        }
        .map_err(|error| RegistryError::Specification(error.to_string().into()))?;
        let rule_book = Arc::new(open_rule_book(&config.data)?);
        let office = Arc::new(Office::open()?);
        let (url, cluster) = match &config.database_url {
            Some(url) => (url.clone(), None),
            None => {
                let data = config.data.clone();
                let cluster = tokio::task::spawn_blocking(move || Cluster::open(&data))
                    .await
                    .map_err(RegistryError::thread)??;
                cluster.create_database("mingjie").await?;
                (cluster.url("mingjie"), Some(Arc::new(cluster)))
            }
        };
        migrate(&url).await?;
        let store = Store::open(&url)?;
        let live = Arc::new(Live::new(layers, config.tile_cache_bytes));
        let print_room = Arc::new(PrintRoom::beside(&config));
        Ok(Self {
            config: Arc::new(config),
            clock,
            store,
            live,
            rule_book,
            office,
            inspections: Arc::new(Semaphore::new(INSPECTIONS)),
            address_book: Arc::default(),
            campaigns: Arc::default(),
            people: Arc::default(),
            print_room,
            vault: Arc::default(),
            url: url.into(),
            cluster,
        })
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The clock that everything here goes by.
    #[must_use]
    pub const fn clock(&self) -> Clock {
        self.clock
    }

    /// The database's address.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The database.
    #[must_use]
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// The private cluster, when the registry stands on one.
    #[must_use]
    pub fn cluster(&self) -> Option<&Cluster> {
        self.cluster.as_deref()
    }

    /// Closes the connections and, when this process owns the private cluster, stops it.
    ///
    /// # Errors
    /// When the cluster does not stop.
    pub async fn close(&self) -> Result<(), RegistryError> {
        self.store.close().await;
        if let Some(cluster) = self.cluster.clone() {
            tokio::task::spawn_blocking(move || cluster.stop())
                .await
                .map_err(RegistryError::thread)??;
        }
        Ok(())
    }
}
