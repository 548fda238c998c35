//! What a template can reach: the templates, the fonts, its data and the day. Neither other files nor
//! packages, because there is no way from here to any.

use chrono::{Datelike as _, Timelike as _};
use typst::{
    Library, LibraryExt as _, World,
    diag::{FileError, FileResult, PackageError},
    foundations::{Bytes, Datetime, Duration},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};

use super::{
    fonts::Fonts,
    manuscript::{Manuscript, local},
    templates::Templates,
    value::inputs,
};

/// The desk at which one paper is set.
pub(super) struct Desk<'a> {
    library: LazyHash<Library>,
    fonts: &'a Fonts,
    templates: &'a Templates,
    main: FileId,
    today: Option<Datetime>,
}

impl<'a> Desk<'a> {
    /// `None` when the paper's name is no name of a file.
    pub(super) fn lay(
        manuscript: &Manuscript,
        fonts: &'a Fonts,
        templates: &'a Templates,
    ) -> Option<Self> {
        let path = VirtualPath::new(format!("/{}.typ", manuscript.paper.name)).ok()?;
        let library = Library::builder()
            .with_inputs(inputs(manuscript, fonts))
            .build();
        Some(Self {
            library: LazyHash::new(library),
            fonts,
            templates,
            main: FileId::new(RootedPath::new(VirtualRoot::Project, path)),
            today: moment(manuscript),
        })
    }

    /// A file's name as a bureau knows it.
    pub(super) fn told(&self, id: FileId) -> String {
        let name = id.vpath().get_without_slash();
        self.templates
            .get(name)
            .map_or_else(|| name.to_owned(), |template| template.told.clone())
    }

    fn bytes(&self, id: FileId) -> FileResult<&'a [u8]> {
        match id.root() {
            VirtualRoot::Project => {}
            VirtualRoot::Package(package) => {
                return Err(FileError::Package(PackageError::NotFound(package.clone())));
            }
        }
        let name = id.vpath().get_without_slash();
        self.templates
            .get(name)
            .map(|template| template.bytes.as_slice())
            .ok_or_else(|| FileError::NotFound(name.into()))
    }
}

/// The moment of printing, as the bureau's clock shows it.
pub(super) fn moment(manuscript: &Manuscript) -> Option<Datetime> {
    let at = local(manuscript.at);
    let number = |value: u32| u8::try_from(value).ok();
    Datetime::from_ymd_hms(
        at.year(),
        number(at.month())?,
        number(at.day())?,
        number(at.hour())?,
        number(at.minute())?,
        number(at.second())?,
    )
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let text = std::str::from_utf8(self.bytes(id)?).map_err(|_| FileError::NotSource)?;
        Ok(Source::new(id, text.to_owned()))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        Ok(Bytes::new(self.bytes(id)?.to_vec()))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.fonts.get(index).cloned()
    }

    /// The day on which the paper is printed, whatever the machine's clock shows meanwhile.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        self.today
    }
}
