//! Lists of people whose term is over: proposed by one person, approved by another with the
//! authorisation of the Soprintendenza (D.Lgs. 42/2004, art. 21 c. 1 d), carried out person by
//! person. Before each step the product looks at everybody again.

mod status;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::actor::{Actor, OfficeId, StaffId};
use crate::event::{About, Event, Fact, IndividualId};
use crate::kernel::{Changed, Day, Id, Refusal, Text, Version};
use crate::policy::Action;
use crate::retention::{Due, Kept, RetentionClass};
use crate::rulebook::Rule;
use crate::steps::Allowed;

pub use status::{DisposalStatus, DisposalStep, ItemStatus};

/// Marks identifiers of a list of people whose term is over.
#[derive(Debug)]
pub struct DisposalTag;
/// Identifies such a list.
pub type DisposalId = Id<DisposalTag>;
/// Marks identifiers of one person of such a list.
#[derive(Debug)]
pub struct DisposalItemTag;
/// Identifies one person of such a list, and the erasure that comes of it.
pub type DisposalItemId = Id<DisposalItemTag>;
/// Protocol of the authorisation. It outlives the people, so it names nobody.
pub type Authorisation = Text<200>;

/// How many people a list has at the most. Who is due beyond that comes onto the next one.
pub const MOST: usize = 500;

/// Why the ledger of erasures says that somebody was erased.
pub const GROUND: &str = "disposal";

/// Nobody is due.
const NOBODY_DUE: Rule = Rule::blocking(
    "disposal.nobody_due",
    "Percorso: a list has at least one person",
);

/// The rules of this file; each has its text.
pub const RULES: &[&str] = &[NOBODY_DUE.id];

/// What somebody proposes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewDisposal {
    /// Its identifier.
    pub id: DisposalId,
    /// Whose term.
    pub class: RetentionClass,
    /// By which day it is over.
    pub as_of: Day,
}

/// The authorisation of the Soprintendenza.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorised {
    /// Its protocol.
    pub reference: Authorisation,
    /// Its day.
    pub on: Day,
}

/// A list of people whose term is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disposal {
    /// Its identifier.
    pub id: DisposalId,
    /// Whose term.
    pub class: RetentionClass,
    /// By which day it is over.
    pub as_of: Day,
    /// Where it stands.
    pub status: DisposalStatus,
    /// The authorisation with which it was approved.
    pub authorised: Option<Authorised>,
    /// Whether it has everybody who was due within the reach of whoever proposed it.
    pub is_whole: bool,
    /// How many people it has.
    pub items: i64,
    /// How many of them are erased.
    pub erased: i64,
    /// How many of them fell out.
    pub fell_out: i64,
    /// Who proposed it; nobody when the product did.
    pub proposed_by: Option<StaffId>,
    /// When.
    pub proposed_at: DateTime<Utc>,
    /// Who agreed with it.
    pub decided_by: Option<StaffId>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// Who took it back.
    pub withdrawn_by: Option<StaffId>,
    /// When it came to its end.
    pub ended_at: Option<DateTime<Utc>>,
    /// How often it was saved.
    pub version: Version,
}

/// One person of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisposalItem {
    /// Its identifier.
    pub id: DisposalItemId,
    /// The list.
    pub disposal: DisposalId,
    /// Who it is, or was.
    pub individual: IndividualId,
    /// The records of the person when the list was made: nobody decided about any other.
    pub records: Vec<IndividualId>,
    /// The office that registered the person.
    pub office: OfficeId,
    /// From what the term ran, and when it was over.
    pub due: Due,
    /// Where it stands.
    pub status: ItemStatus,
    /// Why the data are kept, when it fell out.
    pub kept: Option<Kept>,
    /// When the data were erased, or when it fell out.
    pub ended_at: Option<DateTime<Utc>>,
}

/// What is found when somebody is looked at again.
pub type Look = Result<Due, Kept>;

/// Whether the term of what was found is over by then.
pub fn over_by(look: Look, as_of: Day) -> Look {
    look.and_then(|due| {
        if due.due_on <= as_of {
            Ok(due)
        } else {
            Err(Kept::NotDue)
        }
    })
}

impl NewDisposal {
    /// Refuses what nobody may propose, before anybody is looked for.
    pub fn check(&self, actor: &Actor, today: Day) -> Result<(), Refusal> {
        actor.may(Action::ProposeDisposal)?;
        if self.as_of > today {
            return Err(Refusal::invalid("/as_of", "in_the_future"));
        }
        Ok(())
    }
}

impl Disposal {
    /// A list of so many people, which waits for a second person.
    pub fn of(
        new: NewDisposal,
        items: i64,
        is_whole: bool,
        actor: &Actor,
        today: Day,
        now: DateTime<Utc>,
    ) -> Result<Changed<Self>, Refusal> {
        new.check(actor, today)?;
        if items == 0 {
            let findings = vec![NOBODY_DUE.finding(&[])];
            return Err(Refusal::Rules { findings });
        }
        let disposal = Self {
            id: new.id,
            class: new.class,
            as_of: new.as_of,
            status: DisposalStatus::Proposed,
            authorised: None,
            is_whole,
            items,
            erased: 0,
            fell_out: 0,
            proposed_by: actor.staff(),
            proposed_at: now,
            decided_by: None,
            decided_at: None,
            withdrawn_by: None,
            ended_at: None,
            version: Version::FIRST,
        };
        let class = disposal.class.to_string();
        Ok(disposal.says(Fact::DisposalProposed { class, items }))
    }

