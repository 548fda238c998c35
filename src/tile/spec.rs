//! What a layer is: where its features come from, at which zooms, with which attributes.

use crate::domain::{Audience, Kind, disclosure::is_generalised};

/// A layer of the tiles, as its file declares it.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// The name in tiles and routes.
    pub name: Box<str>,
    /// The kind whose published features it shows.
    pub source: Kind,
    /// What it shows, in Chinese.
    pub zh: Box<str>,
    /// What it shows, in English.
    pub en: Box<str>,
    /// Who sees it at which zooms, by [`audience_at`]; `None` for whoever does not.
    pub views: [Option<View>; 2],
    /// From which zoom a feature appears.
    pub appears: Appears,
    /// In which order features are drawn.
    pub order: Option<Order>,
    /// How much geometries are thinned, by rising zoom; deeper zooms have them exact.
    pub simplify: Box<[Thinning]>,
    /// The attributes, in the order of the tile's keys.
    pub attributes: Box<[Attribute]>,
}

/// The zooms of a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct View {
    /// The first zoom with the layer.
    pub min_zoom: u8,
    /// The last zoom with the layer.
    pub max_zoom: u8,
}

/// From which zoom a feature appears, beside its layer's first zoom.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Appears {
    /// The field of a closed list that decides, and the zooms of its words.
    pub by: Option<ByWord>,
    /// The zoom of other words and of none.
    pub otherwise: u8,
    /// The zoom of features without a name, whatever their word, so that none is overlooked; 0 when
    /// names do not matter.
    pub unnamed: u8,
}

/// The zooms of a closed list's words.
#[derive(Clone, Debug, PartialEq)]
pub struct ByWord {
    /// The field's position.
    pub field: usize,
    /// The words and the zooms they appear from.
    pub zooms: Box<[(Box<str>, u8)]>,
}

/// The drawing order: the words of a field, first drawn first.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    /// The field's position.
    pub field: usize,
    /// The words; others are drawn before them.
    pub words: Box<[Box<str>]>,
}

/// How much geometries are thinned up to a zoom.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thinning {
    /// The last zoom it holds for.
    pub to_zoom: u8,
    /// Metres on the ground.
    pub tolerance_m: f64,
}

/// An attribute of a layer's features.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute {
    /// The key in tiles.
    pub name: Box<str>,
    /// What it is read from.
    pub source: AttributeSource,
    /// The first zoom that carries it.
    pub min_zoom: u8,
    /// Whether the public sees it.
    pub public: bool,
    /// A sentence about it, in Chinese.
    pub zh: Box<str>,
    /// A sentence about it, in English.
    pub en: Box<str>,
}

/// What an attribute is read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttributeSource {
    /// The field at a position of [`Kind::fields`]; an empty one is left out of the tile.
    Field(usize),
    /// Whether the feature has no name.
    Unnamed,
    /// Whether the plot is free: all that the public may know of its occupancy.
    Free,
}

impl Layer {
    /// Where the layer is shown to an audience.
    #[must_use]
    pub const fn view(&self, audience: Audience) -> Option<View> {
        self.views[audience_at(audience)]
    }

    /// Whether every audience sees the same of it.
    pub(super) fn is_alike(&self) -> bool {
        let [public, internal] = self.views;
        public == internal
            && !is_generalised(self.source, Audience::Public)
            && self.attributes.iter().all(|attribute| attribute.public)
    }

    /// The attributes that an audience sees, with their places among all.
    pub fn attributes_for(&self, audience: Audience) -> impl Iterator<Item = (usize, &Attribute)> {
        self.attributes
            .iter()
            .enumerate()
            .filter(move |(_, attribute)| attribute.public || audience == Audience::Internal)
    }
}

/// The place of an audience in [`Layer::views`].
#[must_use]
pub(super) const fn audience_at(audience: Audience) -> usize {
    match audience {
        Audience::Public => 0,
        Audience::Internal => 1,
    }
}

/// The audiences, in the order of [`audience_at`].
pub(super) const AUDIENCES: [Audience; 2] = [Audience::Public, Audience::Internal];
