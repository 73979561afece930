//! First interviews: what the person asks for, and what came of it.

mod codes;
#[cfg(test)]
mod tests;

use strum::{Display, EnumDiscriminants, EnumIter, EnumString, IntoEnumIterator, VariantNames};

use crate::actor::{Actor, OfficeId, StaffId};
use crate::cases::{Case, CaseReason, Colleague, Opening};
use crate::event::{About, CaseId, Fact, IndividualId};
use crate::individuals::{KnownPerson, can_have_happened};
use crate::kernel::{Changed, Day, Fault, Faults, Id, Named, Refusal, Text, Version, unknown_code};
use crate::policy::Action;
use crate::privacy::NoticeVersion;
use crate::referrals::Referral as Referred;
use crate::steps::Allowed;

pub use codes::{Arrival, Need, NoticeLanguage, ReferralSource, Urgency};

/// Marks identifiers of a first interview.
#[derive(Debug)]
pub struct IntakeTag;
/// Identifies a first interview.
pub type IntakeId = Id<IntakeTag>;

/// What the person expects, in the words of who listened.
pub type Expectations = Text<4000>;
/// A service in words: which office, which desk.
pub type ServiceName = Text<200>;

/// Where a first interview stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum IntakeStatus {
    /// The person was heard; nothing is decided yet.
    Open,
    /// The person waits for an answer.
    Waiting,
    /// It is decided what happens.
    Concluded,
}

/// What can be done to a first interview.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum IntakeStep {
    /// Correct or complete what was said.
    Revise,
    /// Let the person wait.
    Wait,
    /// Decide.
    Conclude,
    /// Decide to take the person on.
    OpenCase,
}

impl IntakeStatus {
    /// The status after a step; refuses a step that this status does not allow.
    pub fn after(self, step: IntakeStep) -> Result<Self, Refusal> {
        use IntakeStatus::{Concluded, Open, Waiting};
        use IntakeStep::{Conclude, OpenCase, Revise, Wait};
        match (self, step) {
            (Open, Revise) => Ok(Open),
            (Waiting, Revise) | (Open | Waiting, Wait) => Ok(Waiting),
            (Open | Waiting, Conclude | OpenCase) => Ok(Concluded),
            (Concluded, Revise | Wait | Conclude | OpenCase) => Err(Refusal::WrongStatus {
                step: step.into_str(),
                status: self.to_string(),
            }),
        }
    }
}

impl IntakeStep {
    /// The code, as in answers.
    pub const fn into_str(self) -> &'static str {
        match self {
            Self::Revise => "revise",
            Self::Wait => "wait",
            Self::Conclude => "conclude",
            Self::OpenCase => "open_case",
        }
    }
}

/// Who sent the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referral {
    /// What kind of service.
    pub from: ReferralSource,
    /// Which one.
    pub service: Option<ServiceName>,
}

/// Which notice the person was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoticeShown {
    /// Its version.
    pub version: NoticeVersion,
    /// Its language.
    pub language: NoticeLanguage,
    /// When.
    pub on: Day,
}

/// What was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interview {
    /// How the person came.
    pub arrival: Arrival,
    /// Who sent the person.
    pub referral: Option<Referral>,
    /// How soon something has to happen.
    pub urgency: Urgency,
    /// What the person asks for; each need once.
    pub needs: Vec<Need>,
    /// What the person expects.
    pub expectations: Option<Expectations>,
    /// Which notice the person was shown.
    pub notice: NoticeShown,
}

/// How a first interview ends; the code is that of the vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, EnumDiscriminants)]
#[strum_discriminants(
    name(OutcomeCode),
    derive(Display, EnumString, EnumIter, VariantNames, Hash),
    strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code),
    doc = "The code of an outcome, without what belongs to it."
)]
pub enum Outcome {
    /// The person got what was asked for.
    InformationOnly {},
    /// Another service is the right one.
    ReferredElsewhere {
        /// What kind of service.
        to: ReferralSource,
        /// Which one.
        service: Option<ServiceName>,
    },
    /// The service takes the person on.
    CaseOpened {
        /// The case.
        case: CaseId,
    },
    /// The person waits for an answer.
    Waiting {
        /// Until when, as planned.
        until: Option<Day>,
    },
}

