//! The catalogue of naming rules, and the door to the rule book.
//!
//! Adding a rule: a file under `name/`, a line here, its words in `messages/*/rules.toml`, its
//! examples in `fixtures/rules/<code>.csv`, its severity and article in the national pack.

use super::{
    Book, OwnFiles, PackError, Rule, markdown,
    name::{
        applicant, brand, controlled_term, figure, foreign_word, grand_word, leader, length,
        letter, missing_generic, named_division, near_name, numeral, odd_word, ordinal_only,
        person, reserved_name, same_name, same_sound, stacked_generic, symbol,
        third_level_character, threshold, traditional_character, transliteration,
        unlisted_character,
    },
};
use crate::messages::Lang;

/// Every rule, in the order in which findings of one weight are told.
pub static RULES: [Rule; 26] = [
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
    missing_generic::RULE,
    stacked_generic::RULE,
    threshold::RULE,
    controlled_term::RULE,
    named_division::RULE,
    ordinal_only::RULE,
    length::RULE,
    person::RULE,
    brand::RULE,
    applicant::RULE,
    reserved_name::RULE,
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
