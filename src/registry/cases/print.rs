//! The case sheet on paper: what whoever prints it sees of the case, its photos and documents. That it
//! was printed is told to the audit log before it is handed out.

use uuid::Uuid;

use super::Asking;
use crate::{
    documents::{CaseSheetOrder, Enclosure, Printed},
    domain::{Act, Actor, Caller, CaseName, Event, EventAct, Subject as Owner, lifecycle::Subject},
    messages::Lang,
    registry::{Registry, RegistryError, Rendition, View},
    snapshot::RowRef,
};

/// The most photos on a sheet; all are in the list of papers.
const MOST_PHOTOS: usize = 24;

/// A printed case sheet.
#[derive(Clone, Debug)]
pub struct PrintedSheet {
    /// The case's number.
    pub number: String,
    /// The PDF.
    pub printed: Printed,
}

impl Registry {
    /// Prints a case sheet as the caller may see the case.
    ///
    /// # Errors
    /// As [`Registry::case`]; [`RegistryError::Document`] and its neighbours when it cannot be printed.
    pub async fn print_case(
        &self,
        caller: &Caller,
        name: &CaseName,
        lang: Lang,
    ) -> Result<PrintedSheet, RegistryError> {
        let view = self.view()?;
        let asking = Asking::Caller(caller);
        let sheet = self.case(asking, name).await?;
        let case = &sheet.file.case;
        let enclosures = self.enclosures(asking, case.id).await?;
        let regions: Vec<String> = view
            .snapshot
            .chain(&case.region_code)
            .iter()
            .filter_map(|row| row.name().map(str::to_owned))
            .collect();
        let subjects: Vec<(Subject, Option<String>)> = sheet
            .file
            .subjects
            .iter()
            .map(|one| (*one, called(&view, *one)))
            .collect();
        let order = CaseSheetOrder {
            file: &sheet.file,
            regions: &regions,
            subjects: &subjects,
            enclosures: &enclosures,
            printed_by: &caller.name,
            at: self.clock.now(),
            today: sheet.today,
            lang,
        };
        let printed = self.print(order.compose()).await?;
        let told = Event::about(EventAct::Exported, case.number.clone())
            .with("paper", "case_sheet")
            .with("pages", printed.pages)
            .with("version", case.version);
        self.tell(&asking.actor(Act::ReadCases)?, told).await?;
        Ok(PrintedSheet {
            number: case.number.clone(),
            printed,
        })
    }

    /// The photos and documents of a case that the caller may see, the photos in small.
    async fn enclosures(
        &self,
        asking: Asking<'_>,
        case: Uuid,
    ) -> Result<Vec<Enclosure>, RegistryError> {
        let looking: Vec<Actor> = [Act::ReadOriginals, Act::ReadCases]
            .into_iter()
            .filter_map(|act| asking.actor(act).ok())
            .collect();
        let owner = Owner {
            kind: "case".to_owned(),
            id: case,
        };
        let mut enclosures = Vec::new();
        let mut photos = 0;
        for attachment in self.attachments_of(&looking, &owner).await? {
            let mut picture = None;
            if attachment.media.is_image() && photos < MOST_PHOTOS {
                photos += 1;
                match self
                    .content(&looking, attachment.id, Rendition::Thumb)
                    .await
                {
                    Ok(thumb) => picture = Some(thumb.bytes.to_vec()),
                    // It stays in the list of papers; the sheet does not wait for it.
                    Err(error) => {
                        tracing::warn!(%error, attachment = %attachment.id, "a picture is not printed");
                    }
                }
            }
            enclosures.push(Enclosure {
                attachment,
                picture,
            });
        }
        Ok(enclosures)
    }
}

/// What a feature is called.
fn called(view: &View, subject: Subject) -> Option<String> {
    let row = view.snapshot.by_id(subject.kind, subject.id);
    row.and_then(RowRef::name).map(str::to_owned)
}
