//! A section of the record: content, provenance and version, replaced whole.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use strum::{Display, EnumIter, EnumString, IntoStaticStr, VariantNames};

use super::contradiction::{self, Item, Statements};
use super::rules;
use super::{Candidate, Contacts, Identifiers, Identity, LocalId, Provenance};
use crate::actor::{Actor, OfficeId, StaffId};
use crate::event::{About, Fact, IndividualId};
use crate::kernel::{Changed, Day, Fault, Faults, Refusal, Version, unknown_code};
use crate::policy::Action;
use crate::rulebook::{Chain, Finding, Rulebook, unacknowledged};

/// The sections of the record, in the order in which people read them.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Display,
    EnumString,
    EnumIter,
    IntoStaticStr,
    VariantNames,
)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum SectionName {
    /// Who the person is.
    Identity,
    /// Codes of the person.
    Identifiers,
    /// Where the person lives.
    Residence,
    /// How the person is reached.
    Contacts,
    /// School and degrees.
    Education,
    /// Work and what resembles it.
    WorkHistory,
    /// What the employment centre certifies, and what the person draws.
    EmploymentStatus,
    /// Which work the person looks for.
    Availability,
    /// As much of the household as a measure asks for.
    Household,
    /// Of which States the person is a citizen.
    Citizenship,
    /// On what ground somebody who is no citizen of the Union lives in Italy.
    ResidencePermit,
    /// Which languages the person speaks, and how well.
    Languages,
    /// What the service has to see to when it meets the person.
    ServiceNeeds,
    /// Who signs for the person.
    Guardian,
    /// Which notice about personal data the person was shown.
    PrivacyNotice,
}

impl SectionName {
    /// The right to read it.
    pub const fn read(self) -> Action {
        self.rights().0
    }

    /// The right to replace it.
    pub const fn edit(self) -> Action {
        self.rights().1
    }

    /// Whether whoever may read the record may read this section of it.
    pub fn is_shown_to(self, actor: &Actor) -> bool {
        actor.reach(self.read()) >= actor.reach(Action::ReadIndividual)
    }

    const fn rights(self) -> (Action, Action) {
        match self {
            Self::Household => (Action::ReadHousehold, Action::EditHousehold),
            Self::Identity
            | Self::Identifiers
            | Self::Residence
            | Self::Contacts
            | Self::Education
            | Self::WorkHistory
            | Self::EmploymentStatus
            | Self::Availability
            | Self::Citizenship
            | Self::ResidencePermit
            | Self::Languages
            | Self::ServiceNeeds
            | Self::Guardian
            | Self::PrivacyNotice => (Action::ReadIndividual, Action::EditIndividual),
        }
    }
}

/// The content of a section, with the rules of its own.
pub trait Section:
    Serialize + DeserializeOwned + Clone + PartialEq + std::fmt::Debug + Send + Sync + 'static
{
    /// Its name.
    const NAME: SectionName;

    /// The right to read it.
    const READ: Action = Self::NAME.read();

    /// The right to replace it.
    const EDIT: Action = Self::NAME.edit();

    /// Whether its facts stay as they are for life, so that two sources that differ disagree.
    const LASTING: bool = false;

    /// Whether the items of its lists last or are of the past, so that whoever leaves out what
    /// another source has verified disagrees with it.
    const LASTING_ITEMS: bool = false;

    /// Tells everything that cannot be, whatever anybody acknowledges. Pointers are within the
    /// content.
    fn check(&self, context: &Context<'_>, faults: &mut Faults);

    /// The day on which the person of whom it tells was born, where that is known.
    fn birth_date(&self, context: &Context<'_>) -> Option<Day> {
        context.identity.map(|identity| identity.birth_date)
    }

    /// What rules say; warnings pass once they are acknowledged.
    fn findings(&self, _context: &Context<'_>) -> Vec<Finding> {
        Vec::new()
    }

    /// The items of its lists, each with the key under which every source names the same one.
    fn items(&self) -> Vec<Item> {
        Vec::new()
    }

    /// What it says, fact by fact, for comparison with what other sources say.
    fn statements(&self) -> Statements {
        let mut statements = contradiction::members(self);
        statements.extend(self.items().into_iter().flat_map(Item::statements));
        statements
    }

    /// By what of it searches find the person.
    fn found_by(&self) -> FoundBy<'_> {
        FoundBy::Nothing
    }
}

