//! Cases on their way: one that the counsellor of the employment desk is asked to take over, and
//! one that the officer of targeted placement holds while the counsellor of the young is away.

use domain::cases::{Case, CaseStatus};
use domain::hand_overs::{HandOver, NewHandOver, Term};
use domain::kernel::{Fault, Named};
use domain::policy::Action;
use persistence::cases::{self, ByCounsellor, Filter};
use persistence::{Caller, Error, Page, Store, Tx, hand_overs};

use super::office::{Desk, Member, Opened};
use super::words;

/// For how many days the counsellor of the young is away.
const AWAY: u32 = 21;

/// A hand-over of the demonstration.
#[derive(Debug, Clone, Copy)]
struct Wish {
    /// Of which of the open cases, the newest first.
    nth: usize,
    to: Member,
    desk: Desk,
    days: Option<u32>,
    reason: &'static str,
}

/// Lets the counsellor of the young hand two cases over; one of them is taken over.
pub(super) fn hand_over(store: &Store, office: &Opened) -> Result<(), Error> {
    let asked = Wish {
        nth: 0,
        to: Member::Counsellor,
        desk: Desk::Employment,
        days: None,
        reason: "competence",
    };
    propose(store, office, asked)?;
    let held = Wish {
        nth: 1,
        to: Member::TargetedPlacementOfficer,
        desk: Desk::TargetedPlacement,
        days: Some(AWAY),
        reason: "absence",
    };
    let proposed = propose(store, office, held)?;
    let officer = office.staff(held.to);
    store.write(caller(office, held.to), move |tx| {
        let hand_over = hand_overs::get(tx, proposed.id)?;
        let case = hand_overs::case_of(tx, &hand_over)?;
        let by = cases::colleague(tx, officer)?;
        let changed = hand_over.accept(tx.actor(), case, Some(by), tx.now(), tx.day()?)?;
        hand_overs::save_moved(tx, changed)
    })?;
    Ok(())
}

fn propose(store: &Store, office: &Opened, wish: Wish) -> Result<HandOver, Error> {
    let ours = |_: Fault| Error::Corrupt("demonstration");
    let (desk, to) = (office.office(wish.desk), office.staff(wish.to));
    let (from, home) = (
        office.staff(Member::YouthCounsellor),
        office.office(Desk::Informagiovani),
    );
    store.write(caller(office, Member::YouthCounsellor), move |tx| {
        let filter = Filter {
            status: Some(CaseStatus::Open),
            office: Some(home),
            counsellor: Some(ByCounsellor::Staff(from)),
            ..Filter::default()
        };
        let case = nth(tx, &filter, wish.nth)?;
        let today = tx.day()?;
        let until = wish.days.map(|days| today.add_days(days)).transpose();
        let new = NewHandOver {
            id: tx.new_id(),
            office: Some(Named::Known(desk)),
            counsellor: Some(cases::colleague(tx, to)?),
            term: until
                .map_err(ours)?
                .map_or(Term::Permanent {}, |until| Term::Temporary { until }),
            reason: wish.reason.parse().map_err(ours)?,
            note: Some(words::HAND_OVER.parse().map_err(ours)?),
        };
        let changed = HandOver::propose(tx.actor(), &case, new, tx.now(), today)?;
        hand_overs::insert(tx, changed)
    })
}

/// One of the cases that the filter means, the newest first.
pub(super) fn nth(tx: &mut Tx<'_>, filter: &Filter, nth: usize) -> Result<Case, Error> {
    let page = Page {
        limit: 10,
        after: None,
    };
    let listed = cases::list(tx, filter, &page)?.items.into_iter().nth(nth);
    let id = listed.ok_or(Error::Corrupt("diary"))?.case.id;
    cases::get(tx, id, Action::HandOverCases)
}

fn caller(office: &Opened, member: Member) -> Caller {
    Caller {
        actor: office.actor(member),
        request_id: "demo-hand-over".to_owned(),
        purpose: None,
    }
}
