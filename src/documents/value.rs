//! A manuscript's data as the typesetter's values. Nothing here becomes markup: a name with `#`, `*`
//! or `]` in it is a string from the first to the last step.

use std::collections::HashMap;

use serde_json::{Map, Value as Json};
use typst::foundations::{Array, Bytes, Dict, Value};

use super::{fonts::Fonts, manuscript::Manuscript};

/// What stands where no font has a sign: seen, and never left out in silence.
const MISSING: char = '□';

/// What the template finds in `sys.inputs`.
pub(super) fn inputs(manuscript: &Manuscript, fonts: &Fonts) -> Dict {
    let mut writer = Writer {
        fonts,
        shown: HashMap::new(),
    };
    let mut inputs = writer.dict(&manuscript.data);
    let pictures: Array = manuscript
        .pictures
        .iter()
        .map(|picture| Value::Bytes(Bytes::new(picture.clone())))
        .collect();
    inputs.insert("pictures".into(), Value::Array(pictures));
    inputs.insert("title".into(), writer.text(&manuscript.title));
    inputs.insert("lang".into(), writer.text(manuscript.lang.tag()));
    inputs
}

struct Writer<'a> {
    fonts: &'a Fonts,
    /// Whether some font has a sign.
    shown: HashMap<char, bool>,
}

impl Writer<'_> {
    fn dict(&mut self, members: &Map<String, Json>) -> Dict {
        members
            .iter()
            .map(|(name, member)| (name.as_str().into(), self.value(member)))
            .collect()
    }

    fn value(&mut self, json: &Json) -> Value {
        match json {
            Json::Null => Value::None,
            Json::Bool(truth) => Value::Bool(*truth),
            Json::Number(number) => match number.as_i64() {
                Some(whole) => Value::Int(whole),
                None => number.as_f64().map_or(Value::None, Value::Float),
            },
            Json::String(string) => self.text(string),
            Json::Array(items) => Value::Array(items.iter().map(|item| self.value(item)).collect()),
            Json::Object(members) => Value::Dict(self.dict(members)),
        }
    }

    /// Text as paper shows it: without signs that only steer, and with a box for what no font has.
    fn text(&mut self, string: &str) -> Value {
        let text: String = string
            .chars()
            .filter(|sign| !steers(*sign))
            .map(|sign| if self.is_shown(sign) { sign } else { MISSING })
            .collect();
        Value::Str(text.into())
    }

    fn is_shown(&mut self, sign: char) -> bool {
        let fonts = self.fonts;
        sign == '\n' || *self.shown.entry(sign).or_insert_with(|| fonts.has(sign))
    }
}

/// Control signs, and those that turn, join or hide what stands around them.
fn steers(sign: char) -> bool {
    sign != '\n' && sign.is_control()
        || matches!(sign, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}
