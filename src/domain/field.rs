//! A field, stated once: import columns, forms, queryables, exports and the docs table derive from it.

/// One value of a closed list.
#[derive(Debug, PartialEq, Eq)]
pub struct Choice {
    /// The stored word.
    pub value: &'static str,
    /// The Chinese term, accepted on import too.
    pub zh: &'static str,
    /// The English term.
    pub en: &'static str,
    /// Other words accepted on import.
    pub aliases: &'static [&'static str],
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// Free text, trimmed, never empty.
    Text,
    /// An official code: letters, digits, `-` and `|`.
    Code,
    /// A whole number.
    Integer,
    /// A finite number.
    Number,
    /// A calendar date.
    Date,
    /// One of a closed list.
    Choice(&'static [Choice]),
}

/// Who may see a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// Everyone.
    Public,
    /// Only roles that may see exact or personal data.
    Restricted,
}

/// By what act a field changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangedBy {
    /// A clerk's edit.
    Edit,
    /// A survey record.
    Survey,
    /// The closing act of a case.
    Case,
}

impl ChangedBy {
    /// The word in answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Edit => "edit",
            Self::Survey => "survey",
            Self::Case => "case",
        }
    }
}

/// A field of a kind.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The column's and property's name.
    pub name: &'static str,
    /// The Chinese label.
    pub zh: &'static str,
    /// The English label.
    pub en: &'static str,
    /// What it holds.
    pub field_type: FieldType,
    /// The unit of a number.
    pub unit: Option<&'static str>,
    /// Whether a feature must have it.
    pub required: bool,
    /// Who may see it.
    pub visibility: Visibility,
    /// By what it changes.
    pub changed_by: ChangedBy,
    /// The product version that brought it.
    pub since: &'static str,
}

impl Field {
    /// An optional public field, changed by an edit, there since 0.1.
    #[must_use]
    pub const fn new(
        name: &'static str,
        zh: &'static str,
        en: &'static str,
        field_type: FieldType,
    ) -> Self {
        Self {
            name,
            zh,
            en,
            field_type,
            unit: None,
            required: false,
            visibility: Visibility::Public,
            changed_by: ChangedBy::Edit,
            since: "0.1",
        }
    }

    /// A text field.
    #[must_use]
    pub const fn text(name: &'static str, zh: &'static str, en: &'static str) -> Self {
        Self::new(name, zh, en, FieldType::Text)
    }

    /// A number with its unit.
    #[must_use]
    pub const fn number(
        name: &'static str,
        zh: &'static str,
        en: &'static str,
        unit: &'static str,
    ) -> Self {
        let mut field = Self::new(name, zh, en, FieldType::Number);
        field.unit = Some(unit);
        field
    }

    /// The same field, required.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The same field, hidden from the public.
    #[must_use]
    pub const fn restricted(mut self) -> Self {
        self.visibility = Visibility::Restricted;
        self
    }

    /// The same field, changed only by what is named.
    #[must_use]
    pub const fn changed_by(mut self, by: ChangedBy) -> Self {
        self.changed_by = by;
        self
    }
}

/// The fields that every kind begins with, and where they stand in [`super::Kind::fields`].
pub mod shared {
    use super::{super::state, ChangedBy, Field, FieldType};

    /// Position of `source_id`.
    pub const SOURCE_ID_AT: usize = 0;
    /// Position of `code`.
    pub const CODE_AT: usize = 1;
    /// Position of `name`.
    pub const NAME_AT: usize = 2;
    /// Position of `state`.
    pub const STATE_AT: usize = 3;
    /// Position of `region_code`.
    pub const REGION_CODE_AT: usize = 4;
    /// Position of `valid_from`.
    pub const VALID_FROM_AT: usize = 5;
    /// Position of `valid_to`.
    pub const VALID_TO_AT: usize = 6;
    /// How many fields are shared; a kind's own begin here.
    pub const COUNT: usize = 7;

    /// The data owner's identifier, unique per kind and source.
    pub const SOURCE_ID: Field = Field::text("source_id", "来源编号", "Source id");
    /// The official code (代码).
    pub const CODE: Field = Field::new("code", "代码", "Code", FieldType::Code);
    /// The standard name (标准名称); a copy of the standard name record.
    pub const NAME: Field = Field::text("name", "标准名称", "Name").changed_by(ChangedBy::Case);
    /// Where in its life the feature is.
    pub const STATE: Field =
        Field::new("state", "状态", "State", FieldType::Choice(state::CHOICES));
    /// The smallest administrative region that holds the feature whole (所属政区).
    pub const REGION_CODE: Field = Field::new("region_code", "所属政区", "Region", FieldType::Code);
    /// First day in force.
    pub const VALID_FROM: Field =
        Field::new("valid_from", "启用日期", "Valid from", FieldType::Date);
    /// Last day in force.
    pub const VALID_TO: Field = Field::new("valid_to", "废止日期", "Valid to", FieldType::Date);
}
