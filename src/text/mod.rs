//! How names are written and read: normal forms, characters, parts of a name, readings,
//! romanization, numerals and sounds.

mod characters;
mod generic;
mod minority;
mod name;
mod normal;
mod numeral;
mod reading;
mod romanize;
mod sound;
mod syllable;
mod table;
mod words;

pub use characters::{CharacterClass, classify, is_han, level, standard_form, to_standard};
pub use generic::{Category, Term, UnknownCategory, known_category, term, terms};
pub use minority::{MinoritySpelling, minority_spelling};
pub use name::{Split, split};
pub use normal::{control_character, normalise, search_key};
pub use numeral::{Member, digits, is_numeral, number, sequence_family, to_chinese, with_figures};
pub use reading::{Read, ReadingSource, all_readings, readings};
pub use romanize::{Romanized, romanize, romanize_as};
pub use sound::{Sounds, fold_pinyin, initials, pinyin_key, pinyin_keys, sounds};
pub use syllable::{NoSyllable, Syllable};
