//! Two records of one person become one, and two again when that was a mistake.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use strum::{Display, EnumIter, EnumString, IntoStaticStr, VariantNames};

use super::{Identifiers, Recorded, SectionName, Verification};
use crate::actor::{Actor, OfficeId, StaffId};
use crate::event::{About, Fact, IndividualId};
use crate::groups::GroupId;
use crate::kernel::{
    Changed, Day, Fault, Faults, Id, Named, Refusal, Span, Text, Version, unknown_code,
};
use crate::policy::Action;
use crate::rulebook::{Finding, Rule};
use crate::services::ServiceId;
use crate::steps::Allowed;

/// Marks identifiers of a merge.
#[derive(Debug)]
pub struct MergeTag;
/// Identifies a merge.
pub type MergeId = Id<MergeTag>;
/// Why two records were merged.
pub type MergeReason = Text<500>;

/// A tax code belongs to one person: two verified ones that differ are two people.
const TAX_CODES: Rule = Rule::blocking("merge.tax_codes", "D.P.R. 605/1973, art. 2-4");
/// Both have a running case at one office.
const OPEN_CASES: Rule =
    Rule::blocking("merge.open_cases", "Percorso: one open case at each office");
/// Both are expected somewhere at one hour.
const OVERLAPPING_BOOKINGS: Rule = Rule::blocking(
    "merge.overlapping_bookings",
    "Percorso: nobody is at two places at once",
);
/// Both have an appointment to come for a service that nobody has twice.
const PENDING_TWICE: Rule =
    Rule::blocking("merge.pending_twice", "Percorso: the terms of the service");
/// Both are in a group, or wait for it.
const ENROLLED_TWICE: Rule = Rule::blocking(
    "merge.enrolled_twice",
    "Percorso: one place in a group for each person",
);
/// A later merge rests on this one.
const LATER_MERGE: Rule =
    Rule::blocking("merge.later_merge", "Percorso: merges are undone in order");
/// An interview that would go back opened a case that would stay.
const CASE_SINCE: Rule = Rule::blocking("merge.case_since", "Percorso: an interview and its case");

/// A section was written since the merge, and an undo leaves it with the survivor.
const CHANGED_SINCE: Rule = staying("merge.changed_since");
/// Something was made since the merge, and an undo leaves it with the survivor.
const MADE_SINCE: Rule = staying("merge.made_since");

/// It refuses nothing: it tells what somebody has to look at.
const fn staying(id: &'static str) -> Rule {
    Rule::warning(id, "Percorso: what was written since a merge stays")
}

/// Every rule of this file; each has its text.
pub const RULES: &[&str] = &[
    TAX_CODES.id,
    OPEN_CASES.id,
    OVERLAPPING_BOOKINGS.id,
    PENDING_TWICE.id,
    ENROLLED_TWICE.id,
    LATER_MERGE.id,
    CASE_SINCE.id,
    CHANGED_SINCE.id,
    MADE_SINCE.id,
];

/// Where a merge stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum MergeStatus {
    /// One record answers for both.
    Merged,
    /// Both answer for themselves again.
    Undone,
}

/// What can be done to a merge.
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
pub enum MergeStep {
    /// Take it back.
    Undo,
}

impl MergeStatus {
    /// The status after a step; refuses a step that this status does not allow.
    pub fn after(self, step: MergeStep) -> Result<Self, Refusal> {
        match (self, step) {
            (Self::Merged, MergeStep::Undo) => Ok(Self::Undone),
            (Self::Undone, MergeStep::Undo) => Err(Refusal::WrongStatus {
                step: step.into(),
                status: self.to_string(),
            }),
        }
    }
}

/// One of two records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum Side {
    /// The one that answers for both.
    Survivor,
    /// The other one.
    Absorbed,
}

/// From which record the content of a section is taken, where both have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// Which section.
    pub section: SectionName,
    /// From which record.
    pub from: Side,
}

