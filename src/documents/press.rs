//! The press: a manuscript and its template become a PDF that keeps (PDF/A-2b).

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use typst::{World as _, WorldExt as _, diag::SourceDiagnostic, foundations::Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use super::{
    DocumentError,
    fonts::Fonts,
    manuscript::{Manuscript, Printed},
    templates::Templates,
    world::{Desk, moment},
};

/// How many printings the typesetter remembers parts of.
const REMEMBERED: usize = 8;

/// The minutes by which the bureau's clock is ahead of UTC.
const AHEAD_MIN: i32 = 8 * 60;

/// Threads that set pages.
const THREADS: usize = 2;

/// The typesetter goes as deep as a template does: to 80 calls and 72 boxes within each other, which the
/// usual stack does not hold in a build for tests.
const STACK_BYTES: usize = 64 << 20;

/// Prints papers. The fonts are read at the first one, and again until they are there.
#[derive(Debug)]
pub struct Press {
    papers: PathBuf,
    own_fonts: PathBuf,
    ready: Mutex<Option<Arc<Ready>>>,
}

/// What is made once.
#[derive(Debug)]
struct Ready {
    fonts: Fonts,
    threads: rayon::ThreadPool,
}

impl Press {
    /// A press beside a data folder, with templates from its `papers/` and fonts from its `fonts/`.
    #[must_use]
    pub fn beside(data: &Path) -> Self {
        Self {
            papers: data.join("papers"),
            own_fonts: data.join("fonts"),
            ready: Mutex::default(),
        }
    }

    /// Prints. It takes as long as the template wants and has no end of its own: whoever calls bounds
    /// how many run and how long anybody waits.
    ///
    /// # Errors
    /// [`DocumentError`]: no font, or a template that is wrong, with file and line.
    pub fn print(&self, manuscript: &Manuscript) -> Result<Printed, DocumentError> {
        let ready = self.ready()?;
        let templates = Templates::gather(&self.papers)?;
        ready
            .threads
            .install(|| print(manuscript, &ready.fonts, &templates))
    }

    fn ready(&self) -> Result<Arc<Ready>, DocumentError> {
        let mut kept = self.ready.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(ready) = &*kept {
            return Ok(Arc::clone(ready));
        }
        let ready = Arc::new(Ready {
            fonts: Fonts::find(&self.own_fonts)?,
            threads: rayon::ThreadPoolBuilder::new()
                .num_threads(THREADS)
                .stack_size(STACK_BYTES)
                .thread_name(|nth| format!("press-{nth}"))
                .build()
                .map_err(|error| DocumentError::NoThread(error.to_string()))?,
        });
        *kept = Some(Arc::clone(&ready));
        Ok(ready)
    }
}

/// Prints with these fonts and templates.
pub(super) fn print(
    manuscript: &Manuscript,
    fonts: &Fonts,
    templates: &Templates,
) -> Result<Printed, DocumentError> {
    let (document, desk) = set(manuscript, fonts, templates)?;
    let standards = PdfStandards::new(&[PdfStandard::A_2b]).unwrap_or_default();
    let options = PdfOptions {
        ident: Smart::Auto,
        timestamp: moment(manuscript).and_then(|at| Timestamp::new_local(at, AHEAD_MIN)),
        standards,
        ..PdfOptions::default()
    };
    let bytes =
        typst_pdf::pdf(&document, &options).map_err(|errors| wrong(&desk, errors.as_slice()));
    typst::comemo::evict(REMEMBERED);
    Ok(Printed {
        bytes: bytes?,
        pages: document.pages().len(),
    })
}

/// Sets the pages.
pub(super) fn set<'a>(
    manuscript: &Manuscript,
    fonts: &'a Fonts,
    templates: &'a Templates,
) -> Result<(PagedDocument, Desk<'a>), DocumentError> {
    let nameless = || DocumentError::Template {
        file: manuscript.paper.name.to_owned(),
        line: 0,
        reason: "no name of a file".to_owned(),
    };
    let desk = Desk::lay(manuscript, fonts, templates).ok_or_else(nameless)?;
    let set = typst::compile::<PagedDocument>(&desk);
    match set.output {
        Ok(document) => Ok((document, desk)),
        Err(errors) => Err(wrong(&desk, errors.as_slice())),
    }
}

/// The first of the typesetter's complaints.
fn wrong(desk: &Desk<'_>, errors: &[SourceDiagnostic]) -> DocumentError {
    let Some(first) = errors.first() else {
        return DocumentError::Template {
            file: desk.told(desk.main()),
            line: 0,
            reason: String::new(),
        };
    };
    let id = first.span.id().unwrap_or_else(|| desk.main());
    let line = desk
        .range(first.span)
        .zip(desk.source(id).ok())
        .and_then(|(range, source)| source.lines().byte_to_line(range.start))
        .map_or(0, |line| line + 1);
    DocumentError::Template {
        file: desk.told(id),
        line,
        reason: first.message.to_string(),
    }
}