/// A first interview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intake {
    /// The interview.
    pub id: IntakeId,
    /// Who was heard.
    pub individual: IndividualId,
    /// Where.
    pub office: OfficeId,
    /// On which day.
    pub on: Day,
    /// Who listened.
    pub taken_by: Option<StaffId>,
    /// What was said.
    pub interview: Interview,
    /// Where it stands.
    pub status: IntakeStatus,
    /// What came of it, as long as something did.
    pub outcome: Option<Outcome>,
    /// When that was decided.
    pub decided_on: Option<Day>,
    /// How often it was saved.
    pub version: Version,
}

/// What a first interview is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewIntake {
    /// Its identifier.
    pub id: IntakeId,
    /// Who was heard.
    pub individual: Named<KnownPerson>,
    /// Where.
    pub office: OfficeId,
    /// On which day; today when nobody says.
    pub on: Option<Day>,
    /// What was said.
    pub interview: Interview,
    /// The referral that it answers, if it answers one.
    pub referral: Option<Named<Referred>>,
}

impl Interview {
    /// The same of somebody whom another office of the organisation referred, where nobody says more
    /// precisely who sent the person.
    #[must_use]
    pub fn answering_referral(mut self) -> Self {
        self.referral.get_or_insert(Referral {
            from: ReferralSource::OtherOffice,
            service: None,
        });
        self
    }

    /// Tells when no notice can have been shown on its day: not in the future, and not before the
    /// person was born. It is shown by the day of the interview (art. 13 GDPR: when data are
    /// obtained), or today to make up for it.
    fn check(&self, of: Option<&KnownPerson>, shown_by: Day, today: Day, faults: &mut Faults) {
        let (pointer, on) = ("/privacy_notice/on", self.notice.on);
        if on > today {
            faults.tell(pointer, "in_the_future");
        } else if on > shown_by && on != today {
            faults.tell(pointer, "after_the_interview");
        }
        if let Some(person) = of {
            person.was_born_by(pointer, on, faults);
        }
    }

    /// The same with each need once.
    fn with_each_need_once(mut self) -> Self {
        let mut needs = Vec::with_capacity(self.needs.len());
        for need in self.needs {
            if !needs.contains(&need) {
                needs.push(need);
            }
        }
        self.needs = needs;
        self
    }
}

impl Intake {
    /// Holds a first interview at an office where the actor works. One that answers a referral of the
    /// organisation tells so, where nobody says more precisely who sent the person.
    pub fn take(actor: &Actor, new: NewIntake, today: Day) -> Result<Changed<Self>, Refusal> {
        let mut faults = Faults::none();
        faults.gather(actor.may_at(Action::TakeIntake, new.office, "/office_id"))?;
        let person = faults.known("/individual_id", new.individual);
        let on = new.on.unwrap_or(today);
        let mut interview = new.interview;
        if let Some(referred) = new.referral {
            let referred = faults.known("/referral_id", referred);
            if let (Some(referred), Some(person)) = (referred, &person)
                && !referred.can_be_received(new.office, person.id)
            {
                faults.tell("/referral_id", "unsuitable_referral");
            }
            interview = interview.answering_referral();
        }
        can_have_happened("/on", on, person.as_ref(), today, &mut faults);
        faults.below("/interview", |faults| {
            interview.check(person.as_ref(), on, today, faults);
        });
        let intake = Self {
            id: new.id,
            individual: faults.unless_any(person)?.id,
            office: new.office,
            on,
            taken_by: actor.staff(),
            interview: interview.with_each_need_once(),
            status: IntakeStatus::Open,
            outcome: None,
            decided_on: None,
            version: Version::FIRST,
        };
        let arrival = intake.interview.arrival.to_string();
        Ok(intake.says(Fact::IntakeTaken { arrival }))
    }

