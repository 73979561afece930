//! A hold: as long as it stands, nobody disposes of somebody's data or erases them, because they
//! are needed for a lawsuit, an inspection or a complaint.

use chrono::{DateTime, Utc};
use strum::{Display, EnumIter, EnumString, IntoStaticStr, VariantNames};

use crate::actor::{Actor, OfficeId, StaffId};
use crate::event::{About, Fact, IndividualId};
use crate::kernel::{Changed, Fault, Id, Refusal, Text, Version, unknown_code};
use crate::policy::Action;
use crate::steps::Allowed;

/// Marks identifiers of a hold.
#[derive(Debug)]
pub struct HoldTag;
/// Identifies a hold.
pub type HoldId = Id<HoldTag>;
/// What people say about a hold. It goes with the person.
pub type HoldNote = Text<500>;

/// What somebody's data are needed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum HoldReason {
    /// A lawsuit.
    Litigation,
    /// An inspection or an audit of funds.
    Inspection,
    /// A complaint to the supervisory authority or to the body.
    Complaint,
    /// Something else, which the note tells.
    Other,
}

/// Where a hold stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum HoldStatus {
    /// It keeps the data.
    Standing,
    /// It keeps nothing any more.
    Released,
}

/// What can be done to a hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum HoldStep {
    /// Let the data go on with their term.
    Release,
}

impl HoldStatus {
    /// The status after a step; refuses a step that this status does not allow.
    pub fn after(self, step: HoldStep) -> Result<Self, Refusal> {
        match (self, step) {
            (Self::Standing, HoldStep::Release) => Ok(Self::Released),
            (Self::Released, HoldStep::Release) => Err(Refusal::WrongStatus {
                step: step.into(),
                status: self.to_string(),
            }),
        }
    }
}

/// What somebody wants to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewHold {
    /// Its identifier.
    pub id: HoldId,
    /// Whose data.
    pub individual: IndividualId,
    /// The office that registered the person.
    pub office: OfficeId,
    /// For what.
    pub reason: HoldReason,
    /// What else there is to say.
    pub note: Option<HoldNote>,
}

/// Somebody's data are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Its identifier.
    pub id: HoldId,
    /// Whose data.
    pub individual: IndividualId,
    /// The office that registered the person.
    pub office: OfficeId,
    /// For what.
    pub reason: HoldReason,
    /// What else there is to say.
    pub note: Option<HoldNote>,
    /// Where it stands.
    pub status: HoldStatus,
    /// Who placed it; nobody when the product did.
    pub placed_by: Option<StaffId>,
    /// When.
    pub placed_at: DateTime<Utc>,
    /// Who released it.
    pub released_by: Option<StaffId>,
    /// When.
    pub released_at: Option<DateTime<Utc>>,
    /// Why.
    pub released_because: Option<HoldNote>,
    /// How often it was saved.
    pub version: Version,
}

impl Hold {
    /// Keeps somebody's data. What is needed for something else is told.
    pub fn place(
        new: NewHold,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Changed<Self>, Refusal> {
        actor.may(Action::HoldRecords)?;
        if new.reason == HoldReason::Other && new.note.is_none() {
            return Err(Refusal::invalid("/note", "other_without_note"));
        }
        let hold = Self {
            id: new.id,
            individual: new.individual,
            office: new.office,
            reason: new.reason,
            note: new.note,
            status: HoldStatus::Standing,
            placed_by: actor.staff(),
            placed_at: now,
            released_by: None,
            released_at: None,
            released_because: None,
            version: Version::FIRST,
        };
        let reason = hold.reason.to_string();
        Ok(hold.says(Fact::HoldPlaced { reason }))
    }

    /// Lets the data go on with their term.
    pub fn release(
        mut self,
        because: HoldNote,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Changed<Self>, Refusal> {
        self.status = self.releasable(actor)?;
        self.released_by = actor.staff();
        self.released_at = Some(now);
        self.released_because = Some(because);
        Ok(self.says(Fact::HoldReleased {}))
    }

    fn releasable(&self, actor: &Actor) -> Result<HoldStatus, Refusal> {
        actor.may(Action::HoldRecords)?;
        self.status.after(HoldStep::Release)
    }

    /// What the actor may do to it now.
    pub fn allowed(&self, actor: &Actor) -> Vec<Allowed<&'static str>> {
        let release = self.releasable(actor).map(drop);
        vec![Allowed::judged("release", &release)]
    }

    fn says(self, fact: Fact) -> Changed<Self> {
        let about = About::thing("hold", self.id);
        let event = about.of(self.individual).at(self.office).says(fact);
        Changed::new(self, event)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::Role;
    use crate::samples::{id, staff};
    use crate::vocabulary::codes;

    fn new(reason: HoldReason, note: Option<&str>) -> NewHold {
        NewHold {
            id: id(1),
            individual: id(2),
            office: id(7),
            reason,
            note: note.map(|note| note.parse().unwrap()),
        }
    }

    fn now() -> DateTime<Utc> {
        DateTime::UNIX_EPOCH
    }

    #[test]
    fn a_coordinator_keeps_data_and_lets_them_go_once() {
        let coordinator = staff(3, &[Role::Coordinator], &[7]);
        let placed = Hold::place(new(HoldReason::Litigation, None), &coordinator, now());
        let (hold, events) = placed.unwrap().into_parts();
        let reason = "litigation".to_owned();
        assert_eq!(events[0].fact, Fact::HoldPlaced { reason });
        let why = || "Sentenza passata in giudicato.".parse().unwrap();
        let released = hold.release(why(), &coordinator, now()).unwrap();
        let released = released.into_parts().0;
        assert_eq!(released.status, HoldStatus::Released);
        let again = released.release(why(), &coordinator, now());
        assert_eq!(again.unwrap_err().code(), "wrong_status");
    }

    #[test]
    fn what_it_is_for_is_said_and_nobody_else_keeps_data() {
        let coordinator = staff(3, &[Role::Coordinator], &[7]);
        let silent = Hold::place(new(HoldReason::Other, None), &coordinator, now());
        let refusal = Refusal::invalid("/note", "other_without_note");
        assert_eq!(silent.unwrap_err(), refusal);
        assert!(Hold::place(new(HoldReason::Other, Some("Causa.")), &coordinator, now()).is_ok());
        for role in [Role::Counsellor, Role::Administrator, Role::Auditor] {
            let other = staff(4, &[role], &[7]);
            let refused = Hold::place(new(HoldReason::Litigation, None), &other, now());
            assert_eq!(refused.unwrap_err(), Refusal::NotPermitted {}, "{role}");
        }
    }

    #[test]
    fn the_reasons_are_those_of_the_vocabulary() {
        assert_eq!(codes("hold-reasons"), HoldReason::VARIANTS.to_vec());
    }
}
