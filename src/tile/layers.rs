//! The layers that are served, and sets of them.

use super::{
    spec::{Layer, audience_at},
    spec_file::{SpecError, parse},
};
use crate::{
    domain::{Audience, Kind},
    snapshot::Eye,
};

/// Some of the layers, by their places.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LayerSet(u32);

impl LayerSet {
    /// How many layers there can be.
    const ROOM: usize = 32;

    pub(super) const fn with(self, layer: usize) -> Self {
        Self(self.0 | 1 << layer)
    }

    pub(super) const fn has(self, layer: usize) -> bool {
        self.0 >> layer & 1 == 1
    }

    /// Whether no layer is in it.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether a layer is in both.
    #[must_use]
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// All layers, in the order of their names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layers {
    all: Vec<Layer>,
}

impl Layers {
    /// Reads layers from their files: name and text of each.
    ///
    /// # Errors
    /// [`SpecError`] names the file and the key of the first mistake.
    pub fn parse<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, SpecError> {
        let mut all: Vec<Layer> = Vec::new();
        for (file, text) in files {
            let layer = parse(file, text)?;
            let refuse = |reason: &str| SpecError {
                file: file.to_owned(),
                key: "name".to_owned(),
                reason: reason.to_owned(),
            };
            if all.iter().any(|other| other.name == layer.name) {
                return Err(refuse("another file has a layer of this name"));
            }
            if all.len() == LayerSet::ROOM {
                return Err(refuse("there are too many layers: 32 is the most"));
            }
            all.push(layer);
        }
        all.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Self { all })
    }

    /// The layers.
    #[must_use = "nothing happens unless it is read"]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Layer> {
        self.all.iter()
    }

    /// The layers of a set, with their places.
    pub(super) fn of(&self, set: LayerSet) -> impl Iterator<Item = (usize, &Layer)> {
        let all = self.all.iter().enumerate();
        all.filter(move |(at, _)| set.has(*at))
    }

    /// All that an audience sees.
    #[must_use]
    pub fn all(&self, audience: Audience) -> LayerSet {
        self.pick(|layer| layer.views[audience_at(audience)].is_some())
    }

    /// The layer of a name alone; `None` when there is none that the audience sees.
    #[must_use]
    pub fn one(&self, audience: Audience, name: &str) -> Option<LayerSet> {
        let set =
            self.pick(|layer| *layer.name == *name && layer.views[audience_at(audience)].is_some());
        (!set.is_empty()).then_some(set)
    }

    /// As what all layers of a set are seen, so that their tiles may be kept for others who see them
    /// so; `None` when that differs from feature to feature, or from layer to layer.
    #[must_use]
    pub fn uniform(&self, set: LayerSet, eye: impl Eye) -> Option<Audience> {
        let mut told = None;
        for (_, layer) in self.of(set).filter(|(_, layer)| !layer.is_alike()) {
            let audience = eye.over(layer.source)?;
            if *told.get_or_insert(audience) != audience {
                return None;
            }
        }
        Some(told.unwrap_or(Audience::Public))
    }

    /// The layers that show a kind.
    pub(super) fn showing(&self, kind: Kind) -> LayerSet {
        self.pick(|layer| layer.source == kind)
    }

    fn pick(&self, wanted: impl Fn(&Layer) -> bool) -> LayerSet {
        let all = self.all.iter().enumerate();
        all.filter(|(_, layer)| wanted(layer))
            .fold(LayerSet::default(), |set, (at, _)| set.with(at))
    }
}
