//! Place names of every category but roads (地名), classed by GB/T 18521.

use super::{
    ChangedBy, Field, FieldType,
    shared::{CODE, NAME, REGION_CODE, SOURCE_ID, STATE, VALID_FROM, VALID_TO},
};

/// The columns of a place.
pub const FIELDS: &[Field] = &[
    SOURCE_ID,
    CODE,
    NAME.required(),
    STATE,
    REGION_CODE,
    VALID_FROM,
    VALID_TO,
    Field::new("class_code", "类别代码", "Class code", FieldType::Code).required(),
    Field::text("specific", "专名", "Specific").changed_by(ChangedBy::Case),
    Field::text("generic", "通名", "Generic").changed_by(ChangedBy::Case),
    Field::text("pinyin", "罗马字母拼写", "Pinyin").changed_by(ChangedBy::Case),
    Field::text("origin", "来历", "Origin"),
    Field::text("meaning", "含义", "Meaning"),
    Field::text("history", "历史沿革", "History"),
    Field::text("aliases", "别名", "Aliases"),
    Field::text("heritage", "文化遗产", "Heritage"),
];

/// Position of `class_code`.
pub const CLASS_CODE_AT: usize = 7;
/// Position of `pinyin`.
pub const PINYIN_AT: usize = 10;
/// Position of `aliases`: names parted by `|`.
pub const ALIASES_AT: usize = 14;
