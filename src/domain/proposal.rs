//! What a name proposal asks for, read from its case's form.

use chrono::NaiveDate;
use serde_json::{Map, Value as Json};

use super::{Kind, Problem, ProblemCode, State};
use crate::text::{Category, normalise};

/// How a proposal changes the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variant {
    /// Something gets its first name (命名).
    Naming,
    /// Something gets another name (更名).
    Renaming,
    /// A name is taken out of use with what bore it (销名).
    Cancellation,
    /// The office names something by itself (依职权命名).
    ExOfficio,
}

/// A proposal.
#[derive(Clone, Copy, Debug)]
pub struct Proposal<'a> {
    form: &'a Map<String, Json>,
}

/// The feature that a proposal is about, as far as the proposal asks.
#[derive(Clone, Copy, Debug)]
pub struct Bearing<'a> {
    /// Its kind.
    pub kind: Kind,
    /// The name that it bears.
    pub name: Option<&'a str>,
    /// Where in its life it is.
    pub state: State,
}

impl Variant {
    /// The word in forms and answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Naming => "naming",
            Self::Renaming => "renaming",
            Self::Cancellation => "cancellation",
            Self::ExOfficio => "ex_officio",
        }
    }

    /// The variant of that word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [
            Self::Naming,
            Self::Renaming,
            Self::Cancellation,
            Self::ExOfficio,
        ]
        .into_iter()
        .find(|one| one.as_str() == word)
    }

    /// Whether something gets a name by it.
    #[must_use]
    pub const fn gives_name(self) -> bool {
        !matches!(self, Self::Cancellation)
    }

    /// Whether what it is about bears a name in force.
    const fn replaces(self) -> bool {
        matches!(self, Self::Renaming | Self::Cancellation)
    }
}

impl<'a> Proposal<'a> {
    /// Reads a form.
    #[must_use]
    pub const fn of(form: &'a Map<String, Json>) -> Self {
        Self { form }
    }

    /// A text of the form.
    #[must_use]
    pub fn text(&self, field: &str) -> Option<&'a str> {
        self.form.get(field).and_then(Json::as_str)
    }

    /// How it changes the register.
    #[must_use]
    pub fn variant(&self) -> Option<Variant> {
        self.text("variant").and_then(Variant::from_word)
    }

    /// The naming category.
    #[must_use]
    pub fn category(&self) -> Option<Category> {
        self.text("category").and_then(|word| word.parse().ok())
    }

    /// The name that is asked for, normalised; none where none is given.
    #[must_use]
    pub fn name(&self) -> Option<String> {
        let gives = self.variant().is_some_and(Variant::gives_name);
        let name = self.text("name").filter(|_| gives).map(normalise);
        name.filter(|name| !name.is_empty())
    }

    /// The reading of each character of the name, where the applicant settles it: syllables with tone
    /// marks, parted by blanks; `-` for a character that has none.
    #[must_use]
    pub fn reading(&self) -> Option<Vec<Option<String>>> {
        let told = self.text("reading")?;
        let one = |word: &str| (word != "-").then(|| word.to_lowercase());
        Some(told.split_whitespace().map(one).collect())
    }

    /// The day of the approval, once it is told.
    #[must_use]
    pub fn approved_on(&self) -> Option<NaiveDate> {
        self.text("approved_on").and_then(|day| day.parse().ok())
    }

    /// What is wrong with asking this for the feature; nothing when it fits.
    #[must_use]
    pub fn problems(&self, bearing: Bearing<'_>) -> Vec<Problem> {
        let mut problems = Vec::new();
        let wrong = |field: &'static str, value: &str, allowed: &str| {
            Problem::new(ProblemCode::WrongValue, field, value).with("allowed", allowed)
        };
        let is_road = bearing.kind == Kind::Road;
        if let Some(category) = self.category()
            && (category == Category::Road) != is_road
        {
            let allowed = if is_road { "road" } else { "≠ road" };
            problems.push(wrong("category", category.as_str(), allowed));
        }
        let in_force = bearing.name.filter(|_| bearing.state.is_published());
        let Some(variant) = self.variant() else {
            return problems;
        };
        if bearing.state == State::Retired {
            problems.push(wrong(
                "subjects",
                State::Retired.as_str(),
                "draft, planned, current",
            ));
        } else if variant.replaces() != in_force.is_some() {
            let allowed = match in_force {
                Some(_) => "renaming, cancellation",
                None => "naming, ex_officio",
            };
            problems.push(wrong("variant", variant.as_str(), allowed));
        } else if let Some(name) = in_force {
            if let Some(former) = self
                .text("former")
                .filter(|former| normalise(former) != name)
            {
                problems.push(wrong("former", former, name));
            }
            if self.name().as_deref() == Some(name) {
                problems.push(wrong("name", name, &format!("≠ {name}")));
            }
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fields(form: &Json, bearing: Bearing<'_>) -> Vec<String> {
        let form = form.as_object().unwrap();
        let problems = Proposal::of(form).problems(bearing);
        problems
            .into_iter()
            .map(|problem| problem.field.into_owned())
            .collect()
    }

    #[test]
    fn a_proposal_fits_what_it_is_about_or_says_what_does_not() {
        let unnamed = Bearing {
            kind: Kind::Road,
            name: None,
            state: State::Current,
        };
        let named = Bearing {
            name: Some("艇湖路"),
            ..unnamed
        };
        let naming = json!({ "variant": "naming", "category": "road", "name": "长乐路" });
        assert!(fields(&naming, unnamed).is_empty());
        assert_eq!(fields(&naming, named), ["variant"]);
        let drafted = Bearing {
            state: State::Draft,
            ..named
        };
        assert!(
            fields(&naming, drafted).is_empty(),
            "a draft's name is none yet"
        );
        let gone = Bearing {
            state: State::Retired,
            ..named
        };
        assert_eq!(fields(&naming, gone), ["subjects"]);

        let renaming = json!({
            "variant": "renaming", "category": "road", "name": "艇湖路", "former": "亭湖路",
        });
        assert_eq!(fields(&renaming, named), ["former", "name"]);
        assert_eq!(fields(&renaming, unnamed), ["variant"]);
        let estate = json!({ "variant": "cancellation", "category": "residential" });
        assert_eq!(fields(&estate, named), ["category"]);
    }

    #[test]
    fn a_cancellation_gives_no_name_and_readings_are_one_a_character() {
        let form = json!({ "variant": "cancellation", "name": "长乐路", "reading": "Cháng - lù" });
        let proposal = Proposal::of(form.as_object().unwrap());
        assert_eq!(proposal.name(), None);
        let told = |word: &str| Some(word.to_owned());
        assert_eq!(
            proposal.reading(),
            Some(vec![told("cháng"), None, told("lù")])
        );
    }
}
