//! Names on public notice (公示): what everybody sees of a proposal, what anybody says to it, what the
//! office answers. No account is asked for, and nobody is named.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value as Json};
use subtle::ConstantTimeEq as _;

use super::paper::{facts, spelled};
use crate::{
    domain::{
        Act, Caller, Case, CaseFile, CaseName, EVERYWHERE, Event, EventAct, NoticeComment,
        NoticePeriod, NoticeReply, NoticeStance, Problem, ProblemCode,
        lifecycle::{Subject, catalogue::PROPOSALS},
    },
    geo::Geometry,
    messages::Lang,
    registry::{
        Registry, RegistryError, View,
        cases::{Asking, follow_code, hashed, outsider, whole_text},
        local_day, mint,
    },
    snapshot::RowRef,
    store::{Commit, CommitNote, NewComment},
};

/// The state in which a case is on notice, and the deadline and act that say for how long.
const STATE: &str = "notice";
const OPENED_BY: &str = "open_notice";

/// The longest comment and the longest answer, in characters.
const LONGEST: usize = 1_000;

/// The most notices in a list.
const MOST: i64 = 200;

/// A name on notice, or one that was.
#[derive(Clone, Debug)]
pub struct Notice {
    /// The case; what of its form is told is the door's to choose.
    pub case: Case,
    /// From when until when.
    pub period: NoticePeriod,
    /// The names of its region and those above it, the highest first.
    pub regions: Vec<String>,
    /// How the name is spelled.
    pub pinyin: String,
    /// What is known of the feature, each with its label.
    pub facts: Vec<(String, String)>,
    /// Where it is.
    pub geometry: Option<Geometry>,
    /// What was said to it and is answered and shown, the oldest first.
    pub comments: Vec<NoticeComment>,
    /// How many comments came.
    pub received: usize,
}

/// A comment that was taken.
#[derive(Clone, Debug)]
pub struct TakenComment {
    /// Its number.
    pub receipt: String,
    /// By what whoever made it reads the answer.
    pub follow_code: String,
    /// Whether the same request had made it before.
    pub repeated: bool,
}

/// A comment that somebody makes.
#[derive(Clone, Debug)]
pub struct CommentOrder {
    /// What it wants.
    pub stance: NoticeStance,
    /// What it says.
    pub body: String,
    /// What tells this request from any other.
    pub request_key: Option<String>,
}

