//! Single writes: register, revise, retire. Each is one transaction; the answer waits until this
//! process shows what it wrote.

use std::{collections::HashMap, sync::Arc, time::Duration};

use uuid::Uuid;

use super::{
    Registry, RegistryError, View,
    cases::needs_case,
    clock::{local_day, mint},
    judge::{Judge, Judged, Reference},
};
use crate::{
    domain::{
        Act, Actor, Draft, Feature, Kind, Operation, Position, Problem, ProblemCode, State, Value,
        region, shared,
    },
    snapshot::RegionTree,
    store::{Commit, CommitNote, StoreError},
};

/// What a write made.
#[derive(Debug)]
pub struct Written {
    /// The features as they are now.
    pub features: Vec<Feature>,
    /// Where the log stands.
    pub position: Position,
}

/// A change of one feature at a known version.
#[derive(Debug)]
pub struct Revision {
    /// The feature's kind.
    pub kind: Kind,
    /// The feature.
    pub id: Uuid,
    /// The version that was read.
    pub version: i32,
    /// Why.
    pub reason: Option<String>,
}

/// How long a writer waits to see its own write.
const OWN_WRITE: Duration = Duration::from_secs(10);

impl Registry {
    /// Registers features, all or none.
    ///
    /// # Errors
    /// [`RegistryError::Refused`] with every problem of every draft, the field prefixed by
    /// `features[n].` when there are several.
    pub async fn create(
        &self,
        actor: &Actor,
        drafts: Vec<Draft>,
    ) -> Result<Written, RegistryError> {
        for draft in &drafts {
            Self::may_write(actor, draft.kind)?;
        }
        let view = self.view()?;
        let source = self.default_source();
        let reference = self.reference(&view);
        let several = drafts.len() > 1;
        let mut problems = Vec::new();
        let mut judged = Vec::with_capacity(drafts.len());
        {
            let mut judge = Judge::new(&reference, &source);
            for (nth, draft) in drafts.into_iter().enumerate() {
                let kind = draft.kind;
                let place = if several {
                    format!("features[{nth}].")
                } else {
                    String::new()
                };
                match judge_whole(&mut judge, draft) {
                    Ok(passed) => judged.push((kind, passed)),
                    Err(found) => problems.extend(found.into_iter().map(|p| within(p, &place))),
                }
            }
        }
        hang_regions(&mut judged, view.snapshot.regions(), &mut problems);
        if !problems.is_empty() {
            return Err(RegistryError::Refused(problems));
        }
        let mut commit = self.begin(actor).await?;
        let mut features = Vec::with_capacity(judged.len());
        for (kind, mut passed) in judged {
            if passed.values[shared::STATE_AT].is_null() {
                passed.values[shared::STATE_AT] = Value::from(State::default().as_str());
            }
            let geometry = passed.geometry.as_ref();
            features.push(
                commit
                    .insert(kind, mint(), &source, &passed.values, geometry)
                    .await?,
            );
        }
        self.finish(commit, actor, None, features).await
    }

    /// Changes a feature: what the draft leaves absent stays.
    ///
    /// # Errors
    /// [`RegistryError::Stale`] when the version is another; [`RegistryError::Retired`] when the
    /// feature is retired and the draft does not restore it; [`RegistryError::NeedsCase`] when it
    /// changes what only the closing act of a case may.
    pub async fn revise(
        &self,
        actor: &Actor,
        revision: &Revision,
        draft: Draft,
    ) -> Result<Written, RegistryError> {
        Self::may_write(actor, revision.kind)?;
        let view = self.view()?;
        let mut commit = self.begin(actor).await?;
        let current = self
            .lock_in_reach(&mut commit, &view, actor, revision)
            .await?;
        if current.version != revision.version {
            return Err(RegistryError::Stale {
                current: current.version,
            });
        }
        let fields = needs_case(actor, &current, &draft);
        if !fields.is_empty() {
            return Err(RegistryError::NeedsCase(fields));
        }
        let state = draft.text(shared::STATE_AT).and_then(State::from_stored);
        let operation = match (current.state(), state) {
            (State::Retired, None | Some(State::Retired)) => return Err(RegistryError::Retired),
            (State::Retired, Some(_)) => Operation::Restore,
            (_, Some(State::Retired)) => Operation::Retire,
            _ => Operation::Update,
        };
        let passed = self.judged_revision(&view, &current, draft)?;
        if passed.values == current.values && passed.geometry == current.geometry {
            let position = view.snapshot.position();
            return Ok(Written {
                features: vec![current],
                position,
            });
        }
        let feature = commit
            .update(
                revision.kind,
                revision.id,
                revision.version,
                &passed.values,
                passed.geometry.as_ref(),
                operation,
            )
            .await?;
        self.finish(commit, actor, revision.reason.as_deref(), vec![feature])
            .await
    }