/// What of a record decides whether it can be merged.
#[derive(Debug, Clone, PartialEq)]
pub struct Half {
    /// Who.
    pub id: IndividualId,
    /// The office that registered the person.
    pub office: OfficeId,
    /// The codes, as they stand.
    pub identifiers: Option<Recorded<Identifiers>>,
    /// The offices with a running case. Running placements join them here once there are any.
    pub running_at: Vec<OfficeId>,
    /// When the person is expected, from now on.
    pub expected: Vec<Span>,
    /// The services of which an appointment is to come and there is one at a time.
    pub pending: Vec<ServiceId>,
    /// The groups that the person is in, or waits for.
    pub groups: Vec<GroupId>,
    /// The sections that were ever written.
    pub sections: Vec<SectionName>,
}

impl Half {
    /// The tax codes that a check has confirmed and that still hold, letters for digits undone.
    fn verified_codes(&self, today: Day) -> BTreeSet<String> {
        let verified = self
            .identifiers
            .iter()
            .filter(|recorded| recorded.provenance.verification == Verification::Verified);
        verified
            .flat_map(|recorded| recorded.content.tax_codes(today))
            .map(|code| code.decoded().to_string())
            .collect()
    }
}

/// What stands against one record answering for both.
pub fn conflicts(survivor: &Half, absorbed: &Half, today: Day) -> Vec<Finding> {
    let (one, other) = (
        survivor.verified_codes(today),
        absorbed.verified_codes(today),
    );
    let mut findings = Vec::new();
    if !one.is_empty() && !other.is_empty() && one.is_disjoint(&other) {
        findings.push(TAX_CODES.finding(&[]));
    }
    let both = |office: &&OfficeId| absorbed.running_at.contains(office);
    let offices = survivor.running_at.iter().filter(both).count();
    if offices > 0 {
        findings.push(OPEN_CASES.finding(&[]).with("offices", offices));
    }
    let meets = |span: &&Span| absorbed.expected.iter().any(|other| other.overlaps(span));
    let hours = survivor.expected.iter().filter(meets).count();
    if hours > 0 {
        let finding = OVERLAPPING_BOOKINGS.finding(&[]);
        findings.push(finding.with("hours", hours));
    }
    let twice = |service: &&ServiceId| absorbed.pending.contains(service);
    let services = survivor.pending.iter().filter(twice).count();
    if services > 0 {
        findings.push(PENDING_TWICE.finding(&[]).with("services", services));
    }
    let twice = |group: &&GroupId| absorbed.groups.contains(group);
    let groups = survivor.groups.iter().filter(twice).count();
    if groups > 0 {
        findings.push(ENROLLED_TWICE.finding(&[]).with("groups", groups));
    }
    findings
}

/// The sections that the survivor takes over: those that only the other has, and those of both
/// that somebody chose.
pub fn taken_over(survivor: &Half, absorbed: &Half, choices: &[Choice]) -> Vec<SectionName> {
    let chosen = |section: &SectionName| {
        let choice = choices.iter().find(|choice| choice.section == *section);
        choice.is_some_and(|choice| choice.from == Side::Absorbed)
    };
    let taken = |section: &&SectionName| !survivor.sections.contains(section) || chosen(section);
    absorbed.sections.iter().filter(taken).copied().collect()
}

/// What somebody wants to be one.
#[derive(Debug, Clone, PartialEq)]
pub struct Union {
    /// Its identifier.
    pub id: MergeId,
    /// The record that will answer for both.
    pub survivor: Half,
    /// The other one, when it is there.
    pub absorbed: Named<Half>,
    /// Which content stays.
    pub choices: Vec<Choice>,
    /// Why.
    pub reason: MergeReason,
}

/// Two records of one person that became one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// Its identifier.
    pub id: MergeId,
    /// The record that answers for both.
    pub survivor: IndividualId,
    /// The other one.
    pub absorbed: IndividualId,
    /// Why.
    pub reason: MergeReason,
    /// Where it stands.
    pub status: MergeStatus,
    /// When the records were merged.
    pub merged_at: DateTime<Utc>,
    /// By whom.
    pub merged_by: Option<StaffId>,
    /// When that was undone.
    pub undone_at: Option<DateTime<Utc>>,
    /// The sections that were taken over.
    pub sections: Vec<SectionName>,
    /// How often it was saved.
    pub version: Version,
}

/// What happened since a merge: whether it can be undone, and what an undo leaves behind.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Since {
    /// A later merge of the same person that was not undone.
    pub later: Option<MergeId>,
    /// Whether an interview that would go back opened a case that would stay.
    pub case_opened: bool,
    /// The sections that were written since.
    pub sections: Vec<SectionName>,
    /// What was made since, by the kind and how much of it.
    pub made: Vec<(String, usize)>,
}