/// What searches look at.
#[derive(Debug, Clone, Copy)]
pub enum FoundBy<'a> {
    /// Nothing of this section.
    Nothing,
    /// Names and day of birth.
    Names(&'a Identity),
    /// Codes, past ones included.
    Codes(&'a Identifiers),
    /// Telephone numbers and e-mail addresses.
    Addresses(&'a Contacts),
}

/// What else is known when a section is judged.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The person's identity; none while it is itself what is judged.
    pub identity: Option<&'a Identity>,
    /// The person's codes as they stand before the change.
    pub identifiers: Option<&'a Identifiers>,
    /// The local id that was minted for this very change.
    pub minted: Option<&'a LocalId>,
    /// Today, where the organisation is.
    pub today: Day,
    /// The dated numbers, those of the organisation among them.
    pub book: &'a Rulebook,
    /// Where it is.
    pub chain: &'a Chain,
}

impl Context<'_> {
    /// Tells when that day is before the birth, or still to come.
    pub(super) fn lived(&self, at: &str, day: Option<Day>, faults: &mut Faults) {
        let Some(day) = day else { return };
        if day > self.today {
            faults.tell(at, "in_the_future");
        }
        self.born_by(at, Some(day), faults);
    }

    /// Tells when that day is before the birth.
    pub(super) fn born_by(&self, at: &str, day: Option<Day>, faults: &mut Faults) {
        let born = self.identity.map(|identity| identity.birth_date);
        if let (Some(born), Some(day)) = (born, day)
            && day < born
        {
            faults.tell(at, "before_birth");
        }
    }

    /// The years completed today by somebody born that day; none before the birth.
    pub(super) fn years_since(&self, born: Day) -> Option<u32> {
        born.age_on(self.today, self.book.leap_birthday(self.chain, self.today))
    }

    /// The years completed today; none while the identity is not known.
    pub(super) fn age(&self) -> Option<u32> {
        self.years_since(self.identity?.birth_date)
    }
}

/// Tells when the last day comes before the first one.
pub(super) fn in_order(at: &str, (from, to): (Option<Day>, Option<Day>), faults: &mut Faults) {
    if let (Some(from), Some(to)) = (from, to)
        && to < from
    {
        faults.tell(at, "ends_before_it_begins");
    }
}

/// Tells when a list has more than `most` items.
pub(super) fn at_most<T>(most: usize, at: &str, items: &[T], faults: &mut Faults) {
    if items.len() > most {
        faults.tell(at, "too_many");
    }
}

/// What somebody wants a section to say.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal<S> {
    /// The content, whole.
    pub content: S,
    /// Where it comes from.
    pub provenance: Provenance,
    /// The rules whose warning somebody acknowledges.
    pub acknowledged: Vec<String>,
}

/// One version of a section, as it was recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded<S> {
    /// Whose.
    pub individual: IndividualId,
    /// What it says.
    pub content: S,
    /// Where it comes from.
    pub provenance: Provenance,
    /// How often the section was written.
    pub version: Version,
    /// When it was written.
    pub recorded_at: DateTime<Utc>,
    /// By whom; none when the product did it itself.
    pub recorded_by: Option<StaffId>,
}

/// Where a section is about to be written: in whose record, and over which version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// Whose.
    pub individual: IndividualId,
    /// The office that registered the person.
    pub office: OfficeId,
    /// The version that was read; none the first time.
    pub read: Option<Version>,
    /// The highest version that may have been read of a section that went back with an undone
    /// merge: no version is given twice.
    pub gone: i64,
}

