//! The desk of a counsellor who is not there is taken over: all cases in one decision.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::steps::fits;
use super::{HandOver, HandOverId, HandOverNote, HandOverReason, HandOverStatus, Keeper, Term};
use crate::actor::{Actor, OfficeId, StaffId};
use crate::cases::{Case, CaseStep, Colleague};
use crate::event::{CaseId, Event};
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
}

/// Some cases for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// For whom.
    pub to: Named<Colleague>,
    /// Which.
    pub cases: Vec<CaseId>,
}

/// Who takes over what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Distribution {
    /// All cases, by turns in the order of their opening.
    Even {
        /// Among whom.
        among: Vec<Named<Colleague>>,
    },
    /// These cases, and no others.
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
}

impl TakeOver {
    /// Gives the cases of a desk to others. It is for the coordinator of the office, who asks
    /// nobody: the desk of somebody who fell ill is taken over in a morning. A case that they held
    /// for a time is held by somebody else for the rest of it. Every fault is told at once.
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
        let away = faults.known("/counsellor_id", desk.counsellor);
        let returns = away
            .as_ref()
            .and_then(|away| away.can_answer_at(desk.office).then_some(()));
        fits(self.term, returns, today, &mut faults);
        let away = away.map(|away| away.staff);
        let shares = shares(
            self.distribution,
            away,
            desk.office,
            &desk.cases,
            &mut faults,
        );
        if away.is_some() && desk.cases.is_empty() {
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
        let mut taking = Taking::default();
        let mut open: BTreeMap<CaseId, HandOver> = BTreeMap::new();
        for hand_over in desk.open {
            // Proposals that wait for an answer of whoever is away wait for that of the office.
            if hand_over.to.counsellor == Some(away)
                && hand_over.status == HandOverStatus::Proposed
                && !shares.contains_key(&hand_over.case)
            {
                taking.pass_on(hand_over, None)?;
            } else {
                open.insert(hand_over.case, hand_over);
            }
        }
        for case in desk.cases {
            if let Some(to) = shares.get(&case.id) {
                let open = open.remove(&case.id);
                taking.take(case, *to, open, &template, &mut mint)?;
            }
        }
        taking.changed()
    }
}

/// Who takes which case over.
fn shares(
    distribution: Distribution,
    away: Option<StaffId>,
    office: OfficeId,
    cases: &[Case],
    faults: &mut Faults,
) -> BTreeMap<CaseId, StaffId> {
    let suitable = |named: Named<Colleague>, pointer: String, faults: &mut Faults| {
        let to = faults.known(pointer.as_str(), named)?;
        to.answers_at(office, &pointer, faults);
        if away == Some(to.staff) {
            faults.tell(pointer, "already_there");
        }
        Some(to.staff)
    };
    match distribution {
        Distribution::Even { among } => {
            let among: Vec<_> = among
                .into_iter()
                .enumerate()
                .filter_map(|(n, named)| {
                    suitable(named, format!("/distribution/counsellor_ids/{n}"), faults)
                })
                .collect();
            let turns = among.iter().cycle().copied();
            cases.iter().map(|case| case.id).zip(turns).collect()
        }
        Distribution::Listed { parts } => {
            let theirs: BTreeSet<CaseId> = cases.iter().map(|case| case.id).collect();
            let mut shares = BTreeMap::new();
            for (n, part) in parts.into_iter().enumerate() {
                let at = format!("/distribution/parts/{n}");
                let to = suitable(part.to, format!("{at}/counsellor_id"), faults);
                for (m, case) in part.cases.into_iter().enumerate() {
                    let pointer = format!("{at}/case_ids/{m}");
                    if !theirs.contains(&case) {
                        faults.tell(pointer, "unknown_reference");
                        continue;
                    }
                    match (shares.entry(case), to) {
                        (Entry::Occupied(_), _) => faults.tell(pointer, "duplicate_member"),
                        (Entry::Vacant(free), Some(to)) => {
                            free.insert(to);
                        }
                        (Entry::Vacant(_), None) => {}
                    }
                }
            }
            shares
        }
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
    events: Vec<Event>,
}

impl Taking {
    fn take(
        &mut self,
        case: Case,
        to: StaffId,
        open: Option<HandOver>,
        template: &Template,
        mint: &mut impl FnMut() -> HandOverId,
    ) -> Result<(), Refusal> {
        case.status().after(CaseStep::HandOver)?;
        match open {
            Some(held) if held.status != HandOverStatus::Proposed => {
                self.pass_on(held, Some(to))?;
            }
            proposal => {
                if let Some(proposal) = proposal {
                    let (gone, events) = proposal.lapse(template.now)?.into_parts();
                    self.lapsed.push(gone);
                    self.events.extend(events);
                }
                let new = template.hand_over(mint(), &case, to)?;
                let about = new.about(new.to.office);
                self.events.push(about.says(new.handed_over(to)));
                self.new.push(new);
            }
        }
        self.cases.push(case.owned_by(template.from.office, to));
        Ok(())
    }

    fn pass_on(&mut self, hand_over: HandOver, to: Option<StaffId>) -> Result<(), Refusal> {
        let (next, events) = hand_over.pass_on(to)?.into_parts();
        self.passed_on.push(next);
        self.events.extend(events);
        Ok(())
    }

    fn changed(self) -> Result<Changed<TakenOver>, Refusal> {
        let taken = TakenOver {
            cases: self.cases,
            new: self.new,
            lapsed: self.lapsed,
            passed_on: self.passed_on,
        };
        let mut events = self.events.into_iter();
        let first = events
            .next()
            .ok_or_else(|| Refusal::invalid("/distribution", "no_cases"))?;
        Ok(events.fold(Changed::new(taken, first), Changed::and))
    }
}
