//! People on their way to other services: one whom the employment desk is asked to see, one whom a
//! school outside sees, and one of whom nobody has answered by the day.

use chrono::{DateTime, TimeDelta, Utc};
use domain::cases::CaseStatus;
use domain::intakes::ReferralSource;
use domain::kernel::{Fault, Named};
use domain::policy::Action;
use domain::referrals::{Destination, NewReferral, Referral, ReferralId, Said};
use persistence::cases::{ByCounsellor, Filter};
use persistence::{Caller, Error, Store, referrals};

use super::hand_overs::nth;
use super::office::{Desk, Member, Opened};
use super::{set, words};

/// Before how many days the referral was sent that nobody answers.
const LONG_AGO: i64 = 20;

/// A referral of the demonstration.
#[derive(Debug, Clone, Copy)]
struct Wish {
    by: Member,
    from: Desk,
    /// Of which of the open cases, the newest first.
    nth: usize,
    /// The desk that is asked; a school outside when it is left out.
    to: Option<Desk>,
    reason: &'static str,
}

/// Lets counsellors refer three people, and one of them be seen to. The store's clock stands at
/// `now` at the end.
pub(super) fn refer(store: &Store, office: &Opened, now: DateTime<Utc>) -> Result<(), Error> {
    set(store.clock(), now - TimeDelta::days(LONG_AGO));
    let forgotten = Wish {
        by: Member::Counsellor,
        from: Desk::Employment,
        nth: 4,
        to: Some(Desk::Informagiovani),
        reason: "orientation",
    };
    let forgotten = send(store, office, forgotten)?;
    set(store.clock(), now);
    store.write(caller(office, Member::Coordinator), move |tx| {
        referrals::expire(tx, forgotten)
    })?;
    let asked = Wish {
        by: Member::YouthCounsellor,
        from: Desk::Informagiovani,
        nth: 3,
        to: Some(Desk::Employment),
        reason: "competence",
    };
    send(store, office, asked)?;
    let outside = Wish {
        by: Member::Counsellor,
        from: Desk::Employment,
        nth: 2,
        to: None,
        reason: "training",
    };
    let outside = send(store, office, outside)?;
    store.write(caller(office, Member::Counsellor), move |tx| {
        let referral = referrals::get(tx, outside, Action::AnswerReferrals)?;
        let case = referrals::case_of(tx, &referral)?;
        let note = words::REFERRAL_ANSWER.parse().map_err(ours)?;
        let said = Said::Yes { note: Some(note) };
        let changed =
            tx.decide(|tx, moment| referral.answer(tx.actor(), &case, said, moment))??;
        referrals::save(tx, changed)
    })?;
    Ok(())
}

fn send(store: &Store, office: &Opened, wish: Wish) -> Result<ReferralId, Error> {
    let home = office.office(wish.from);
    let to = match wish.to {
        Some(desk) => Destination::Office {
            office: Named::Known(office.office(desk)),
        },
        None => Destination::Service {
            kind: ReferralSource::TrainingProvider,
            name: words::SERVICES[1].parse().map_err(ours)?,
        },
    };
    let follows = office.staff(wish.by);
    let sent = store.write(caller(office, wish.by), move |tx| {
        let filter = Filter {
            status: Some(CaseStatus::Open),
            office: Some(home),
            counsellor: Some(ByCounsellor::Staff(follows)),
            opened_to: Some(tx.day()?),
            ..Filter::default()
        };
        let case = nth(tx, &filter, wish.nth)?;
        let new = NewReferral {
            id: tx.new_id(),
            to: to.clone(),
            reason: wish.reason.parse().map_err(ours)?,
            request: words::REFERRAL.parse().map_err(ours)?,
            answer_by: None,
        };
        let changed = tx.decide(|tx, moment| Referral::send(tx.actor(), &case, new, moment))??;
        referrals::insert(tx, changed)
    })?;
    Ok(sent.id)
}

fn ours(_: Fault) -> Error {
    Error::Corrupt("demonstration")
}

fn caller(office: &Opened, member: Member) -> Caller {
    Caller {
        actor: office.actor(member),
        request_id: "demo-referral".to_owned(),
        purpose: None,
    }
}
