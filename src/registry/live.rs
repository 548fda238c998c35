//! The register in memory, following the log: loaded once, then kept up commit by commit.
//!
//! Everything that a reader sees hangs on one pointer, so that it always shows one position. What a
//! commit touched is dropped from the tile cache before the pointer moves.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use arc_swap::ArcSwapOption;
use tokio::sync::{Mutex, Notify, broadcast, watch};

use super::{Registry, RegistryError, judge::Jurisdiction};
use crate::{
    domain::{Change, Kind, Operation, Overrulings, Position, State, WordBank, disclosure},
    geo::Bounds,
    index::{self, Index, NameRole},
    snapshot::{Builder, Snapshot},
    store::{ExtraName, Listener, Loading},
    tile::{Layers, Painted, Painter, TileCache, Touched},
};

/// The register at one position, with everything that is derived from it.
#[derive(Debug)]
pub struct View {
    /// The features.
    pub snapshot: Arc<Snapshot>,
    /// What finds them.
    pub index: Arc<Index>,
    /// The office's own words.
    pub bank: Arc<WordBank>,
    /// The findings that somebody overruled.
    pub overrulings: Arc<Overrulings>,
    /// What paints them.
    pub painted: Painted,
    /// Where the register's own data may lie.
    pub(super) jurisdiction: Arc<Jurisdiction>,
}

/// What an open page is told of a commit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Committed {
    /// The position reached.
    pub position: Position,
    /// The box around everything that was touched; none when it is too much to tell.
    pub bounds: Option<Bounds>,
}

/// The live view and those who wait for it.
#[derive(Debug)]
pub(super) struct Live {
    view: ArcSwapOption<View>,
    painter: Painter,
    cache: TileCache,
    reached: watch::Sender<Position>,
    commits: broadcast::Sender<Committed>,
    poke: Notify,
    catching_up: Mutex<()>,
    following: AtomicBool,
}

/// A kind with more changes than this is loaded anew rather than row by row.
const RELOAD_CHANGES: i64 = 20_000;
/// How often the log is looked at even when nobody calls.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// How long to wait before asking a lost database again.
const ASK_AGAIN: Duration = Duration::from_millis(500);

impl Live {
    pub(super) fn new(layers: Layers, cache_bytes: u64) -> Self {
        Self {
            view: ArcSwapOption::empty(),
            painter: Painter::new(layers),
            cache: TileCache::new(usize::try_from(cache_bytes).unwrap_or(usize::MAX)),
            reached: watch::Sender::new(Position(-1)),
            commits: broadcast::Sender::new(256),
            poke: Notify::new(),
            catching_up: Mutex::new(()),
            following: AtomicBool::new(false),
        }
    }

    /// Shows a view, and tells pages of what was committed, unless that touches nothing of theirs.
    fn publish(&self, view: View, committed: Option<Committed>) {
        let position = view.snapshot.position();
        self.view.store(Some(Arc::new(view)));
        self.reached.send_replace(position);
        // Nobody listening is no failure.
        committed.and_then(|committed| self.commits.send(committed).ok());
    }
}

impl Registry {
    /// The register as this process shows it.
    ///
    /// # Errors
    /// [`RegistryError::NotReady`] until it is loaded.
    pub fn view(&self) -> Result<Arc<View>, RegistryError> {
        self.live
            .view
            .load_full()
            .ok_or(RegistryError::NotReady(Position(0)))
    }

    /// The register at or after a position, waiting for it a little.
    ///
    /// # Errors
    /// [`RegistryError::NotReady`] when the position is not reached in time.
    pub async fn view_at(
        &self,
        position: Position,
        wait: Duration,
    ) -> Result<Arc<View>, RegistryError> {
        let mut reached = self.live.reached.subscribe();
        if *reached.borrow() < position {
            self.live.poke.notify_one();
            let arrived = tokio::time::timeout(wait, reached.wait_for(|at| *at >= position)).await;
            if !matches!(arrived, Ok(Ok(_))) {
                return Err(RegistryError::NotReady(position));
            }
        }
        self.view()
    }

    /// Whether this process holds the whole register and follows the log.
    pub(super) fn is_following(&self) -> bool {
        self.live.following.load(Ordering::Acquire)
    }

    /// The tile cache.
    #[must_use]
    pub fn tile_cache(&self) -> &TileCache {
        &self.live.cache
    }

    /// What paints tiles and knows the layers.
    #[must_use]
    pub fn painter(&self) -> &Painter {
        &self.live.painter
    }

