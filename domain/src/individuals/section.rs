//! A section of the record: content, provenance and version, replaced whole.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use strum::{Display, EnumIter, EnumString, IntoStaticStr, VariantNames};

use super::{Candidate, Contacts, Identifiers, Identity, LocalId, Provenance};
use crate::actor::{OfficeId, StaffId};
use crate::event::{About, Fact, IndividualId};
use crate::kernel::{Changed, Day, Fault, Faults, Refusal, Version, unknown_code};
use crate::rulebook::{Finding, unacknowledged};

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
}

/// The content of a section, with the rules of its own.
pub trait Section:
    Serialize + DeserializeOwned + Clone + PartialEq + std::fmt::Debug + Send + Sync + 'static
{
    /// Its name.
    const NAME: SectionName;

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
    /// The candidates, all of them confirmed to be somebody else; refuses otherwise.
    fn distinct(self) -> Result<Vec<IndividualId>, Refusal> {
        let ids: Vec<_> = self.candidates.iter().map(|c| c.card.id).collect();
        if ids.iter().all(|id| self.confirmed.contains(id)) {
            Ok(ids)
        } else {
            Err(Refusal::PossibleDuplicate {
                candidates: self.candidates,
            })
        }
    }
}

/// Replaces a section of a person whose version `read` was read. All faults of content and
/// provenance are refused together. Warnings that nobody
/// acknowledged refuse, so do people who look alike and are not confirmed to be somebody else;
/// what was acknowledged and confirmed is recorded.
pub fn replace<S: Section>(
    (individual, office): (IndividualId, OfficeId),
    read: Option<Version>,
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
    let acknowledged = weigh(&proposal.content.findings(context), &proposal.acknowledged)?;
    let confirmed_distinct_from = lookalikes.distinct()?;
    let version = read.map_or(Version::FIRST, Version::next);
    let fact = Fact::SectionReplaced {
        section: S::NAME.to_string(),
        version: version.0,
        source: proposal.provenance.source.to_string(),
        verification: proposal.provenance.verification.to_string(),
        confirmed_distinct_from,
        acknowledged,
    };
    let about = About::thing("individual", individual)
        .of(individual)
        .at(office);
    let replacement = Replacement {
        individual,
        content: proposal.content,
        provenance: proposal.provenance,
        read,
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