impl Registry {
    /// The names that are on notice now, in a region and below when one is told, the latest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn notices(
        &self,
        region: Option<&str>,
        lang: Lang,
    ) -> Result<Vec<Notice>, RegistryError> {
        let view = self.view()?;
        let today = self.clock.today();
        let intake = outsider(EVERYWHERE);
        let cases = self.store.cases_on_notice(&intake, STATE, MOST).await?;
        let is_there =
            |case: &Case| region.is_none_or(|code| view.snapshot.is_below(&case.region_code, code));
        Ok(cases
            .into_iter()
            .filter(|one| is_there(&one.case))
            .map(|one| {
                let period = NoticePeriod {
                    from: one.from,
                    until: one.until,
                    open: today <= one.until,
                };
                shown(&view, one.case, one.subject, (period, Vec::new()), lang)
            })
            .collect())
    }

    /// A name that is or was on notice, by its case's number.
    ///
    /// # Errors
    /// [`RegistryError::NotFound`] when there is none of that number.
    pub async fn notice(&self, number: &str, lang: Lang) -> Result<Notice, RegistryError> {
        let view = self.view()?;
        let name = CaseName::Number(number.to_owned());
        let intake = outsider(EVERYWHERE);
        let file = self.store.case_file(&intake, &name).await?;
        let comments = self.store.notice_comments(&intake, file.case.id).await?;
        self.noticed(&view, file, comments, lang)
            .ok_or(RegistryError::NotFound)
    }

    /// Takes a comment from anybody.
    ///
    /// # Errors
    /// [`RegistryError::NotFound`] when nothing of that number was on notice;
    /// [`RegistryError::NoticeOver`] when it no longer is; [`RegistryError::Refused`] when the comment
    /// is empty, too long or has invisible characters.
    pub async fn comment_on_notice(
        &self,
        caller: &Caller,
        number: &str,
        order: &CommentOrder,
    ) -> Result<TakenComment, RegistryError> {
        let body = checked("body", &order.body)?;
        let notice = self.notice(number, Lang::default()).await?;
        let mut actor = outsider(&notice.case.region_code);
        actor.from.clone_from(&caller.from);
        let at = self.clock.now();
        let mut commit = Commit::begin(&self.store, mint(), at, local_day(at), &actor).await?;
        // The notice may end meanwhile; who comments at the same time gets the next number.
        let case = commit.lock_case(&CaseName::Id(notice.case.id)).await?;
        let request_hash = order.request_key.as_deref().map(hashed);
        if let Some(hash) = &request_hash
            && let Some((id, receipt)) = commit.commented_before(case.id, hash).await?
        {
            return Ok(TakenComment {
                receipt,
                follow_code: follow_code(id, order.request_key.as_deref())?,
                repeated: true,
            });
        }
        if case.state != STATE || !notice.period.open {
            return Err(RegistryError::NoticeOver);
        }
        let id = mint();
        let code = follow_code(id, order.request_key.as_deref())?;
        let receipt = commit
            .comment_on_notice(&NewComment {
                id,
                case: case.id,
                number: &case.number,
                stance: order.stance,
                body,
                follow_hash: &hashed(&code),
                request_hash: request_hash.as_deref(),
            })
            .await?;
        commit.tell(told("comment", &receipt));
        commit.close(CommitNote::by(&actor)).await?;
        Ok(TakenComment {
            receipt,
            follow_code: code,
            repeated: false,
        })
    }

    /// A comment and its answer, by its number and code.
    ///
    /// # Errors
    /// [`RegistryError::NotFound`] when there is none; [`RegistryError::NotYours`] when the code is
    /// wrong.
    pub async fn own_comment(
        &self,
        number: &str,
        receipt: &str,
        code: &str,
    ) -> Result<NoticeComment, RegistryError> {
        let intake = outsider(EVERYWHERE);
        let name = CaseName::Number(number.to_owned());
        let case = self.store.case_file(&intake, &name).await?.case;
        let kept = self.store.comment_follow_hash(&intake, receipt).await?;
        let comments = self.store.notice_comments(&intake, case.id).await?;
        let mut own = comments.into_iter();
        let own = own.find(|one| one.receipt == receipt);
        let (Some(kept), Some(own)) = (kept, own) else {
            return Err(RegistryError::NotFound);
        };
        if bool::from(kept.ct_eq(&hashed(code))) {
            Ok(own)
        } else {
            Err(RegistryError::NotYours)
        }
    }

    /// What the public said to a case, for the office.
    ///
    /// # Errors
    /// As [`Registry::case`].
    pub async fn notice_comments(
        &self,
        caller: &Caller,
        name: &CaseName,
    ) -> Result<(Case, Vec<NoticeComment>), RegistryError> {
        let reader = Asking::Caller(caller).actor(Act::ReadCases)?;
        let case = self.store.case_file(&reader, name).await?.case;
        let comments = self.store.notice_comments(&reader, case.id).await?;
        Ok((case, comments))
    }

    /// Answers a comment, and says whether both are shown on the notice.
    ///
    /// # Errors
    /// [`RegistryError::NotYours`] for whoever gives no cases to people there;
    /// [`RegistryError::NotFound`] when there is no such comment within reach;
    /// [`RegistryError::Refused`] when the answer is empty, too long or has invisible characters.
    pub async fn answer_comment(
        &self,
        caller: &Caller,
        name: &CaseName,
        receipt: &str,
        (text, shown): (&str, bool),
    ) -> Result<Vec<NoticeComment>, RegistryError> {
        let text = checked("reply", text)?.to_owned();
        let view = self.view()?;
        let asking = Asking::Caller(caller);
        let actor = asking.actor(Act::ReadCases)?;
        let at = self.clock.now();
        let mut commit = Commit::begin(&self.store, mint(), at, local_day(at), &actor).await?;
        let case = commit.lock_case(name).await?;
        if asking
            .office_roles(&view, &case.region_code, Act::AssignCase)
            .is_empty()
        {
            return Err(RegistryError::NotYours);
        }
        let reply = NoticeReply {
            text,
            shown,
            at,
            login: caller.login.clone(),
        };
        commit.answer_comment(case.id, receipt, &reply).await?;
        commit.tell(told("answer_comment", receipt));
        commit.close(CommitNote::by(&actor)).await?;
        Ok(self.store.notice_comments(&actor, case.id).await?)
    }

    /// A case as its notice shows it; none when it never was on notice.
    fn noticed(
        &self,
        view: &View,
        file: CaseFile,
        comments: Vec<NoticeComment>,
        lang: Lang,
    ) -> Option<Notice> {
        let period = self.period(&file)?;
        let subject = file.subjects.first().copied();
        Some(shown(view, file.case, subject, (period, comments), lang))
    }

    /// When the case is or was on notice last.
    fn period(&self, file: &CaseFile) -> Option<NoticePeriod> {
        if file.case.kind.name != PROPOSALS.name {
            return None;
        }
        let from: DateTime<Utc> = file
            .events
            .iter()
            .rev()
            .find(|event| event.act == OPENED_BY)
            .map(|event| event.at)?;
        let mut deadlines = file.deadlines.iter().rev();
        let until = deadlines.find(|one| one.name == STATE)?.due_on;
        Some(NoticePeriod {
            from,
            until,
            open: file.case.state == STATE && self.clock.today() <= until,
        })
    }
}