    /// Tells of every commit from now on.
    #[must_use]
    pub fn commits(&self) -> broadcast::Receiver<Committed> {
        self.live.commits.subscribe()
    }

    /// Loads the whole register in one repeatable-read view of the database.
    ///
    /// # Errors
    /// When the database does not answer or holds a row that cannot be read.
    pub async fn load(&self) -> Result<Position, RegistryError> {
        let view = self.gather(&Kind::ALL).await?;
        let position = view.snapshot.position();
        self.live.cache.clear(position);
        let everything = Committed {
            position,
            bounds: None,
        };
        self.live.publish(view, Some(everything));
        Ok(position)
    }

    /// Some kinds of the register as it is now, for the caller alone: what a command in a process
    /// of its own judges against.
    ///
    /// # Errors
    /// As [`Registry::load`].
    pub(super) async fn gather(&self, kinds: &[Kind]) -> Result<View, RegistryError> {
        let mut loading = Loading::begin(&self.store).await?;
        let mut builder = Builder::new();
        for kind in kinds {
            loading.each(*kind, |feature| builder.push(feature)).await?;
        }
        let names = loading.extra_names().await?;
        let (bank, overrulings) = desk_records(&mut loading).await?;
        let position = loading.position();
        let live = Arc::clone(&self.live);
        let config = Arc::clone(&self.config);
        tokio::task::spawn_blocking(move || {
            let snapshot = builder.finish(position);
            let index = Index::build(&snapshot).with_extra_names(extra_names(names));
            View {
                index: Arc::new(index),
                bank,
                overrulings,
                painted: live.painter.follow(&snapshot),
                jurisdiction: Arc::new(Jurisdiction::of(&snapshot, &config)),
                snapshot: Arc::new(snapshot),
            }
        })
        .await
        .map_err(RegistryError::thread)
    }

    /// Follows the log for ever: woken by the database, by this process's own writes, or by the
    /// clock; a lost connection leaves no gap because the log is asked from the position reached.
    pub async fn follow(&self) {
        tokio::join!(Box::pin(self.follow_log()), Box::pin(self.follow_cases()));
    }

