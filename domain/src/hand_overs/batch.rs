//! The desk of a counsellor who is not there is taken over: all cases in one decision.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::shares::Shares;
use super::steps::check_term;
use super::{HandOver, HandOverId, HandOverNote, HandOverReason, HandOverStatus, Keeper, Term};
use crate::actor::{Actor, OfficeId, StaffId};
use crate::cases::{Case, CaseStep, Colleague};
use crate::event::{About, CaseId, Event, Fact};
use crate::follow_ups::{FollowUp, FollowUpId};
use crate::kernel::{Changed, Day, Faults, Named, Refusal, Version};
use crate::policy::Action;

/// Whose desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desk {
    /// The office.
    pub office: OfficeId,
    /// Who followed the cases.
    pub counsellor: Named<Colleague>,
    /// The running cases of theirs at that office, in the order in which they were opened.
    pub cases: Vec<Case>,
    /// What is open of hand-overs of these cases, and of proposals to them.
    pub open: Vec<HandOver>,
    /// Whom they are to ask how it went after the end of a case of that office, by the day for which
    /// it is planned.
    pub follow_ups: Vec<FollowUp>,
}

/// Some of a desk for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// For whom.
    pub to: Named<Colleague>,
    /// Which.
    pub cases: Vec<CaseId>,
    /// Which follow-ups.
    pub follow_ups: Vec<FollowUpId>,
}

/// Who takes over what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Distribution {
    /// All cases by turns in the order of their opening, then the follow-ups that fall due within the
    /// term.
    Even {
        /// Among whom.
        among: Vec<Named<Colleague>>,
    },
    /// These, and nothing else.
    Listed {
        /// For each of them, which.
        parts: Vec<Part>,
    },
}

/// How a desk is to be taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakeOver {
    /// Who takes over what.
    pub distribution: Distribution,
    /// For how long.
    pub term: Term,
    /// Why.
    pub reason: HandOverReason,
    /// What those who take over have to know.
    pub note: Option<HandOverNote>,
}

/// A desk that was taken over: all of it is saved, or nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenOver {
    /// The cases, with their new owners; their versions are still those that were loaded.
    pub cases: Vec<Case>,
    /// A hand-over for each case that had none for a time.
    pub new: Vec<HandOver>,
    /// Proposals for these cases, which lost their object.
    pub lapsed: Vec<HandOver>,
    /// Hand-overs that go on with somebody else.
    pub passed_on: Vec<HandOver>,
    /// Hand-overs that are over, because their case fell to whoever had lent it.
    pub returned: Vec<HandOver>,
    /// Follow-ups that somebody else sees to, for good.
    pub follow_ups: Vec<FollowUp>,
}

impl Desk {
    /// Whether there is nothing that others could go on with.
    fn is_empty(&self) -> bool {
        self.cases.is_empty() && self.open.is_empty() && self.follow_ups.is_empty()
    }
}

impl TakeOver {
    /// Gives the cases of a desk to others. It is for the coordinator of the office, who asks
    /// nobody: the desk of somebody who fell ill is taken over in a morning. A case that they held
    /// for a time is held by somebody else for the rest of it, or is back where it came from. Every
    /// fault is told at once.
    pub fn decide(
        self,
        actor: &Actor,
        desk: Desk,
        mut mint: impl FnMut() -> HandOverId,
        now: DateTime<Utc>,
        today: Day,
    ) -> Result<Changed<TakenOver>, Refusal> {
        actor.may_at(Action::AssignCase, desk.office, "/office_id")?;
        let proposed_by = actor.staff().ok_or(Refusal::NotPermitted {})?;
        let mut faults = Faults::none();
        let away = faults.known("/counsellor_id", desk.counsellor.clone());
        let returns = away
            .as_ref()
            .and_then(|away| away.can_answer_at(desk.office).then_some(()));
        check_term(self.term, returns, today, &mut faults);
        let away = away.map(|away| away.staff);
        let shares = Shares::of(self.distribution, away, &desk, self.term, &mut faults);
        if away.is_some() && desk.is_empty() {
            faults.tell("/counsellor_id", "no_cases");
        }
        let away = faults.unless_any(away)?;
        let template = Template {
            from: Keeper {
                office: desk.office,
                counsellor: Some(away),
            },
            term: self.term,
            reason: self.reason,
            note: self.note,
            proposed_by,
            now,
        };
        let about = About::thing("desk", away).at(desk.office);
        let mut taking = Taking::default();
        taking.take_all(desk, &shares, &template, &mut mint)?;
        taking.changed(about.says(Fact::DeskTakenOver { of: away.uuid() }))
    }
}

