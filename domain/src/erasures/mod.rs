//! Somebody's data are erased before their time: registered by mistake, or because a court or the
//! supervisory authority orders it. Two people decide, the product carries it out.
//!
//! Art. 17 of Regulation (EU) 2016/679 does not apply while data are needed for a task in the
//! public interest or must be kept in an archive (par. 3, letters b and d), so that a wish alone
//! erases nobody who was ever served.

mod status;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use strum::{Display, EnumIter, EnumString, VariantNames};

use crate::actor::{Actor, OfficeId, StaffId};
use crate::event::{About, Event, Fact, IndividualId};
use crate::kernel::{Changed, Fault, Id, Refusal, Text, Version, unknown_code};
use crate::policy::Action;
use crate::rulebook::{Finding, Rule};
use crate::steps::Allowed;

pub use status::{ErasureStatus, ErasureStep};

/// Marks identifiers of a request to erase somebody.
#[derive(Debug)]
pub struct ErasureTag;
/// Identifies a request to erase somebody, and the erasure that follows from it.
pub type ErasureId = Id<ErasureTag>;
/// Protocol and date of the act on which an erasure rests. It outlives the person, so it names
/// nobody.
pub type ErasureReference = Text<200>;

/// A case runs.
const RUNNING_CASE: Rule = Rule::blocking(
    "erasure.running_case",
    "Percorso: a case is closed before its person is erased",
);
/// The person was served.
const PUBLIC_TASK: Rule = Rule::blocking(
    "erasure.public_task",
    "Reg. (EU) 2016/679, art. 17(3)(b) and (d)",
);

/// The data are needed.
const HELD: Rule = Rule::blocking("erasure.held", "Percorso: what is held is kept");
/// The record is not the one about which two people decided.
const RECORD_CHANGED: Rule = Rule::blocking(
    "erasure.record_changed",
    "Percorso: two people decide about one record",
);

/// The rules of this file; each has its text.
pub const RULES: &[&str] = &[RUNNING_CASE.id, PUBLIC_TASK.id, RECORD_CHANGED.id, HELD.id];

/// Why somebody is erased before the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum ErasureGround {
    /// The person should never have been registered.
    RegisteredByMistake,
    /// A court orders it.
    CourtOrder,
    /// The supervisory authority orders it (Regulation (EU) 2016/679, art. 58(2)(g)).
    AuthorityOrder,
    /// The person wishes it, and was never served (art. 17 of that regulation).
    DataSubjectRequest,
}

impl ErasureGround {
    /// Whether it is ordered: the body that orders it has weighed what rules here would weigh.
    fn is_order(self) -> bool {
        match self {
            Self::CourtOrder | Self::AuthorityOrder => true,
            Self::RegisteredByMistake | Self::DataSubjectRequest => false,
        }
    }
}

/// What of a person's record, and of all that were merged into it, decides about an erasure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// How many cases run.
    pub running_cases: i64,
    /// How many cases and first interviews there are.
    pub served: i64,
    /// How many holds stand.
    pub holds: i64,
    /// Whether the record was merged into another since it was asked for, or another into it, or a
    /// merge undone; or it is gone.
    pub is_another: bool,
}

/// What somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewErasure {
    /// Its identifier.
    pub id: ErasureId,
    /// Who is to be erased.
    pub individual: IndividualId,
    /// Every record of the person, that one first.
    pub records: Vec<IndividualId>,
    /// The office that registered the person.
    pub office: OfficeId,
    /// Why.
    pub ground: ErasureGround,
    /// The act on which it rests.
    pub reference: Option<ErasureReference>,
}

/// A request to erase somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasureRequest {
    /// Its identifier.
    pub id: ErasureId,
    /// Who is to be erased, or was.
    pub individual: IndividualId,
    /// Every record of the person when it was asked for.
    pub records: Vec<IndividualId>,
    /// The office that registered the person.
    pub office: OfficeId,
    /// Why.
    pub ground: ErasureGround,
    /// The act on which it rests.
    pub reference: Option<ErasureReference>,
    /// Where it stands.
    pub status: ErasureStatus,
    /// Who asked; nobody when the product did.
    pub requested_by: Option<StaffId>,
    /// When.
    pub requested_at: DateTime<Utc>,
    /// Who agreed with it or took it back.
    pub decided_by: Option<StaffId>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// When the data were erased, or when it fell out.
    pub ended_at: Option<DateTime<Utc>>,
    /// How often it was saved.
    pub version: Version,
}

/// What stands against the erasure of somebody for this reason.
pub fn obstacles(ground: ErasureGround, standing: Standing) -> Vec<Finding> {
    let mut findings = Vec::new();
    if standing.is_another {
        findings.push(RECORD_CHANGED.finding(&[]));
    }
    if standing.holds > 0 {
        findings.push(HELD.finding(&[]).with("holds", standing.holds));
    }
    if ground.is_order() {
        return findings;
    }
    if standing.running_cases > 0 {
        let finding = RUNNING_CASE.finding(&[]);
        findings.push(finding.with("cases", standing.running_cases));
    }
    if ground == ErasureGround::DataSubjectRequest && standing.served > 0 {
        findings.push(PUBLIC_TASK.finding(&[]));
    }
    findings
}

