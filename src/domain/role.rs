//! Who may do what: the one table of role × act. Handlers, the registry and the case engine only ask
//! it; row-level security holds the region's boundary a second time (`migrations/0006_people.sql`).

use std::{fmt, str::FromStr};

use super::Kind;

/// A role, held within a region and everything below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Role {
    /// Anybody, without signing in (公众).
    Public,
    /// A programme that takes data in bulk (数据使用单位).
    Provider,
    /// Goes out and measures; has tasks of its own (外业).
    Surveyor,
    /// Drafts, edits and opens cases (经办).
    Clerk,
    /// Gives opinions on what is assigned to it (专家).
    Expert,
    /// Sits, votes and decides on names (地名委员会).
    Committee,
    /// Approves and signs (批准).
    Approver,
    /// Keeps the plots and burials of its cemeteries (公墓管理).
    CemeteryManager,
    /// Reads everything but persons, and the audit log (审计).
    Auditor,
    /// Keeps accounts, keys and settings; takes no business decision (系统管理).
    Admin,
    /// Works at the machine itself, or bears the configured token while no administrator exists
    /// (运维). It is never granted.
    Operator,
}

/// Everything that somebody may be allowed to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Act {
    /// Read what is published, the change feed included.
    ReadPublished,
    /// Report a wrong, missing or damaged sign, plate or marker.
    ReportFault,
    /// Comment on a notice.
    CommentOnNotice,
    /// Acknowledge changes of the feed; take in bulk.
    AcknowledgeFeed,
    /// Read drafts and restricted fields of regions, places, roads and doorplates.
    ReadDrafts,
    /// Read exact positions of boundary lines and markers, and their restricted fields.
    ReadExact,
    /// Read restricted fields of cemeteries and plots, occupancy foremost.
    ReadGraves,
    /// Read persons: applicants, buried, kin, custodians.
    ReadPersonal,
    /// Register a feature or change it while it stays a draft.
    Draft,
    /// Change regions, places, roads and doorplates.
    EditNames,
    /// Change boundary lines and markers.
    EditBoundaries,
    /// Change cemeteries and plots.
    EditCemeteries,
    /// Give a feature a published state, or take it out of use.
    Publish,
    /// Load a file into the register.
    Import,
    /// Read the reports of imports.
    ReadImports,
    /// Take features out exactly, restricted fields included.
    Export,
    /// Read cases.
    ReadCases,
    /// Open a case.
    OpenCase,
    /// Move a case on; its kind's table says further which role may which act.
    ActOnCase,
    /// Give a case to somebody.
    AssignCase,
    /// Comment on a case.
    CommentOnCase,
    /// Add papers and photos to a case or feature.
    Upload,
    /// Read attachments as they were handed in, metadata included.
    ReadOriginals,
    /// Work on field tasks of one's own.
    WorkOnTasks,
    /// Give an expert's opinion.
    GiveOpinion,
    /// Call, lead and close a sitting.
    HoldSitting,
    /// Vote in a sitting.
    Vote,
    /// Decide on a name.
    Decide,
    /// Overrule a finding to judge about a name, with a written reason.
    Overrule,
    /// Approve what was decided.
    Approve,
    /// Sign a paper.
    Sign,
    /// Hold, sell, transfer and give back plots.
    ManagePlots,
    /// Record burials and kin.
    RecordBurials,
    /// Make, lock and change accounts and what they are granted.
    ManageAccounts,
    /// Make and revoke keys for machines.
    ManageKeys,
    /// Change settings, declare a source authoritative.
    ChangeSettings,
    /// Read the audit log.
    ReadAudit,
    /// Read the service's metrics.
    ReadMetrics,
}

/// A word that names no role or act.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is unknown")]
pub struct UnknownWord(pub String);

impl Role {
    /// Every role.
    pub const ALL: [Self; 11] = [
        Self::Public,
        Self::Provider,
        Self::Surveyor,
        Self::Clerk,
        Self::Expert,
        Self::Committee,
        Self::Approver,
        Self::CemeteryManager,
        Self::Auditor,
        Self::Admin,
        Self::Operator,
    ];

    /// What an account can be granted.
    #[must_use]
    pub const fn is_grantable(self) -> bool {
        !matches!(self, Self::Public | Self::Operator)
    }

    /// Whether the role may do that, within its region where the act concerns one.
    #[must_use]
    pub fn may(self, act: Act) -> bool {
        let allowed = act.allowed();
        allowed.contains(&Self::Public) || allowed.contains(&self)
    }