    /// Takes a feature out of use; nothing is erased. It may live on in a successor of its kind.
    ///
    /// # Errors
    /// As [`Registry::revise`]; [`RegistryError::Refused`] when the successor does not exist.
    pub async fn retire(
        &self,
        actor: &Actor,
        revision: &Revision,
        successor: Option<Uuid>,
    ) -> Result<Written, RegistryError> {
        Self::may_write(actor, revision.kind)?;
        let view = self.view()?;
        if let Some(successor) = successor
            && (successor == revision.id || view.snapshot.by_id(revision.kind, successor).is_none())
        {
            let problem =
                Problem::new(ProblemCode::WrongValue, "successor", &successor.to_string())
                    .with("allowed", revision.kind.as_str());
            return Err(RegistryError::Refused(vec![problem]));
        }
        let mut commit = self.begin(actor).await?;
        let mut current = self
            .lock_in_reach(&mut commit, &view, actor, revision)
            .await?;
        if current.version != revision.version {
            return Err(RegistryError::Stale {
                current: current.version,
            });
        }
        if current.state() == State::Retired {
            return Err(RegistryError::Retired);
        }
        current.values[shared::STATE_AT] = Value::from(State::Retired.as_str());
        let feature = commit
            .update(
                revision.kind,
                revision.id,
                revision.version,
                &current.values,
                current.geometry.as_ref(),
                Operation::Retire,
            )
            .await?;
        if let Some(successor) = successor {
            let kind = revision.kind;
            commit
                .link_successor((kind, revision.id), (kind, successor))
                .await?;
        }
        self.finish(commit, actor, revision.reason.as_deref(), vec![feature])
            .await
    }

    /// A feature as a draft would have it, judged whole.
    ///
    /// # Errors
    /// [`RegistryError::Refused`] with every problem.
    pub(super) fn judged_revision(
        &self,
        view: &View,
        current: &Feature,
        draft: Draft,
    ) -> Result<Judged, RegistryError> {
        let reference = self.reference(view);
        let had_region = draft.values[shared::REGION_CODE_AT].is_none();
        let mut passed = judge_whole(
            &mut Judge::new(&reference, &current.source),
            merged(current, draft),
        )
        .map_err(RegistryError::Refused)?;
        // Where no outline tells another region, it stays in the one it was in.
        if had_region && passed.values[shared::REGION_CODE_AT].is_null() {
            passed.values[shared::REGION_CODE_AT] = current.values[shared::REGION_CODE_AT].clone();
        }
        let mut problems = Vec::new();
        let mut judged = [(current.kind, passed)];
        hang_regions(&mut judged, view.snapshot.regions(), &mut problems);
        if !problems.is_empty() {
            return Err(RegistryError::Refused(problems));
        }
        let [(_, passed)] = judged;
        Ok(passed)
    }

    /// Whether the actor's role changes features of a kind. Where is for row-level security.
    pub(super) fn may_write(actor: &Actor, kind: Kind) -> Result<(), RegistryError> {
        Self::require(actor, Act::editing(kind))?;
        Self::require(actor, Act::Publish)?;
        if actor.may_edit(kind) {
            Ok(())
        } else {
            Err(RegistryError::Forbidden(Act::editing(kind)))
        }
    }

    /// Locks the feature, which the database does not even show to whoever does not reach it.
    pub(super) async fn lock_in_reach(
        &self,
        commit: &mut Commit,
        view: &View,
        actor: &Actor,
        revision: &Revision,
    ) -> Result<Feature, RegistryError> {
        self.lock_feature(commit, view, actor, (revision.kind, revision.id))
            .await
    }

    /// The same, whatever its version.
    pub(super) async fn lock_feature(
        &self,
        commit: &mut Commit,
        view: &View,
        actor: &Actor,
        (kind, id): (Kind, Uuid),
    ) -> Result<Feature, RegistryError> {
        match commit.lock(kind, id).await {
            Err(StoreError::NotFound) => {
                let out_of_reach = view.snapshot.by_id(kind, id).is_some_and(|row| {
                    !actor
                        .regions
                        .iter()
                        .any(|region| view.snapshot.reaches(region, row))
                });
                Err(if out_of_reach {
                    RegistryError::OutOfReach
                } else {
                    RegistryError::NotFound
                })
            }
            locked => Ok(locked?),
        }
    }

    pub(super) fn reference(&self, view: &View) -> Reference {
        Reference::over(
            Arc::clone(&view.snapshot),
            Arc::clone(&view.index),
            Arc::clone(&view.jurisdiction),
            self.config.thresholds,
        )
    }

    pub(super) async fn begin(&self, actor: &Actor) -> Result<Commit, RegistryError> {
        let at = self.clock.now();
        Ok(Commit::begin(&self.store, mint(), at, local_day(at), actor).await?)
    }

    async fn finish(
        &self,
        commit: Commit,
        actor: &Actor,
        reason: Option<&str>,
        features: Vec<Feature>,
    ) -> Result<Written, RegistryError> {
        let position = self.seal(commit, actor, reason).await?;
        Ok(Written { features, position })
    }