    async fn follow_log(&self) {
        self.live.following.store(true, Ordering::Release);
        let mut listener = None;
        loop {
            if listener.is_none() {
                if let Some(cluster) = self.cluster.clone() {
                    let ensured = tokio::task::spawn_blocking(move || cluster.ensure()).await;
                    if let Ok(Err(error)) = ensured {
                        tracing::warn!(%error, "the private cluster does not start");
                    }
                }
                match Listener::open(&self.store).await {
                    Ok(open) => {
                        // What was told meanwhile was told to nobody here.
                        self.people.forget();
                        listener = Some(open);
                    }
                    Err(error) => tracing::warn!(%error, "cannot listen for commits"),
                }
            }
            if let Err(error) = self.catch_up().await {
                tracing::warn!(%error, "cannot follow the log");
                listener = None;
                tokio::time::sleep(ASK_AGAIN).await;
                continue;
            }
            let Some(open) = listener.as_mut() else {
                tokio::time::sleep(ASK_AGAIN).await;
                continue;
            };
            tokio::select! {
                woken = open.wait() => match woken {
                    Ok(woken) if woken.people => self.people.forget(),
                    Ok(_) => {}
                    Err(_) => listener = None,
                },
                () = self.live.poke.notified() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
    }

    /// Applies what the log holds beyond the view, as one step.
    ///
    /// # Errors
    /// When the database does not answer; the view stays as it was.
    pub async fn catch_up(&self) -> Result<(), RegistryError> {
        let _turn = self.live.catching_up.lock().await;
        let Some(view) = self.live.view.load_full() else {
            self.load().await?;
            return Ok(());
        };
        let from = view.snapshot.position();
        let mut loading = Loading::begin(&self.store).await?;
        if loading.position() <= from {
            return Ok(());
        }
        let mut counts: Vec<(Kind, i64)> = Vec::new();
        let commits = loading.commits_after(from).await?;
        let touches_desk = commits.iter().any(|commit| commit.touches_desk);
        for (kind, count) in commits.into_iter().flat_map(|commit| commit.counts) {
            match counts.iter_mut().find(|(known, _)| *known == kind) {
                Some((_, total)) => *total += count,
                None => counts.push((kind, count)),
            }
        }
        let mut changes: Vec<Change> = Vec::new();
        let mut reloaded: Vec<Kind> = Vec::new();
        let mut builder = Builder::new();
        for (kind, count) in counts {
            if count > RELOAD_CHANGES {
                loading.each(kind, |feature| builder.push(feature)).await?;
                reloaded.push(kind);
            } else {
                changes.append(&mut loading.changes_after(kind, from).await?);
            }
        }
        // A name ends only when a feature is changed or retired: inserts leave the others be.
        let renamed = touches_desk
            || !reloaded.is_empty()
            || changes
                .iter()
                .any(|change| change.operation != Operation::Insert);
        let names = if renamed {
            Some(loading.extra_names().await?)
        } else {
            None
        };
        let (bank, overrulings) = if touches_desk {
            desk_records(&mut loading).await?
        } else {
            (Arc::clone(&view.bank), Arc::clone(&view.overrulings))
        };
        let position = loading.position();
        let live = Arc::clone(&self.live);
        let config = Arc::clone(&self.config);
        tokio::task::spawn_blocking(move || {
            let mut snapshot = view.snapshot.apply(position, &changes);
            if !reloaded.is_empty() {
                snapshot = snapshot.with_kinds_of(&builder.finish(position), &reloaded);
            }
            let mut index = view.index.follow(&snapshot);
            if let Some(names) = names {
                index = index.with_extra_names(extra_names(names));
            }
            let painted = live.painter.follow(&snapshot);
            let bounds = touched_bounds(&changes, &view.snapshot);
            let committed = if reloaded.is_empty() {
                bounds.map(|bounds| Committed {
                    position,
                    bounds: Some(bounds),
                })
            } else {
                Some(Committed {
                    position,
                    bounds: None,
                })
            };
            if reloaded.is_empty() {
                let touched = Arc::new(Touched::by(live.painter.layers(), &changes));
                live.cache.drop_touched(&touched, position);
            } else {
                live.cache.clear(position);
            }
            let regions_changed = reloaded.contains(&Kind::Region)
                || changes.iter().any(|change| change.kind == Kind::Region);
            let jurisdiction = if regions_changed {
                Arc::new(Jurisdiction::of(&snapshot, &config))
            } else {
                Arc::clone(&view.jurisdiction)
            };
            live.publish(
                View {
                    snapshot: Arc::new(snapshot),
                    index: Arc::new(index),
                    bank,
                    overrulings,
                    painted,
                    jurisdiction,
                },
                committed,
            );
        })
        .await
        .map_err(RegistryError::thread)
    }
}

/// The box that pages are told of, widened to the public's cells: an exact box would tell where a
/// marker stands. What only drafts touch is nobody's business.
fn touched_bounds(changes: &[Change], before: &Snapshot) -> Option<Bounds> {
    let was_hidden = |change: &Change| {
        before
            .by_id(change.kind, change.id)
            .is_none_or(|row| row.state() == State::Draft)
    };
    let is_hidden = |change: &Change| {
        change
            .feature
            .as_ref()
            .is_some_and(|feature| feature.state() == State::Draft)
    };
    let touched = changes
        .iter()
        .filter(|change| !(was_hidden(change) && is_hidden(change)))
        .flat_map(|change| [change.bounds_before, change.bounds_after])
        .flatten()
        .reduce(|all, one| all.union(&one))?;
    let outward = |degrees: f64, round: fn(f64) -> f64| {
        round(degrees / disclosure::PUBLIC_CELL_DEG) * disclosure::PUBLIC_CELL_DEG
    };
    Some(Bounds {
        west: outward(touched.west, f64::floor),
        south: outward(touched.south, f64::floor),
        east: outward(touched.east, f64::ceil),
        north: outward(touched.north, f64::ceil),
    })
}

/// The office's own words and the findings overruled.
async fn desk_records(
    loading: &mut Loading,
) -> Result<(Arc<WordBank>, Arc<Overrulings>), RegistryError> {
    let bank = WordBank::new(loading.bank_words().await?);
    let overrulings = Overrulings::new(loading.overrulings().await?);
    Ok((Arc::new(bank), Arc::new(overrulings)))
}

/// Stored names as the index wants them.
fn extra_names(names: Vec<ExtraName>) -> Vec<index::ExtraName> {
    names
        .into_iter()
        .map(|name| index::ExtraName {
            owner: name.owner,
            text: name.text,
            role: match name.role.as_str() {
                "former" => NameRole::Former,
                "reserved" => NameRole::Reserved,
                "protected" => NameRole::Protected,
                _ => NameRole::Alias,
            },
            until: name.until,
            region_code: name.region_code,
            holder: name.holder,
            reference: name.reference,
        })
        .collect()
}
