//! What a case file is made of.

use chrono::{DateTime, Utc};
use domain::agreements::Agreement;
use domain::case_files::{Observed, Working};
use domain::cases::Case;
use domain::event::Fact;
use domain::hand_overs::HandOver;
use domain::individuals::{Record, SectionName};
use domain::kernel::{Day, PersonName, Version};
use domain::referrals::Referral;

use crate::names::StaffName;

/// Whom the file is about, from the record's sections as they were last confirmed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Who {
    /// The sex that the document states.
    pub sex: Option<String>,
    /// The tax code as issued, that holds today.
    pub tax_code: Option<String>,
    /// Telephone numbers, the best first.
    pub phones: Vec<String>,
    /// E-mail addresses, the best first.
    pub emails: Vec<String>,
    /// The certified e-mail address.
    pub certified_email: Option<String>,
    /// Belfiore code of where the person lives today: the residence, else the domicile.
    pub residence_code: Option<String>,
}

impl Who {
    /// Whether the record names a telephone number or an address to write to.
    pub fn is_reachable(&self) -> bool {
        !self.phones.is_empty() || !self.emails.is_empty() || self.certified_email.is_some()
    }
}

/// It leads to a person: it never shows up in a debug print.
impl std::fmt::Debug for Who {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Who(***)")
    }
}

/// A section of the record: where its facts come from and how old they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionStamp {
    /// Which section.
    pub section: String,
    /// Its version.
    pub version: Version,
    /// Where the facts come from.
    pub source: String,
    /// How sure they are.
    pub verification: String,
    /// On which day they were observed.
    pub observed_on: Day,
    /// When they were written down.
    pub recorded_at: DateTime<Utc>,
}

impl SectionStamp {
    /// What the rules about old facts look at.
    pub fn observed(&self) -> Observed {
        Observed {
            section: self.section.clone(),
            on: self.observed_on,
        }
    }
}

/// A fact of the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Happened {
    /// When.
    pub at: DateTime<Utc>,
    /// What kind of thing it is about.
    pub subject: String,
    /// The thing.
    pub subject_id: uuid::Uuid,
    /// Who, when somebody of the staff.
    pub actor: Option<StaffName>,
    /// What happened.
    pub fact: Fact,
}

/// A case with all that belongs on its first page.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseFile {
    /// The case.
    pub case: Case,
    /// Given name.
    pub given_name: PersonName,
    /// Family name.
    pub family_name: PersonName,
    /// The day of birth.
    pub birth_date: Day,
    /// What the record says about the person.
    pub who: Who,
    /// What of the record bears on the work that the person looks for.
    pub working: Working,
    /// The sections of the record, by name.
    pub sections: Vec<SectionStamp>,
    /// The record as rules look at it; none when it is out of reach.
    pub record: Option<Record>,
    /// The sections on which sources disagree.
    pub contradicted: Vec<SectionName>,
    /// What the owning office is called.
    pub office_label: String,
    /// Who answers for the case.
    pub counsellor: Option<StaffName>,
    /// Who works on it beside the counsellor.
    pub team: Vec<StaffName>,
    /// What is open of a hand-over.
    pub hand_over: Option<HandOver>,
    /// Who handed it over.
    pub handed_over_by: Option<StaffName>,
    /// Who is asked to take it over.
    pub asked: Option<StaffName>,
    /// What is open of referrals, the last sent first; at most 20.
    pub referrals: Vec<Referral>,
    /// What was agreed with the person and has not ended, if the actor may read it.
    pub agreement: Option<Agreement>,
    /// Who answers for that.
    pub officer: Option<StaffName>,
    /// The last facts that the actor may see, the latest first.
    pub events: Vec<Happened>,
}
