//! Agreements of some people who are followed: one in each status, and one of them signed twice.

use domain::agreements::{
    ActionStatus, ActionUpdate, Agreement, AgreementCloseReason, Doer, Ending, Looked, Met,
    NewAction, NewGoal, NewTerms, Proposal, Signature,
};
use domain::cases::{Case, CaseStatus};
use domain::kernel::Fault;
use persistence::cases::{ByCounsellor, Filter};
use persistence::{Caller, Error, Store, Tx, agreements, cases};

use super::hand_overs::nth;
use super::office::{Desk, Member, Opened};
use super::words;

/// How far they got with each of these cases, the newest first.
const COURSES: [(usize, Course); 5] = [
    (1, Course::Draft),
    (3, Course::Proposed),
    (5, Course::SignedTwice),
    (6, Course::Reviewed),
    (7, Course::Closed),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Course {
    Draft,
    Proposed,
    SignedTwice,
    Reviewed,
    Closed,
}

/// Lets a counsellor agree with five people on what is to be done.
pub(super) fn agree(store: &Store, office: &Opened) -> Result<(), Error> {
    let (home, follows) = (
        office.office(Desk::Employment),
        office.staff(Member::Counsellor),
    );
    let caller = Caller {
        actor: office.actor(Member::Counsellor),
        request_id: "demo-agreement".to_owned(),
        purpose: None,
    };
    store.write(caller, move |tx| {
        let filter = Filter {
            status: Some(CaseStatus::Open),
            office: Some(home),
            counsellor: Some(ByCounsellor::Staff(follows)),
            ..Filter::default()
        };
        for (number, course) in COURSES {
            let case = nth(tx, &filter, number)?;
            go(tx, &case, course)?;
        }
        Ok(())
    })?;
    Ok(())
}

fn go(tx: &mut Tx<'_>, case: &Case, course: Course) -> Result<(), Error> {
    let terms = terms(tx, case)?;
    let pact = Some("2026/1187".parse().map_err(ours)?);
    let id = tx.new_id();
    let drawn_up = Agreement::draw_up(tx.actor(), case, id, (terms, pact), tx.now())?;
    let mut agreement = agreements::insert(tx, drawn_up)?;
    if course == Course::Draft {
        return Ok(());
    }
    agreement = propose(tx, case, agreement)?;
    if course == Course::Proposed {
        return Ok(());
    }
    agreement = sign(tx, case, agreement)?;
    match course {
        Course::SignedTwice => {
            let amended = agreement.amend(tx.actor(), case)?;
            agreement = agreements::save(tx, amended)?;
            agreement = propose(tx, case, agreement)?;
            sign(tx, case, agreement)?;
        }
        Course::Closed => {
            let ending = Ending {
                reason: AgreementCloseReason::Achieved,
                on: None,
            };
            let closed = agreement.close(tx.actor(), case, ending, tx.day()?)?;
            agreements::save(tx, closed)?;
        }
        Course::Reviewed | Course::Proposed | Course::Draft => {
            let looked = Looked {
                met: Met::default(),
                outcome: "on_course".parse().map_err(ours)?,
                remark: Some(words::REVIEW.parse().map_err(ours)?),
            };
            let changed =
                tx.decide(|tx, moment| agreement.review(tx.actor(), case, looked, moment))??;
            let agreement = agreements::save_reviewed(tx, changed)?;
            follow(tx, case, agreement)?;
        }
    }
    Ok(())
}

/// The first thing that was agreed is done.
fn follow(tx: &mut Tx<'_>, case: &Case, agreement: Agreement) -> Result<(), Error> {
    let first = agreement.terms.actions().next();
    let done = ActionUpdate {
        id: first.ok_or(Error::Corrupt("demonstration"))?.id,
        status: ActionStatus::Done,
        on: None,
    };
    let changed = agreement.follow(tx.actor(), case, done, tx.day()?)?;
    agreements::save_followed(tx, changed)?;
    Ok(())
}

fn propose(tx: &mut Tx<'_>, case: &Case, agreement: Agreement) -> Result<Agreement, Error> {
    let officer = cases::colleague(tx, agreement.officer_written())?;
    let today = Proposal { on: None, officer };
    let proposed = agreement.propose(tx.actor(), case, today, tx.day()?)?;
    agreements::save(tx, proposed)
}

fn sign(tx: &mut Tx<'_>, case: &Case, agreement: Agreement) -> Result<Agreement, Error> {
    let today = Signature {
        met: Met::default(),
        officer: cases::colleague(tx, agreement.officer_written())?,
    };
    let changed = tx.decide(|tx, moment| agreement.sign(tx.actor(), case, today, moment))??;
    agreements::save_signed(tx, changed)
}

fn terms(tx: &mut Tx<'_>, case: &Case) -> Result<NewTerms, Error> {
    let officer = case.counsellor.ok_or(Error::Corrupt("demonstration"))?;
    let due_on = tx.day()?.add_days(30).map_err(ours)?;
    let goals = words::GOALS
        .into_iter()
        .map(|[goal, by_person, by_officer]| {
            let action = |text: &str, by, due_on| {
                let text = text.parse().map_err(ours)?;
                Ok::<_, Error>(NewAction {
                    of: None,
                    id: tx.new_id(),
                    text,
                    by,
                    due_on,
                })
            };
            Ok(NewGoal {
                text: goal.parse().map_err(ours)?,
                actions: vec![
                    action(by_person, Doer::Person, Some(due_on))?,
                    action(by_officer, Doer::Officer, None)?,
                ],
            })
        });
    let goals: Result<Vec<NewGoal>, Error> = goals.collect();
    Ok(NewTerms {
        goals: goals?,
        officer: cases::colleague(tx, officer)?,
        profile: words::PROFILE.parse().map_err(ours)?,
        search: words::SEARCH_ACTS.parse().map_err(ours)?,
        contact_every_days: 30,
        proofs: vec!["search_diary".parse().map_err(ours)?],
        commitments: vec!["workshop".parse().map_err(ours)?],
    })
}

fn ours(_: Fault) -> Error {
    Error::Corrupt("demonstration")
}
