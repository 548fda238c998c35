//! Roads, streets and lanes (街路巷). One without a name is an unnamed road (未命名道路).

use super::{
    ChangedBy, Choice, Field, FieldType,
    shared::{CODE, NAME, REGION_CODE, SOURCE_ID, STATE, VALID_FROM, VALID_TO},
};

/// The classes of a road, widest first.
pub const CLASSES: &[Choice] = &[
    Choice {
        value: "expressway",
        zh: "快速路",
        en: "Expressway",
        aliases: &["高速公路"],
    },
    Choice {
        value: "arterial",
        zh: "主干路",
        en: "Arterial",
        aliases: &["主干道"],
    },
    Choice {
        value: "secondary",
        zh: "次干路",
        en: "Secondary",
        aliases: &["次干道"],
    },
    Choice {
        value: "local",
        zh: "支路",
        en: "Local",
        aliases: &["支道"],
    },
    Choice {
        value: "lane",
        zh: "巷弄",
        en: "Lane",
        aliases: &["街巷", "巷", "弄", "小巷"],
    },
];

/// How a width was measured.
pub const WIDTH_BASES: &[Choice] = &[
    Choice {
        value: "red_line",
        zh: "红线宽度",
        en: "Red line",
        aliases: &["红线", "规划红线"],
    },
    Choice {
        value: "kerb",
        zh: "路缘石间距",
        en: "Kerb to kerb",
        aliases: &["路缘石", "车行道"],
    },
];

/// The columns of a road.
pub const FIELDS: &[Field] = &[
    SOURCE_ID,
    CODE,
    NAME,
    STATE,
    REGION_CODE,
    VALID_FROM,
    VALID_TO,
    Field::text("pinyin", "罗马字母拼写", "Pinyin").changed_by(ChangedBy::Case),
    Field::new("class", "道路等级", "Class", FieldType::Choice(CLASSES)),
    Field::number("width_m", "宽度", "Width", "m"),
    Field::new(
        "width_basis",
        "宽度口径",
        "Width basis",
        FieldType::Choice(WIDTH_BASES),
    ),
    Field::text("start", "起点", "Start"),
    Field::text("end", "止点", "End"),
    Field::number("length_m", "长度", "Length", "m"),
    Field::text("origin", "来历", "Origin"),
    Field::text("meaning", "含义", "Meaning"),
    Field::new("people", "服务人口", "People served", FieldType::Integer),
];

/// Position of `pinyin`.
pub const PINYIN_AT: usize = 7;
/// Position of `class`.
pub const CLASS_AT: usize = 8;
/// Position of `width_m`.
pub const WIDTH_M_AT: usize = 9;
/// Position of `length_m`: the geodesic length of the centre line when the file gives none.
pub const LENGTH_M_AT: usize = 13;
/// Position of `people`: how many live or work along the road, as whoever counted them tells; the
/// register does not count persons.
pub const PEOPLE_AT: usize = 16;