/// A case as its notice shows it.
fn shown(
    view: &View,
    case: Case,
    subject: Option<Subject>,
    (period, comments): (NoticePeriod, Vec<NoticeComment>),
    lang: Lang,
) -> Notice {
    let row = subject.and_then(|one| view.snapshot.by_id(one.kind, one.id));
    let chain = view.snapshot.chain(&case.region_code);
    let received = comments.len();
    let is_shown = |one: &NoticeComment| one.reply.as_ref().is_some_and(|reply| reply.shown);
    Notice {
        period,
        regions: chain
            .iter()
            .filter_map(|row| row.name().map(str::to_owned))
            .collect(),
        pinyin: spelled(&case, row),
        facts: row.map_or_else(Vec::new, |row| facts(row, lang)),
        geometry: row.and_then(RowRef::geometry),
        comments: comments.into_iter().filter(is_shown).collect(),
        received,
        case,
    }
}

/// What the audit log tells of it: that it was, not what it says.
fn told(act: &str, receipt: &str) -> Event {
    Event::about(EventAct::CaseActed, receipt).with("act", act)
}

/// Text within its bounds, without its edges.
fn checked<'a>(field: &'static str, text: &'a str) -> Result<&'a str, RegistryError> {
    match whole_text(field, Some(text), LONGEST)? {
        Some(text) => Ok(text),
        None => Err(RegistryError::Refused(vec![Problem::new(
            ProblemCode::MissingField,
            field,
            "",
        )])),
    }
}

/// The members of a proposal's form that its notice tells.
const TOLD: [&str; 9] = [
    "variant",
    "category",
    "name",
    "former",
    "meaning",
    "origin",
    "reason",
    "location",
    "construction",
];

impl Notice {
    /// What its form tells everybody.
    #[must_use]
    pub fn told(&self) -> Map<String, Json> {
        let members = self.case.form.iter();
        members
            .filter(|(name, _)| TOLD.contains(&name.as_str()))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    }
}