    /// The word used in commands, tables and answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Provider => "provider",
            Self::Surveyor => "surveyor",
            Self::Clerk => "clerk",
            Self::Expert => "expert",
            Self::Committee => "committee",
            Self::Approver => "approver",
            Self::CemeteryManager => "cemetery_manager",
            Self::Auditor => "auditor",
            Self::Admin => "admin",
            Self::Operator => "operator",
        }
    }

    /// The role's name in Chinese and in English.
    #[must_use]
    pub const fn labels(self) -> (&'static str, &'static str) {
        match self {
            Self::Public => ("公众", "Public"),
            Self::Provider => ("数据使用单位", "Data user"),
            Self::Surveyor => ("外业人员", "Surveyor"),
            Self::Clerk => ("经办人", "Clerk"),
            Self::Expert => ("专家", "Expert"),
            Self::Committee => ("地名委员会", "Names committee"),
            Self::Approver => ("批准人", "Approver"),
            Self::CemeteryManager => ("公墓管理员", "Cemetery manager"),
            Self::Auditor => ("审计员", "Auditor"),
            Self::Admin => ("系统管理员", "Administrator"),
            Self::Operator => ("运维人员", "Operator"),
        }
    }
}

impl Act {
    /// Every act.
    pub const ALL: [Self; 38] = [
        Self::ReadPublished,
        Self::ReportFault,
        Self::CommentOnNotice,
        Self::AcknowledgeFeed,
        Self::ReadDrafts,
        Self::ReadExact,
        Self::ReadGraves,
        Self::ReadPersonal,
        Self::Draft,
        Self::EditNames,
        Self::EditBoundaries,
        Self::EditCemeteries,
        Self::Publish,
        Self::Import,
        Self::ReadImports,
        Self::Export,
        Self::ReadCases,
        Self::OpenCase,
        Self::ActOnCase,
        Self::AssignCase,
        Self::CommentOnCase,
        Self::Upload,
        Self::ReadOriginals,
        Self::WorkOnTasks,
        Self::GiveOpinion,
        Self::HoldSitting,
        Self::Vote,
        Self::Decide,
        Self::Overrule,
        Self::Approve,
        Self::Sign,
        Self::ManagePlots,
        Self::RecordBurials,
        Self::ManageAccounts,
        Self::ManageKeys,
        Self::ChangeSettings,
        Self::ReadAudit,
        Self::ReadMetrics,
    ];