impl ErasureRequest {
    /// A request, which waits for a second person. An order is named.
    pub fn of(
        new: NewErasure,
        standing: Standing,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Changed<Self>, Refusal> {
        actor.may(Action::RequestErasure)?;
        if new.ground.is_order() && new.reference.is_none() {
            return Err(Refusal::invalid("/reference", "order_without_reference"));
        }
        refuse(obstacles(new.ground, standing))?;
        let request = Self {
            id: new.id,
            individual: new.individual,
            records: new.records,
            office: new.office,
            ground: new.ground,
            reference: new.reference,
            status: ErasureStatus::Waiting,
            requested_by: actor.staff(),
            requested_at: now,
            decided_by: None,
            decided_at: None,
            ended_at: None,
            version: Version::FIRST,
        };
        let ground = request.ground.to_string();
        Ok(request.says(Fact::ErasureRequested { ground }))
    }

    /// Agrees, as a second person; the person is looked at again.
    pub fn approve(
        mut self,
        standing: Standing,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Changed<Self>, Refusal> {
        self.status = self.approvable(actor)?;
        refuse(obstacles(self.ground, standing))?;
        self.decided_by = actor.staff();
        self.decided_at = Some(now);
        Ok(self.says(Fact::ErasureApproved {}))
    }

    fn approvable(&self, actor: &Actor) -> Result<ErasureStatus, Refusal> {
        actor.may(Action::DecideErasure)?;
        let status = self.status.after(ErasureStep::Approve)?;
        if actor.staff().is_some() && actor.staff() == self.requested_by {
            return Err(Refusal::OwnProposal {});
        }
        Ok(status)
    }

    /// Takes it back, as long as nothing was erased. Who asked may do it, and whoever decides.
    pub fn withdraw(mut self, actor: &Actor, now: DateTime<Utc>) -> Result<Changed<Self>, Refusal> {
        actor.may(Action::DecideErasure)?;
        self.status = self.status.after(ErasureStep::Withdraw)?;
        self.decided_by = actor.staff();
        self.decided_at = Some(now);
        Ok(self.says(Fact::ErasureWithdrawn {}))
    }

    /// Says that these records of the person are erased now; or that it fell out, when what came
    /// since stands against it. Then nothing may be erased.
    pub fn carry_out(
        mut self,
        standing: Standing,
        records: &[IndividualId],
        now: DateTime<Utc>,
    ) -> Result<Changed<Self>, Refusal> {
        let erased = self.status.after(ErasureStep::Erase)?;
        self.ended_at = Some(now);
        let found = obstacles(self.ground, standing);
        if found.is_empty() {
            self.status = erased;
            let erased = erased_for(&self.ground.to_string(), records, false);
            return Ok(self.says(erased));
        }
        self.status = self.status.after(ErasureStep::FallOut)?;
        let rules = found.iter().map(|finding| finding.rule.to_owned());
        let rules = rules.collect();
        Ok(self.says(Fact::ErasureFellOut { rules }))
    }

    /// Says where the ledger outside of the database tells it.
    pub fn enter(mut self, position: i64) -> Result<Changed<Self>, Refusal> {
        self.status = self.status.after(ErasureStep::Enter)?;
        Ok(self.says(Fact::ErasureEntered { position }))
    }

    /// What the actor may do to it now.
    pub fn allowed(&self, actor: &Actor) -> Vec<Allowed<&'static str>> {
        let approve = self.approvable(actor).map(drop);
        let withdraw = self.clone().withdraw(actor, self.requested_at).map(drop);
        vec![
            Allowed::judged("approve", &approve),
            Allowed::judged("withdraw", &withdraw),
        ]
    }

    fn says(self, fact: Fact) -> Changed<Self> {
        let about = About::thing("erasure_request", self.id);
        let event = about.of(self.individual).at(self.office).says(fact);
        Changed::new(self, event)
    }
}

fn refuse(findings: Vec<Finding>) -> Result<(), Refusal> {
    if findings.is_empty() {
        return Ok(());
    }
    Err(Refusal::Rules { findings })
}

fn erased_for(ground: &str, records: &[IndividualId], again: bool) -> Fact {
    Fact::IndividualErased {
        ground: ground.to_owned(),
        records: records.to_vec(),
        again,
    }
}

/// Says that an erasure of the ledger was carried out again, which an older copy of the data did
/// not know.
pub fn carried_out_again(
    erasure: ErasureId,
    ground: &str,
    records: &[IndividualId],
) -> Option<Changed<()>> {
    let first = records.first()?;
    let about = About::thing("erasure_request", erasure).of(*first);
    let event: Event = about.says(erased_for(ground, records, true));
    Some(Changed::new((), event))
}
