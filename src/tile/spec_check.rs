//! From what a layer's file says to a layer that can be painted: every word is looked up.

use super::{
    spec::{Appears, Attribute, AttributeSource, ByWord, Layer, Order, Thinning, View},
    spec_file::{AppearsFile, AttributeFile, LayerFile, OrderFile, ThinningFile, ViewFile},
};
use crate::{
    domain::{FieldType, Kind, Visibility},
    geo::TileAddress,
};

/// The key and what is wrong with it.
type Wrong = (String, String);

fn wrong<T>(key: &str, reason: impl Into<String>) -> Result<T, Wrong> {
    Err((key.to_owned(), reason.into()))
}

/// Looks every word up.
pub(super) fn check(file: LayerFile) -> Result<Layer, Wrong> {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    if file.name.is_empty() || !file.name.bytes().all(plain) {
        return wrong("name", "a layer's name is of small letters, digits and `_`");
    }
    let source: Kind = match file.source.parse() {
        Ok(kind) => kind,
        Err(error) => return wrong("source", format!("{error}")),
    };
    let views = views(&file)?;
    let attributes = file
        .attributes
        .iter()
        .map(|attribute| check_attribute(source, file.min_zoom, attribute, views[0].is_some()))
        .collect::<Result<Box<[_]>, _>>()?;
    for (at, attribute) in attributes.iter().enumerate() {
        if attributes[..at].iter().any(|a| a.name == attribute.name) {
            return wrong(&format!("attribute.{}", attribute.name), "stands twice");
        }
    }
    if attributes.len() > 60 {
        return wrong("attribute", "a layer has at most 60");
    }
    Ok(Layer {
        name: file.name.into(),
        source,
        zh: file.zh.into(),
        en: file.en.into(),
        views,
        appears: file
            .appears
            .as_ref()
            .map(|appears| check_appears(source, appears))
            .transpose()?
            .unwrap_or_default(),
        order: file
            .order
            .map(|order| check_order(source, order))
            .transpose()?,
        simplify: check_simplify(&file.simplify)?,
        attributes,
    })
}

fn views(file: &LayerFile) -> Result<[Option<View>; 2], Wrong> {
    if let Some(other) = file
        .audiences
        .iter()
        .find(|word| !matches!(word.as_str(), "public" | "internal"))
    {
        return wrong(
            "audiences",
            format!("`{other}` is neither `public` nor `internal`"),
        );
    }
    let view = |word: &str, own: Option<&ViewFile>| {
        if !file.audiences.iter().any(|audience| audience == word) {
            return match own {
                None => Ok(None),
                Some(_) => wrong(word, "is not among the audiences"),
            };
        }
        let deepest = TileAddress::DEEPEST;
        let view = View {
            min_zoom: own.and_then(|o| o.min_zoom).unwrap_or(file.min_zoom),
            max_zoom: own
                .and_then(|o| o.max_zoom)
                .or(file.max_zoom)
                .unwrap_or(deepest),
        };
        if view.min_zoom > view.max_zoom || view.max_zoom > deepest {
            return wrong(
                word,
                format!(
                    "zooms {} to {} are not within 0 to {deepest}",
                    view.min_zoom, view.max_zoom
                ),
            );
        }
        Ok(Some(view))
    };
    Ok([
        view("public", file.public.as_ref())?,
        view("internal", file.internal.as_ref())?,
    ])
}

fn check_attribute(
    kind: Kind,
    layer_min_zoom: u8,
    file: &AttributeFile,
    seen_in_public: bool,
) -> Result<Attribute, Wrong> {
    let key = |part: &str| format!("attribute.{}.{part}", file.name);
    let source = match (&file.field, file.derive.as_deref()) {
        (Some(_), Some(_)) => return wrong(&key("derive"), "stands beside `field`"),
        (field, None) => {
            let name = field.as_ref().unwrap_or(&file.name);
            let Some((at, field)) = kind.field(name) else {
                return wrong(&key("field"), format!("`{name}` is no field of {kind}"));
            };
            if file.public && seen_in_public && field.visibility != Visibility::Public {
                return wrong(
                    &key("field"),
                    format!("`{name}` is restricted: say `public = false`"),
                );
            }
            AttributeSource::Field(at)
        }
        (None, Some("unnamed")) => AttributeSource::Unnamed,
        (None, Some("free")) if kind == Kind::Plot => AttributeSource::Free,
        (None, Some(other)) => {
            return wrong(
                &key("derive"),
                format!("`{other}` cannot be derived of {kind}"),
            );
        }
    };
    let min_zoom = file.min_zoom.unwrap_or(layer_min_zoom);
    if min_zoom > TileAddress::DEEPEST {
        return wrong(&key("min_zoom"), format!("{min_zoom} is too deep"));
    }
    Ok(Attribute {
        name: file.name.as_str().into(),
        source,
        min_zoom,
        public: file.public,
        zh: file.zh.as_str().into(),
        en: file.en.as_str().into(),
    })
}

fn check_appears(kind: Kind, file: &AppearsFile) -> Result<Appears, Wrong> {
    let by = match &file.field {
        None if file.zooms.is_empty() => None,
        None => return wrong("appears.zooms", "need a `field`"),
        Some(name) => {
            let at = choice_field(kind, name, "appears.field")?;
            for (word, zoom) in &file.zooms {
                known_word(kind, at, word, "appears.zooms")?;
                if *zoom > TileAddress::DEEPEST {
                    return wrong(
                        &format!("appears.zooms.{word}"),
                        format!("{zoom} is too deep"),
                    );
                }
            }
            let zooms = file.zooms.iter();
            Some(ByWord {
                field: at,
                zooms: zooms.map(|(w, z)| (w.as_str().into(), *z)).collect(),
            })
        }
    };
    Ok(Appears {
        by,
        otherwise: file.otherwise,
        unnamed: file.unnamed,
    })
}

fn check_order(kind: Kind, file: OrderFile) -> Result<Order, Wrong> {
    let field = choice_field(kind, &file.field, "order.field")?;
    for word in &file.first_to_last {
        known_word(kind, field, word, "order.first_to_last")?;
    }
    Ok(Order {
        field,
        words: file.first_to_last.into_iter().map(Into::into).collect(),
    })
}

fn check_simplify(file: &[ThinningFile]) -> Result<Box<[Thinning]>, Wrong> {
    if !file.is_sorted_by(|a, b| a.to_zoom < b.to_zoom) {
        return wrong("simplify.to_zoom", "zooms must rise");
    }
    if file
        .iter()
        .any(|t| !(t.tolerance_m > 0.0 && t.tolerance_m.is_finite()))
    {
        return wrong("simplify.tolerance_m", "must be above 0");
    }
    let thinnings = file.iter().map(|t| Thinning {
        to_zoom: t.to_zoom,
        tolerance_m: t.tolerance_m,
    });
    Ok(thinnings.collect())
}

fn choice_field(kind: Kind, name: &str, key: &str) -> Result<usize, Wrong> {
    match kind.field(name) {
        Some((at, field)) if matches!(field.field_type, FieldType::Choice(_)) => Ok(at),
        Some(_) => wrong(key, format!("`{name}` is no closed list")),
        None => wrong(key, format!("`{name}` is no field of {kind}")),
    }
}

fn known_word(kind: Kind, at: usize, word: &str, key: &str) -> Result<(), Wrong> {
    match kind.fields()[at].field_type {
        FieldType::Choice(choices) if choices.iter().any(|c| c.value == word) => Ok(()),
        _ => wrong(key, format!("`{word}` is no {}", kind.fields()[at].name)),
    }
}
