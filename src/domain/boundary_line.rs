//! Lines between administrative units (行政区域界线).

use super::{
    ChangedBy, Choice, Field, FieldType,
    shared::{CODE, NAME, REGION_CODE, SOURCE_ID, STATE, VALID_FROM, VALID_TO},
};

/// The levels of a line.
pub const LEVELS: &[Choice] = &[
    Choice {
        value: "province",
        zh: "省级界线",
        en: "Province line",
        aliases: &["省级", "省界"],
    },
    Choice {
        value: "city",
        zh: "地级界线",
        en: "City line",
        aliases: &["地级", "市级", "市界"],
    },
    Choice {
        value: "county",
        zh: "县级界线",
        en: "County line",
        aliases: &["县级", "县界"],
    },
    Choice {
        value: "town",
        zh: "乡级界线",
        en: "Town line",
        aliases: &["乡级", "乡界", "乡镇级"],
    },
];

/// The columns of a boundary line.
pub const FIELDS: &[Field] = &[
    SOURCE_ID,
    CODE.required(),
    NAME.required(),
    STATE,
    REGION_CODE,
    VALID_FROM,
    VALID_TO,
    Field::new("level", "级别", "Level", FieldType::Choice(LEVELS)),
    Field::new("left_code", "左侧政区", "Left region", FieldType::Code).required(),
    Field::new("right_code", "右侧政区", "Right region", FieldType::Code).required(),
    Field::text("agreement", "协议书", "Agreement"),
    Field::number("length_m", "长度", "Length", "m").changed_by(ChangedBy::Case),
];

/// Position of `level`.
pub const LEVEL_AT: usize = 7;
/// Position of `left_code`.
pub const LEFT_CODE_AT: usize = 8;
/// Position of `right_code`.
pub const RIGHT_CODE_AT: usize = 9;
/// Position of `length_m`: the geodesic length when the file gives none.
pub const LENGTH_M_AT: usize = 11;