    /// The roles that may do it; `Public` among them means everybody.
    #[must_use]
    pub const fn allowed(self) -> &'static [Role] {
        use Role::{
            Admin, Approver, Auditor, CemeteryManager, Clerk, Committee, Expert, Operator,
            Provider, Public, Surveyor,
        };
        match self {
            Self::ReadPublished | Self::ReportFault | Self::CommentOnNotice => &[Public],
            Self::AcknowledgeFeed => &[Provider, Operator],
            Self::ReadDrafts => &[Clerk, Expert, Committee, Approver, Auditor, Operator],
            Self::ReadExact => &[Surveyor, Clerk, Approver, Auditor, Operator],
            Self::ReadGraves => &[Clerk, Approver, CemeteryManager, Auditor, Operator],
            Self::ReadPersonal => &[Clerk, Approver, CemeteryManager],
            Self::Draft | Self::EditCemeteries | Self::Publish => {
                &[Clerk, Approver, CemeteryManager, Operator]
            }
            Self::EditNames | Self::EditBoundaries | Self::AssignCase => {
                &[Clerk, Approver, Operator]
            }
            Self::Import => &[Clerk, Operator],
            Self::ReadImports => &[Clerk, Approver, Auditor, Admin, Operator],
            Self::Export => &[Clerk, Approver, Auditor, Operator],
            Self::ReadCases => &[
                Surveyor,
                Clerk,
                Expert,
                Committee,
                Approver,
                CemeteryManager,
                Auditor,
                Operator,
            ],
            Self::OpenCase | Self::ReadOriginals => {
                &[Surveyor, Clerk, Approver, CemeteryManager, Operator]
            }
            Self::ActOnCase | Self::CommentOnCase | Self::Upload => &[
                Surveyor,
                Clerk,
                Expert,
                Committee,
                Approver,
                CemeteryManager,
                Operator,
            ],
            Self::WorkOnTasks => &[Surveyor, Clerk],
            Self::GiveOpinion => &[Expert],
            Self::HoldSitting | Self::Vote | Self::Decide => &[Committee],
            Self::Overrule => &[Committee, Approver],
            Self::Approve | Self::Sign => &[Approver],
            Self::ManagePlots | Self::RecordBurials => &[CemeteryManager],
            Self::ManageAccounts | Self::ManageKeys | Self::ChangeSettings => &[Admin],
            Self::ReadAudit => &[Auditor, Admin],
            Self::ReadMetrics => &[Auditor, Admin, Operator],
        }
    }

    /// What shows a kind whole: drafts, restricted fields and exact geometry.
    #[must_use]
    pub const fn reading(kind: Kind) -> Self {
        match kind {
            Kind::Region | Kind::Place | Kind::Road | Kind::Doorplate => Self::ReadDrafts,
            Kind::BoundaryLine | Kind::BoundaryMarker => Self::ReadExact,
            Kind::Cemetery | Kind::Plot => Self::ReadGraves,
        }
    }

    /// What changes a kind.
    #[must_use]
    pub const fn editing(kind: Kind) -> Self {
        match kind {
            Kind::Region | Kind::Place | Kind::Road | Kind::Doorplate => Self::EditNames,
            Kind::BoundaryLine | Kind::BoundaryMarker => Self::EditBoundaries,
            Kind::Cemetery | Kind::Plot => Self::EditCemeteries,
        }
    }

    /// The word used in answers and in the audit log.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ReadPublished => "read_published",
            Self::ReportFault => "report_fault",
            Self::CommentOnNotice => "comment_on_notice",
            Self::AcknowledgeFeed => "acknowledge_feed",
            Self::ReadDrafts => "read_drafts",
            Self::ReadExact => "read_exact",
            Self::ReadGraves => "read_graves",
            Self::ReadPersonal => "read_personal",
            Self::Draft => "draft",
            Self::EditNames => "edit_names",
            Self::EditBoundaries => "edit_boundaries",
            Self::EditCemeteries => "edit_cemeteries",
            Self::Publish => "publish",
            Self::Import => "import",
            Self::ReadImports => "read_imports",
            Self::Export => "export",
            Self::ReadCases => "read_cases",
            Self::OpenCase => "open_case",
            Self::ActOnCase => "act_on_case",
            Self::AssignCase => "assign_case",
            Self::CommentOnCase => "comment_on_case",
            Self::Upload => "upload",
            Self::ReadOriginals => "read_originals",
            Self::WorkOnTasks => "work_on_tasks",
            Self::GiveOpinion => "give_opinion",
            Self::HoldSitting => "hold_sitting",
            Self::Vote => "vote",
            Self::Decide => "decide",
            Self::Overrule => "overrule",
            Self::Approve => "approve",
            Self::Sign => "sign",
            Self::ManagePlots => "manage_plots",
            Self::RecordBurials => "record_burials",
            Self::ManageAccounts => "manage_accounts",
            Self::ManageKeys => "manage_keys",
            Self::ChangeSettings => "change_settings",
            Self::ReadAudit => "read_audit",
            Self::ReadMetrics => "read_metrics",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == word)
            .ok_or_else(|| UnknownWord(word.to_owned()))
    }
}

impl FromStr for Act {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|act| act.as_str() == word)
            .ok_or_else(|| UnknownWord(word.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_name_what_they_name() {
        for role in Role::ALL {
            assert_eq!(role.as_str().parse(), Ok(role));
        }
        for (nth, act) in Act::ALL.into_iter().enumerate() {
            assert_eq!(act.as_str().parse(), Ok(act));
            assert_eq!(act as usize, nth, "{act}");
        }
    }

    #[test]
    fn the_public_reads_what_is_published_and_changes_nothing() {
        let may: Vec<Act> = Act::ALL
            .into_iter()
            .filter(|act| Role::Public.may(*act))
            .collect();
        assert_eq!(
            may,
            [Act::ReadPublished, Act::ReportFault, Act::CommentOnNotice]
        );
    }

    #[test]
    fn an_administrator_takes_no_business_decision_and_nobody_else_keeps_accounts() {
        for act in [
            Act::Decide,
            Act::Approve,
            Act::Sign,
            Act::Publish,
            Act::Vote,
        ] {
            assert!(!Role::Admin.may(act), "{act}");
        }
        for role in Role::ALL {
            assert_eq!(role.may(Act::ManageAccounts), role == Role::Admin, "{role}");
        }
    }

    #[test]
    fn an_auditor_reads_everything_but_persons() {
        for kind in Kind::ALL {
            assert!(Role::Auditor.may(Act::reading(kind)), "{kind}");
            assert!(!Role::Auditor.may(Act::editing(kind)), "{kind}");
        }
        assert!(!Role::Auditor.may(Act::ReadPersonal));
    }

    #[test]
    fn whoever_edits_a_kind_sees_it_whole() {
        for kind in Kind::ALL {
            for role in Role::ALL {
                assert!(
                    !role.may(Act::editing(kind)) || role.may(Act::reading(kind)),
                    "{role} {kind}"
                );
            }
        }
    }
}