    /// Agrees, as a second person, once so many of the people fell out who were looked at again.
    pub fn approve(
        mut self,
        authorised: Authorised,
        fell_out: i64,
        actor: &Actor,
        today: Day,
        now: DateTime<Utc>,
    ) -> Result<Changed<Self>, Refusal> {
        self.status = self.approvable(actor)?;
        if authorised.on > today {
            return Err(Refusal::invalid("/authorised_on", "in_the_future"));
        }
        // What nobody had made yet nobody has authorised.
        let made = self.proposed_at.with_timezone(&actor.zone).date_naive();
        if authorised.on.date() < made {
            return Err(Refusal::invalid("/authorised_on", "before_the_list"));
        }
        self.authorised = Some(authorised);
        self.fell_out += fell_out;
        self.decided_by = actor.staff();
        self.decided_at = Some(now);
        Ok(self.says(Fact::DisposalApproved { fell_out }))
    }

    fn approvable(&self, actor: &Actor) -> Result<DisposalStatus, Refusal> {
        actor.may(Action::DecideDisposal)?;
        let status = self.status.after(DisposalStep::Approve)?;
        if actor.staff().is_some() && actor.staff() == self.proposed_by {
            return Err(Refusal::OwnProposal {});
        }
        Ok(status)
    }

    /// Takes it back: whoever is not erased yet is kept.
    pub fn withdraw(mut self, actor: &Actor, now: DateTime<Utc>) -> Result<Changed<Self>, Refusal> {
        actor.may(Action::DecideDisposal)?;
        self.status = self.status.after(DisposalStep::Withdraw)?;
        self.withdrawn_by = actor.staff();
        self.ended_at = Some(now);
        Ok(self.says(Fact::DisposalWithdrawn {}))
    }

    /// Says of one of its people, who was looked at again, that these records are erased now; or
    /// that the data are kept. Then nothing may be erased.
    pub fn carry_out(
        mut self,
        item: DisposalItem,
        look: Look,
        records: &[IndividualId],
        now: DateTime<Utc>,
    ) -> Result<Changed<(Self, DisposalItem)>, Refusal> {
        let approved = self.status == DisposalStatus::Approved;
        if !approved || item.status != ItemStatus::Waiting {
            return Err(Refusal::WrongStatus {
                step: "erase",
                status: item.status.to_string(),
            });
        }
        if let Err(kept) = over_by(look, self.as_of) {
            self.fell_out += 1;
            return Ok(item.fall_out(kept, now).map(|item| (self, item)));
        }
        let mut item = item;
        item.status = ItemStatus::Erased;
        item.ended_at = Some(now);
        self.erased += 1;
        let event = item.says(Fact::IndividualErased {
            ground: GROUND.to_owned(),
            records: records.to_vec(),
            again: false,
        });
        Ok(Changed::new((self, item), event))
    }

    /// Whether of each of its people it is known what became of them.
    pub fn is_through(&self) -> bool {
        self.status == DisposalStatus::Approved && self.erased + self.fell_out == self.items
    }

    /// Comes to its end.
    pub fn finish(mut self, now: DateTime<Utc>) -> Result<Changed<Self>, Refusal> {
        self.status = self.status.after(DisposalStep::Finish)?;
        self.ended_at = Some(now);
        let (erased, fell_out) = (self.erased, self.fell_out);
        Ok(self.says(Fact::DisposalDone { erased, fell_out }))
    }

    /// What the actor may do to it now.
    pub fn allowed(&self, actor: &Actor) -> Vec<Allowed<&'static str>> {
        let approve = self.approvable(actor).map(drop);
        let withdraw = self.clone().withdraw(actor, self.proposed_at).map(drop);
        vec![
            Allowed::judged("approve", &approve),
            Allowed::judged("withdraw", &withdraw),
        ]
    }

    fn says(self, fact: Fact) -> Changed<Self> {
        let event = About::thing("disposal", self.id).says(fact);
        Changed::new(self, event)
    }
}

impl DisposalItem {
    /// Whether these are the records that the list was made for, in whatever order.
    pub fn is_of(&self, records: &[IndividualId]) -> bool {
        let set = |ids: &[IndividualId]| ids.iter().copied().collect::<BTreeSet<_>>();
        set(&self.records) == set(records)
    }

    /// Says that the data are not erased with this list.
    pub fn fall_out(mut self, kept: Kept, now: DateTime<Utc>) -> Changed<Self> {
        self.status = ItemStatus::FellOut;
        self.kept = Some(kept);
        self.ended_at = Some(now);
        let because = kept.to_string();
        let event = self.says(Fact::DisposalFellOut { because });
        Changed::new(self, event)
    }

    fn says(&self, fact: Fact) -> Event {
        let about = About::thing("disposal", self.disposal);
        about.of(self.individual).at(self.office).says(fact)
    }
}