impl Since {
    /// What an undo leaves with the survivor, because it was changed or made since the merge.
    pub fn staying(&self) -> Vec<Finding> {
        let sections = self.sections.iter();
        let sections = sections.map(|name| CHANGED_SINCE.finding(&[]).with("section", name));
        let made = self.made.iter().map(|(kind, count)| {
            let finding = MADE_SINCE.finding(&[]);
            finding.with("kind", kind).with("count", count)
        });
        sections.chain(made).collect()
    }
}

impl Merge {
    /// Makes one of two records. All faults are refused together, then all conflicts.
    pub fn of(
        actor: &Actor,
        union: Union,
        now: DateTime<Utc>,
        today: Day,
    ) -> Result<Changed<Self>, Refusal> {
        let mut faults = Faults::none();
        let absorbed = faults.known("/absorbed_id", union.absorbed);
        if absorbed
            .as_ref()
            .is_some_and(|half| half.id == union.survivor.id)
        {
            faults.tell("/absorbed_id", "same_person");
        }
        for (at, choice) in union.choices.iter().enumerate() {
            let earlier = &union.choices[..at];
            if earlier.iter().any(|other| other.section == choice.section) {
                faults.tell(format!("/sections/{at}/section"), "duplicate_member");
            }
        }
        let absorbed = faults.unless_any(absorbed)?;
        let findings = conflicts(&union.survivor, &absorbed, today);
        if !findings.is_empty() {
            return Err(Refusal::Rules { findings });
        }
        let merge = Self {
            id: union.id,
            survivor: union.survivor.id,
            absorbed: absorbed.id,
            sections: taken_over(&union.survivor, &absorbed, &union.choices),
            reason: union.reason,
            status: MergeStatus::Merged,
            merged_at: now,
            merged_by: actor.staff(),
            undone_at: None,
            version: Version::FIRST,
        };
        let fact = Fact::IndividualsMerged {
            absorbed: merge.absorbed,
            survivor: merge.survivor,
            sections: merge.sections.iter().map(ToString::to_string).collect(),
        };
        let about = |half: &Half| {
            let about = About::thing("merge", merge.id);
            about.of(half.id).at(half.office)
        };
        let kept = about(&union.survivor).says(fact);
        let gone = about(&absorbed).says(Fact::IndividualAbsorbed {
            survivor: merge.survivor,
        });
        Ok(Changed::new(merge, kept).and(gone))
    }

    /// Takes the merge back. Both timelines tell it.
    pub fn undo(
        mut self,
        actor: &Actor,
        since: &Since,
        now: DateTime<Utc>,
    ) -> Result<Changed<Self>, Refusal> {
        if actor.reach(Action::MergeIndividuals) == crate::policy::Reach::Never {
            return Err(Refusal::NotPermitted {});
        }
        self.status = self.status.after(MergeStep::Undo)?;
        let findings = Self::obstacles(since);
        if !findings.is_empty() {
            return Err(Refusal::Rules { findings });
        }
        self.undone_at = Some(now);
        let about = |individual| About::thing("merge", self.id).of(individual);
        let kept = about(self.survivor).says(Fact::MergeUndone {
            absorbed: self.absorbed,
            survivor: self.survivor,
        });
        let back = about(self.absorbed).says(Fact::IndividualRestored {
            survivor: self.survivor,
        });
        Ok(Changed::new(self, kept).and(back))
    }

    /// What happened since that cannot be told apart any more.
    fn obstacles(since: &Since) -> Vec<Finding> {
        let later = since
            .later
            .map(|later| LATER_MERGE.finding(&[]).with("merge", later));
        let opened = since.case_opened.then(|| CASE_SINCE.finding(&[]));
        later.into_iter().chain(opened).collect()
    }

    /// The steps of a merge, each with what stands against it.
    pub fn allowed(&self, since: &Since) -> Vec<Allowed<MergeStep>> {
        let step = MergeStep::Undo;
        let mut allowed = Allowed::judged(step, &self.status.after(step).map(drop));
        if allowed.findings.is_empty() {
            allowed.findings = Self::obstacles(since);
        }
        vec![allowed]
    }
}