impl Slot {
    fn next(&self) -> Version {
        self.read.unwrap_or(Version(self.gone)).next()
    }
}

/// A section about to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Replacement<S> {
    /// Whose.
    pub individual: IndividualId,
    /// What it will say.
    pub content: S,
    /// Where that comes from.
    pub provenance: Provenance,
    /// The version that was read; none the first time.
    pub read: Option<Version>,
    /// The version that it will have.
    pub version: Version,
}

/// Who looks like the person once the section says what is proposed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Lookalikes {
    /// Everybody who was found.
    pub candidates: Vec<Candidate>,
    /// Those of whom somebody says that they are other people.
    pub confirmed: Vec<IndividualId>,
}

impl Lookalikes {
    fn are_distinct(&self) -> bool {
        let mut candidates = self.candidates.iter();
        candidates.all(|candidate| candidate.is_among(&self.confirmed))
    }

    /// What rules say of people who are confirmed to be somebody else.
    pub(super) fn findings(&self) -> Option<Finding> {
        let distinct = self.are_distinct();
        distinct.then(|| rules::codes_of_others(&self.candidates))?
    }

    /// The candidates, all of them confirmed to be somebody else; refuses otherwise.
    pub(super) fn distinct(self) -> Result<Vec<IndividualId>, Refusal> {
        if self.are_distinct() {
            Ok(self.candidates.iter().map(|c| c.card.id).collect())
        } else {
            Err(Refusal::PossibleDuplicate {
                candidates: self.candidates,
            })
        }
    }
}

/// Replaces a section of a person. All faults of content and
/// provenance are refused together. Warnings that nobody
/// acknowledged refuse, so do people who look alike and are not confirmed to be somebody else;
/// what was acknowledged and confirmed is recorded.
pub fn replace<S: Section>(
    slot: Slot,
    proposal: Proposal<S>,
    lookalikes: Lookalikes,
    context: &Context<'_>,
) -> Result<Changed<Replacement<S>>, Refusal> {
    let mut faults = Faults::none();
    faults.below("/provenance", |faults| {
        let born = proposal.content.birth_date(context);
        proposal.provenance.check(born, context.today, faults);
    });
    faults.below("/content", |faults| proposal.content.check(context, faults));
    faults.refuse()?;
    let mut findings = proposal.content.findings(context);
    findings.extend(lookalikes.findings());
    let acknowledged = weigh(&findings, &proposal.acknowledged)?;
    let confirmed_distinct_from = lookalikes.distinct()?;
    let version = slot.next();
    let fact = Fact::SectionReplaced {
        section: S::NAME.to_string(),
        version: version.0,
        source: proposal.provenance.source.to_string(),
        verification: proposal.provenance.verification.to_string(),
        confirmed_distinct_from,
        acknowledged,
    };
    let about = About::thing("individual", slot.individual)
        .of(slot.individual)
        .at(slot.office);
    let replacement = Replacement {
        individual: slot.individual,
        content: proposal.content,
        provenance: proposal.provenance,
        read: slot.read,
        version,
    };
    Ok(Changed::new(replacement, about.says(fact)))
}

/// The rules that were found and acknowledged; refuses when a finding still stands in the way.
pub(super) fn weigh(findings: &[Finding], acknowledged: &[String]) -> Result<Vec<String>, Refusal> {
    let standing = unacknowledged(findings, acknowledged);
    if !standing.is_empty() {
        return Err(Refusal::Rules {
            findings: standing.into_iter().cloned().collect(),
        });
    }
    Ok(findings
        .iter()
        .map(|finding| finding.rule.to_owned())
        .collect())
}

#[cfg(test)]
mod rights {
    use strum::IntoEnumIterator;

    use super::*;

    #[test]
    fn whoever_replaces_a_section_holds_the_record_and_who_reads_it_does_not() {
        for section in SectionName::iter() {
            assert!(section.edit().edits_record(), "{section}");
            assert!(!section.read().edits_record(), "{section}");
        }
    }
}