/// What all hand-overs of a desk have in common.
struct Template {
    from: Keeper,
    term: Term,
    reason: HandOverReason,
    note: Option<HandOverNote>,
    proposed_by: StaffId,
    now: DateTime<Utc>,
}

impl Template {
    fn hand_over(&self, id: HandOverId, case: &Case, to: StaffId) -> Result<HandOver, Refusal> {
        let proposed = HandOver {
            id,
            case: case.id,
            individual: case.individual,
            from: self.from,
            to: Keeper {
                office: self.from.office,
                counsellor: Some(to),
            },
            taken_by: None,
            term: self.term,
            reason: self.reason,
            note: self.note.clone(),
            status: HandOverStatus::Proposed,
            declined: None,
            refusal_seen_at: None,
            blocked: None,
            proposed_by: self.proposed_by,
            proposed_at: self.now,
            answered_at: None,
            ended_at: None,
            version: Version::FIRST,
        };
        proposed.taken(to, self.now)
    }
}

/// What is decided so far.
#[derive(Default)]
struct Taking {
    cases: Vec<Case>,
    new: Vec<HandOver>,
    lapsed: Vec<HandOver>,
    passed_on: Vec<HandOver>,
    returned: Vec<HandOver>,
    follow_ups: Vec<FollowUp>,
    events: Vec<Event>,
}

impl Taking {
    fn take_all(
        &mut self,
        desk: Desk,
        shares: &Shares,
        template: &Template,
        mint: &mut impl FnMut() -> HandOverId,
    ) -> Result<(), Refusal> {
        let mut open: BTreeMap<CaseId, HandOver> = BTreeMap::new();
        for hand_over in desk.open {
            // Proposals that wait for an answer of whoever is away wait for that of the office.
            if hand_over.to.counsellor == template.from.counsellor
                && hand_over.status == HandOverStatus::Proposed
                && !shares.cases.contains_key(&hand_over.case)
            {
                self.keep(hand_over.pass_on(None)?);
            } else {
                open.insert(hand_over.case, hand_over);
            }
        }
        for case in desk.cases {
            if let Some(to) = shares.cases.get(&case.id) {
                let open = open.remove(&case.id);
                self.take(case, *to, open, template, mint)?;
            }
        }
        for follow_up in desk.follow_ups {
            if let Some(to) = shares.follow_ups.get(&follow_up.id) {
                let (given, events) = follow_up.given_to(*to).into_parts();
                self.follow_ups.push(given);
                self.events.extend(events);
            }
        }
        Ok(())
    }

    fn take(
        &mut self,
        case: Case,
        to: StaffId,
        open: Option<HandOver>,
        template: &Template,
        mint: &mut impl FnMut() -> HandOverId,
    ) -> Result<(), Refusal> {
        case.status().after(CaseStep::HandOver)?;
        let is_held = open.as_ref().is_some_and(|open| open.status.is_taken());
        let owner = Keeper {
            office: template.from.office,
            counsellor: Some(to),
        };
        let changed = open.map(|open| open.reassigned(owner, template.now));
        if let Some(changed) = changed.transpose()?.flatten() {
            self.keep(changed);
        }
        if !is_held {
            let new = template.hand_over(mint(), &case, to)?;
            let about = new.about(new.to.office);
            self.events.push(about.says(new.handed_over(to)));
            self.new.push(new);
        }
        self.cases.push(case.owned_by(template.from.office, to));
        Ok(())
    }

    fn keep(&mut self, changed: Changed<HandOver>) {
        let (next, events) = changed.into_parts();
        self.events.extend(events);
        match next.status {
            HandOverStatus::Lapsed => self.lapsed.push(next),
            HandOverStatus::Returned => self.returned.push(next),
            HandOverStatus::Proposed
            | HandOverStatus::Running
            | HandOverStatus::Stuck
            | HandOverStatus::Accepted
            | HandOverStatus::Refused
            | HandOverStatus::Withdrawn => self.passed_on.push(next),
        }
    }

    fn changed(self, first: Event) -> Result<Changed<TakenOver>, Refusal> {
        if self.events.is_empty() {
            return Err(Refusal::invalid("/distribution", "no_cases"));
        }
        let taken = TakenOver {
            cases: self.cases,
            new: self.new,
            lapsed: self.lapsed,
            passed_on: self.passed_on,
            returned: self.returned,
            follow_ups: self.follow_ups,
        };
        let events = self.events.into_iter();
        Ok(events.fold(Changed::new(taken, first), Changed::and))
    }
}
