//! The papers of a name proposal, printed as they stand: the application from the draft on, approval and
//! announcement once there is an approval. That one was printed is told to the audit log first.

use chrono::NaiveDate;

use crate::{
    documents::{Manuscript, NamePaperOrder, Printed},
    domain::{
        Act, Caller, Case, CaseFile, CaseName, Event, EventAct, Kind, Proposal, Role,
        Subject as Owner, region, road,
    },
    messages::{Lang, say},
    registry::{
        Registry, RegistryError, View,
        cases::{Asking, PrintedSheet},
        local_day,
    },
    snapshot::RowRef,
    text::romanize_as,
};

/// A paper of a name proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamePaper {
    /// The application (申请书).
    Application,
    /// The government's approval (批复); another department prints its own.
    Approval,
    /// The announcement (公告).
    Announcement,
}

impl NamePaper {
    /// Every paper, in the order in which they come to be.
    pub const ALL: [Self; 3] = [Self::Application, Self::Approval, Self::Announcement];

    /// The word in addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::Approval => "approval",
            Self::Announcement => "announcement",
        }
    }

    /// The paper of that word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == word)
    }

    /// What it is called.
    #[must_use]
    pub fn label(self, lang: Lang) -> String {
        say(lang, &format!("paper.name_{}.label", self.as_str()), &[])
    }

    /// The papers that a case has by now.
    #[must_use]
    pub fn of(file: &CaseFile) -> Vec<Self> {
        if !file.case.kind.proposes_name {
            return Vec::new();
        }
        Self::ALL
            .into_iter()
            .filter(|one| one.exists(file))
            .collect()
    }

    fn exists(self, file: &CaseFile) -> bool {
        let was_done = |act: &str| file.events.iter().any(|event| event.act == act);
        match self {
            Self::Application => true,
            Self::Approval => was_done("approve"),
            Self::Announcement => was_done("approve") || was_done("record_approval"),
        }
    }

    /// The day that it bears.
    fn dated(self, file: &CaseFile, today: NaiveDate) -> NaiveDate {
        let done = |acts: &[&str]| {
            let mut events = file.events.iter().rev();
            let last = events.find(|event| acts.contains(&event.act.as_str()));
            last.map(|event| local_day(event.at))
        };
        let day = match self {
            Self::Application => done(&["submit"]),
            Self::Approval => Proposal::of(&file.case.form).approved_on(),
            Self::Announcement => done(&["announce", "announce_filed"]),
        };
        day.unwrap_or(today)
    }
}

impl Registry {
    /// Prints a paper of a name proposal as the caller may see the case.
    ///
    /// # Errors
    /// As [`Registry::case`]; [`RegistryError::NotFound`] for a paper that the case does not have
    /// yet; [`RegistryError::Document`] and its neighbours when it cannot be printed.
    pub async fn print_name_paper(
        &self,
        caller: &Caller,
        name: &CaseName,
        paper: NamePaper,
        lang: Lang,
    ) -> Result<PrintedSheet, RegistryError> {
        let view = self.view()?;
        let asking = Asking::Caller(caller);
        let sheet = self.case(asking, name).await?;
        let file = &sheet.file;
        if !NamePaper::of(file).contains(&paper) {
            return Err(RegistryError::NotFound);
        }
        let enclosures = self.enclosed(caller, file).await?;
        let manuscript = manuscript(
            &view,
            file,
            paper,
            &Printing {
                enclosures: &enclosures,
                today: sheet.today,
                at: self.clock.now(),
                lang,
            },
        );
        let printed: Printed = self.print(manuscript).await?;
        let number = file.case.number.clone();
        let told = Event::about(EventAct::Exported, number.clone())
            .with("paper", paper.as_str())
            .with("pages", printed.pages)
            .with("version", file.case.version);
        let actor = caller
            .acting(Act::ReadCases)
            .ok_or(RegistryError::NotYours)?;
        self.tell(&actor, told).await?;
        Ok(PrintedSheet {
            number: format!("{number}-{}", paper.as_str()),
            printed,
        })
    }

