//! What addresses are sought with: the register's names, roads to walk along, plates and the places
//! between them.

mod book;
mod find;
mod plates;
mod street;

pub(super) use book::AddressBook;
pub(super) use find::locate;