    /// Replaces what `person` said, as long as nothing is decided.
    pub fn revise(
        mut self,
        actor: &Actor,
        interview: Interview,
        person: &KnownPerson,
        today: Day,
    ) -> Result<Changed<Self>, Refusal> {
        self.may(actor)?;
        self.status = self.status.after(IntakeStep::Revise)?;
        // A notice that was made up for on its day still stands when the rest is corrected later.
        let shown_by = self.on.max(self.interview.notice.on);
        let mut faults = Faults::none();
        interview.check(Some(person), shown_by, today, &mut faults);
        faults.refuse()?;
        self.interview = interview.with_each_need_once();
        Ok(self.says(Fact::IntakeRevised {}))
    }

    /// The case of `person` that this interview leads to; `conclude` then names it. Refuses when the
    /// interview is concluded already, or when the actor may open no case at its office.
    pub fn open_case(
        &self,
        actor: &Actor,
        id: CaseId,
        person: KnownPerson,
        counsellor: Option<Named<Colleague>>,
        reason: CaseReason,
        today: Day,
    ) -> Result<Changed<Case>, Refusal> {
        self.may(actor)?;
        self.status.after(IntakeStep::Conclude)?;
        let opening = Opening {
            id,
            individual: Named::Known(person),
            office: self.office,
            counsellor,
            intake: Some(self.id),
            reason,
            on: None,
        };
        Case::open(actor, opening, today)
    }

    /// Decides what happens. To wait is no end: everything else can still follow.
    pub fn conclude(
        mut self,
        actor: &Actor,
        outcome: Outcome,
        today: Day,
    ) -> Result<Changed<Self>, Refusal> {
        self.may(actor)?;
        let (step, fact) = match &outcome {
            Outcome::Waiting { until } => {
                if until.is_some_and(|until| until < today) {
                    return Err(Refusal::invalid("/outcome/until", "in_the_past"));
                }
                let until = until.map(|day| day.to_string());
                (IntakeStep::Wait, Fact::IntakeSetWaiting { until })
            }
            Outcome::InformationOnly {}
            | Outcome::ReferredElsewhere { .. }
            | Outcome::CaseOpened { .. } => {
                let opened = match outcome {
                    Outcome::CaseOpened { case } => Some(case),
                    _ => None,
                };
                let outcome = OutcomeCode::from(&outcome).to_string();
                let fact = Fact::IntakeConcluded { outcome, opened };
                (IntakeStep::Conclude, fact)
            }
        };
        self.status = self.status.after(step)?;
        self.outcome = Some(outcome);
        self.decided_on = Some(today);
        Ok(self.says(fact))
    }

    /// What the actor may do now, and what stands against the rest. To conclude with a case is a
    /// step of its own: the desk concludes, but opens no case.
    pub fn allowed_steps(&self, actor: &Actor) -> Vec<Allowed<IntakeStep>> {
        IntakeStep::iter()
            .map(|step| {
                let right = match step {
                    IntakeStep::OpenCase => self
                        .may(actor)
                        .and_then(|()| self.reached(actor, Action::OpenCase)),
                    IntakeStep::Revise | IntakeStep::Wait | IntakeStep::Conclude => self.may(actor),
                };
                let verdict = right.and_then(|()| self.status.after(step).map(|_| ()));
                Allowed::judged(step, &verdict)
            })
            .collect()
    }

    fn may(&self, actor: &Actor) -> Result<(), Refusal> {
        self.reached(actor, Action::TakeIntake)
    }

    fn reached(&self, actor: &Actor, action: Action) -> Result<(), Refusal> {
        if actor.reaches_office(action, self.office) {
            Ok(())
        } else {
            Err(Refusal::NotPermitted {})
        }
    }

    fn says(self, fact: Fact) -> Changed<Self> {
        let mut about = About::thing("intake", self.id)
            .of(self.individual)
            .at(self.office);
        if let Some(Outcome::CaseOpened { case }) = self.outcome {
            about = about.case(case);
        }
        Changed::new(self, about.says(fact))
    }
}
