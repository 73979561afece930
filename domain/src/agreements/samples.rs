//! Agreements to test with: of counsellor 4 at office 7, on 20 November 2026.

use chrono::TimeZone;

use super::*;
use crate::actor::{Actor, Role};
use crate::cases::{Case, CaseOutcome, CaseState, Colleague};
use crate::kernel::{Named, Refusal};
use crate::rulebook::{Chain, Moment, Rulebook};
use crate::samples::{day, id, staff};

pub(crate) fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 20, 9, 0, 0).unwrap()
}

pub(crate) fn today() -> Day {
    day("2026-11-20")
}

pub(crate) fn counsellor() -> Actor {
    staff(4, &[Role::Counsellor], &[7])
}

/// A running case of counsellor 4 at office 7.
pub(crate) fn case() -> Case {
    Case {
        id: id(1),
        individual: id(3),
        office: id(7),
        counsellor: Some(id(4)),
        counsellor_left: false,
        intake: None,
        reason: "Cerca lavoro.".parse().unwrap(),
        opened_on: day("2026-01-10"),
        state: CaseState::Open {},
        since: day("2026-01-10"),
        last_contact_on: None,
        team: Vec::new(),
        version: Version::FIRST,
    }
}

pub(crate) fn closed() -> Case {
    Case {
        state: CaseState::Closed {
            outcome: CaseOutcome::Moved {},
        },
        since: day("2026-11-18"),
        ..case()
    }
}

pub(crate) fn officer(n: u128, offices: &[u128]) -> Named<Colleague> {
    Named::Known(Colleague {
        staff: id(n),
        roles: vec![Role::Counsellor],
        offices: offices.iter().copied().map(id).collect(),
        disabled: false,
    })
}

pub(crate) fn action(n: u128, of: Option<u128>) -> NewAction {
    NewAction {
        of: of.map(id),
        id: id(n),
        text: "Aggiornare il curriculum.".parse().unwrap(),
        by: Doer::Person,
        due_on: Some(day("2026-12-15")),
    }
}

pub(crate) fn terms(actions: Vec<NewAction>) -> NewTerms {
    NewTerms {
        officer: officer(4, &[7]),
        profile: "Esperienza nella ristorazione.".parse().unwrap(),
        search: "Tre candidature alla settimana.".parse().unwrap(),
        contact_every_days: 30,
        proofs: vec!["search_diary".parse().unwrap()],
        commitments: vec!["workshop".parse().unwrap()],
        goals: vec![NewGoal {
            text: "Lavorare in cucina.".parse().unwrap(),
            actions,
        }],
    }
}

pub(crate) fn draft() -> Agreement {
    let new = terms(vec![action(20, None), action(21, None)]);
    let new = (new, Some("2026/1234".parse().unwrap()));
    let drawn_up = Agreement::draw_up(&counsellor(), &case(), id(9), new, now());
    drawn_up.unwrap().into_parts().0
}

pub(crate) fn proposal(on: Option<&str>) -> Proposal {
    Proposal {
        on: on.map(day),
        officer: officer(4, &[7]),
    }
}

pub(crate) fn proposed(on: &str) -> Agreement {
    let proposed = draft().propose(&counsellor(), &case(), proposal(Some(on)), today());
    proposed.unwrap().into_parts().0
}

pub(crate) fn with_moment<T>(own: &(Rulebook, Chain), deed: impl FnOnce(&Moment<'_>) -> T) -> T {
    deed(&Moment {
        now: now(),
        today: today(),
        book: &own.0,
        chain: &own.1,
    })
}

pub(crate) fn shipped() -> (Rulebook, Chain) {
    (Rulebook::shipped(), Chain::italy())
}

fn met(on: Option<&str>, next: Option<&str>) -> Met {
    Met {
        on: on.map(day),
        next_review_on: next.map(day),
        acknowledged: Vec::new(),
    }
}

pub(crate) fn signature(on: Option<&str>, next: Option<&str>) -> Signature {
    Signature {
        met: met(on, next),
        officer: officer(4, &[7]),
    }
}

/// Signed today.
pub(crate) fn signed() -> Agreement {
    signed_by(&shipped(), signature(None, None)).unwrap()
}

pub(crate) fn signed_by(
    own: &(Rulebook, Chain),
    signature: Signature,
) -> Result<Agreement, Refusal> {
    let agreement = proposed("2026-11-10");
    let signed = with_moment(own, |moment| {
        agreement.sign(&counsellor(), &case(), signature, moment)
    })?;
    Ok(signed.into_parts().0.agreement)
}

pub(crate) fn looked(on: Option<&str>, next: Option<&str>) -> Looked {
    Looked {
        met: met(on, next),
        outcome: "on_course".parse().unwrap(),
        remark: None,
    }
}

pub(crate) fn reviewed(agreement: Agreement, looked: Looked) -> Result<Reviewed, Refusal> {
    let reviewed = with_moment(&shipped(), |moment| {
        agreement.review(&counsellor(), &case(), looked, moment)
    })?;
    Ok(reviewed.into_parts().0)
}

/// The pointers and codes of what was refused.
pub(crate) fn faults(refused: Refusal) -> Vec<(String, &'static str)> {
    let Refusal::Invalid { faults } = refused else {
        panic!("refused for another reason");
    };
    { faults.iter() }
        .map(|fault| (fault.pointer.clone(), fault.fault.code))
        .collect()
}
