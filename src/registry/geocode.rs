//! Addresses: taken apart with the register's names, and found in the register.

use std::sync::Arc;

use super::{
    Registry, RegistryError, View,
    address::{AddressBook, locate},
};
use crate::{
    address,
    domain::{Kind, LocatedAddress, ParsedAddress},
};

/// Takes an address apart without any register.
#[must_use]
pub fn parse_alone(text: &str) -> ParsedAddress {
    address::parse(text, None)
}

impl Registry {
    /// Takes addresses apart with the names of the register as this process shows it.
    ///
    /// # Errors
    /// [`RegistryError::NotReady`] until it is loaded.
    pub fn parse_addresses(&self, texts: &[String]) -> Result<Vec<ParsedAddress>, RegistryError> {
        let book = self.address_book(&*self.view()?);
        Ok(texts.iter().map(|text| book.parse(text)).collect())
    }

    /// Finds addresses in the register as this process shows it.
    ///
    /// # Errors
    /// [`RegistryError::NotReady`] until it is loaded.
    pub fn geocode(&self, texts: &[String]) -> Result<Vec<LocatedAddress>, RegistryError> {
        let view = self.view()?;
        let book = self.address_book(&view);
        Ok(texts
            .iter()
            .map(|text| locate(&view, &book, text))
            .collect())
    }

    /// The same in a process that serves nothing: with a look at the register of its own.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn parse_addresses_once(
        &self,
        texts: &[String],
    ) -> Result<Vec<ParsedAddress>, RegistryError> {
        let view = self
            .gather(&[Kind::Region, Kind::Place, Kind::Road])
            .await?;
        let book = AddressBook::of(&view.snapshot);
        Ok(texts.iter().map(|text| book.parse(text)).collect())
    }

    /// As [`Registry::geocode`], with a look at the register of its own.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn geocode_once(
        &self,
        texts: &[String],
    ) -> Result<Vec<LocatedAddress>, RegistryError> {
        let view = self
            .gather(&[Kind::Region, Kind::Place, Kind::Road, Kind::Doorplate])
            .await?;
        let book = AddressBook::of(&view.snapshot);
        Ok(texts
            .iter()
            .map(|text| locate(&view, &book, text))
            .collect())
    }

    /// The book of names of a view; the last one while no name has changed.
    fn address_book(&self, view: &View) -> Arc<AddressBook> {
        let last = self.address_book.load_full();
        if let Some(book) = last.filter(|book| book.is_of(&view.snapshot)) {
            return book;
        }
        let book = Arc::new(AddressBook::of(&view.snapshot));
        self.address_book.store(Some(Arc::clone(&book)));
        book
    }
}
