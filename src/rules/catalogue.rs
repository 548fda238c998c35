//! The catalogue of naming rules, and the door to the rule book.
//!
//! Adding a rule: a file under `name/`, a line here, its words in `messages/*/rules.toml`, its
//! examples in `fixtures/rules/<code>.csv`, its severity and article in the national pack.

use super::{
    Book, OwnFiles, PackError, Rule, markdown,
    name::{
        applicant, attachments, borrowed_generic, brand, cancelled_name, controlled_term,
        derived_name, dialect_sound, facility_place, famous_feature, far_division, figure,
        foreign_word, function_word, grand_word, leader, length, letter, look_alike, meaning,
        missing_generic, named_division, named_road, near_name, numeral, odd_word, ordinal_only,
        person, protected_name, reserved_name, reversed_name, same_name, same_sound,
        stacked_generic, symbol, third_level_character, threshold, traditional_character,
        transliteration, unlisted_character,
    },
};
use crate::messages::Lang;

/// Every rule, in the order in which findings of one weight are told.
pub static RULES: [Rule; 40] = [
    leader::RULE,
    letter::RULE,
    figure::RULE,
    symbol::RULE,
    traditional_character::RULE,
    unlisted_character::RULE,
    numeral::RULE,
    foreign_word::RULE,
    transliteration::RULE,
    grand_word::RULE,
    odd_word::RULE,
    same_name::RULE,
    same_sound::RULE,
    near_name::RULE,
    look_alike::RULE,
    reversed_name::RULE,
    dialect_sound::RULE,
    missing_generic::RULE,
    stacked_generic::RULE,
    function_word::RULE,
    threshold::RULE,
    borrowed_generic::RULE,
    controlled_term::RULE,
    named_division::RULE,
    far_division::RULE,
    named_road::RULE,
    famous_feature::RULE,
    facility_place::RULE,
    derived_name::RULE,
    protected_name::RULE,
    ordinal_only::RULE,
    length::RULE,
    person::RULE,
    brand::RULE,
    applicant::RULE,
    reserved_name::RULE,
    cancelled_name::RULE,
    meaning::RULE,
    attachments::RULE,
    third_level_character::RULE,
];

/// Opens the rule book with the product's packs and lists and the bureau's own.
///
/// # Errors
/// [`PackError`] naming file and key of whatever is empty, broken or missing; the start ends there.
pub fn open(own: &OwnFiles) -> Result<Book, PackError> {
    Book::open(&RULES, own)
}

/// The rule book as a page: every rule with its article, examples and what the packs say of it.
#[must_use]
pub fn markdown(book: &Book, lang: Lang) -> String {
    markdown::write(book, lang)
}