    /// What the application has attached, by name.
    async fn enclosed(
        &self,
        caller: &Caller,
        file: &CaseFile,
    ) -> Result<Vec<String>, RegistryError> {
        let looking: Vec<_> = [Act::ReadOriginals, Act::ReadCases]
            .into_iter()
            .filter_map(|act| caller.acting(act))
            .filter(|actor| actor.role != Role::Public)
            .collect();
        let owner = Owner {
            kind: "case".to_owned(),
            id: file.case.id,
        };
        let named = file.case.form.get("files").and_then(|ids| ids.as_array());
        let is_enclosed = |id: uuid::Uuid| {
            named.is_some_and(|ids| ids.iter().any(|one| *one == id.to_string().as_str()))
        };
        let all = self.attachments_of(&looking, &owner).await?;
        let enclosed = all.into_iter().filter(|one| is_enclosed(one.id));
        Ok(enclosed.map(|one| one.name).collect())
    }
}

struct Printing<'a> {
    enclosures: &'a [String],
    today: NaiveDate,
    at: chrono::DateTime<chrono::Utc>,
    lang: Lang,
}

fn manuscript(
    view: &View,
    file: &CaseFile,
    paper: NamePaper,
    printing: &Printing<'_>,
) -> Manuscript {
    let case = &file.case;
    let chain = view.snapshot.chain(&case.region_code);
    let named = |row: &RowRef<'_>| row.name().map(str::to_owned);
    let regions: Vec<String> = chain.iter().filter_map(named).collect();
    let county = chain
        .iter()
        .find(|row| row.text(region::LEVEL_AT) == Some("county"))
        .and_then(named)
        .unwrap_or_default();
    let row = file
        .subjects
        .first()
        .and_then(|subject| view.snapshot.by_id(subject.kind, subject.id));
    let facts = row.map_or_else(Vec::new, |row| facts(row, printing.lang));
    let pinyin = spelled(case, row);
    let order = NamePaperOrder {
        case,
        regions: &regions,
        county: &county,
        pinyin: &pinyin,
        facts: &facts,
        enclosures: printing.enclosures,
        dated: paper.dated(file, printing.today),
        at: printing.at,
        lang: printing.lang,
    };
    match paper {
        NamePaper::Application => order.application(),
        NamePaper::Approval => order.approval(),
        NamePaper::Announcement => order.announcement(),
    }
}

/// How the name is spelled: as it is proposed, and of a name that is cancelled as the register has it.
pub(super) fn spelled(case: &Case, row: Option<RowRef<'_>>) -> String {
    let proposal = Proposal::of(&case.form);
    let Some(name) = proposal.name() else {
        let at = |row: RowRef<'_>| {
            let at = row
                .kind()
                .fields()
                .iter()
                .position(|f| f.name == "pinyin")?;
            row.text(at).map(str::to_owned)
        };
        return row.and_then(at).unwrap_or_default();
    };
    let settled = proposal
        .reading()
        .and_then(|told| crate::registry::naming::settled_readings(&name, &told).ok())
        .unwrap_or_default();
    romanize_as(&name, proposal.category(), &settled).pinyin
}

/// What is known of a road, each with its label and unit.
pub(super) fn facts(row: RowRef<'_>, lang: Lang) -> Vec<(String, String)> {
    if row.kind() != Kind::Road {
        return Vec::new();
    }
    let label = |at: usize| {
        let field = &row.kind().fields()[at];
        match lang {
            Lang::ZhCn => field.zh,
            Lang::En => field.en,
        }
    };
    let metres = |at: usize, digits: usize| {
        let unit = match lang {
            Lang::ZhCn => " 米",
            Lang::En => " m",
        };
        let metres = row.number(at)?;
        Some((label(at).to_owned(), format!("{metres:.digits$}{unit}")))
    };
    let ends = ["start", "end"].into_iter().filter_map(|field| {
        let at = row
            .kind()
            .fields()
            .iter()
            .position(|one| one.name == field)?;
        Some((label(at).to_owned(), row.text(at)?.to_owned()))
    });
    let width = row
        .number(road::WIDTH_M_AT)
        .map_or(0, |width| usize::from((width - width.round()).abs() > 0.05));
    ends.chain(metres(road::LENGTH_M_AT, 0))
        .chain(metres(road::WIDTH_M_AT, width))
        .collect()
}