    /// Closes a commit and waits until this process shows it.
    pub(super) async fn seal(
        &self,
        commit: Commit,
        actor: &Actor,
        reason: Option<&str>,
    ) -> Result<Position, RegistryError> {
        let own = CommitNote::by(actor);
        let note = CommitNote {
            reason: reason.or(own.reason),
            ..own
        };
        let position = commit.close(note).await?.unwrap_or_default();
        // It is written, whether or not this process shows it yet.
        if self.view_at(position, OWN_WRITE).await.is_err() {
            tracing::warn!(position = position.0, "written, but not shown yet");
        }
        Ok(position)
    }
}

/// Judges a draft that must stand alone: every required field and the geometry.
fn judge_whole(judge: &mut Judge<'_>, draft: Draft) -> Result<Judged, Vec<Problem>> {
    let kind = draft.kind;
    let judged = judge.judge(draft, false)?;
    let problems = judged.lacking(kind);
    if problems.is_empty() {
        Ok(judged)
    } else {
        Err(problems)
    }
}

/// The whole feature as the draft would have it. What was computed from something that the draft
/// changes is emptied, so that it is computed anew.
fn merged(current: &Feature, draft: Draft) -> Draft {
    let kind = current.kind;
    let moved = draft
        .geometry
        .as_ref()
        .is_some_and(|geometry| *geometry != current.geometry);
    let changed: Vec<bool> = draft
        .values
        .iter()
        .zip(&current.values)
        .map(|(new, old)| new.as_ref().is_some_and(|new| new != old))
        .collect();
    let out_of_date = |at: usize| {
        kind.derivation(at).is_some_and(|derivation| {
            derivation.geometry && moved || derivation.fields.iter().any(|from| changed[*from])
        })
    };
    let values = draft
        .values
        .into_iter()
        .enumerate()
        .map(|(at, value)| {
            Some(match value {
                // Without a word about its life a feature is in use.
                Some(Value::Null) if at == shared::STATE_AT => {
                    Value::from(State::default().as_str())
                }
                Some(value) => value,
                None if out_of_date(at) => Value::Null,
                None => current.values[at].clone(),
            })
        })
        .collect();
    Draft {
        kind,
        line: 0,
        values,
        geometry: Some(draft.geometry.unwrap_or_else(|| current.geometry.clone())),
    }
}

/// Hangs regions below regions that are there or come with them: a parent that the code's shape
/// implies moves up to the nearest known one; a named one must be known, and not lead back.
fn hang_regions(judged: &mut [(Kind, Judged)], known: &RegionTree, problems: &mut Vec<Problem>) {
    let regions = |(kind, _): &&mut (Kind, Judged)| *kind == Kind::Region;
    let coming: Vec<String> = judged
        .iter_mut()
        .filter(regions)
        .filter_map(|(_, region)| region.text(shared::CODE_AT).map(str::to_owned))
        .collect();
    let is_there = |code: &str| known.contains(code) || coming.iter().any(|other| other == code);
    let mut parents: HashMap<String, String> = HashMap::new();
    for (_, region) in judged.iter_mut().filter(regions) {
        let own = region.text(shared::CODE_AT).unwrap_or_default().to_owned();
        let parent = &mut region.values[region::PARENT_CODE_AT];
        if region.computed & 1 << region::PARENT_CODE_AT != 0 {
            let mut above = region::parent_by_shape(&own);
            while let Some(code) = above.filter(|code| !is_there(code)) {
                above = region::parent_by_shape(code);
            }
            *parent = above.map_or(Value::Null, Value::from);
        }
        let Some(parent) = parent.as_text() else {
            continue;
        };
        if is_there(parent) {
            parents.insert(own, parent.to_owned());
        } else {
            problems.push(Problem::new(
                ProblemCode::UnknownParent,
                "parent_code",
                parent,
            ));
        }
    }
    for own in &coming {
        if let Some(way) = way_round(own, &parents, known) {
            let parent = way.get(1).map_or("", String::as_str);
            problems.push(
                Problem::new(ProblemCode::ParentCircle, "parent_code", parent)
                    .with("circle", way.join(" → ")),
            );
        }
    }
}

/// The way from a region over its parents back to itself, if there is one; what comes counts before
/// what is known.
fn way_round(
    own: &str,
    parents: &HashMap<String, String>,
    known: &RegionTree,
) -> Option<Vec<String>> {
    let mut way = vec![own.to_owned()];
    loop {
        let at = way.last()?;
        let above = match parents.get(at) {
            Some(parent) => parent.as_str(),
            None => known.parent(at)?,
        };
        let is_back = above == own;
        if !is_back && way.iter().any(|code| code == above) {
            return None;
        }
        way.push(above.to_owned());
        if is_back {
            return Some(way);
        }
    }
}

fn within(mut problem: Problem, place: &str) -> Problem {
    if !place.is_empty() {
        problem.field = format!("{place}{}", problem.field).into();
    }
    problem
}
