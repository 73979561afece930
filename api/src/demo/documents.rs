//! Papers of some people: what one of them is to sign, and when another one is to come.

use domain::agreements::AgreementStatus;
use domain::appointments::AppointmentStatus;
use domain::cases::CaseStatus;
use domain::documents::DocumentLanguage;
use domain::policy::Action;
use persistence::appointments::Filter as Expected;
use persistence::cases::Filter;
use persistence::keyset::Page;
use persistence::{Caller, Error, Store, Tx, agreements, appointments};

use super::hand_overs::nth;
use super::office::{Member, Opened};
use crate::documents::{agreement, letter};

/// How many cases are looked through for an agreement that waits to be signed.
const LOOKED_THROUGH: usize = 20;
/// How many appointments are looked through for one that somebody is told of.
const PAGE: u16 = 50;

/// Lets a counsellor print what is to be signed, and write to somebody who is expected.
pub(super) fn print(store: &Store, office: &Opened) -> Result<(), Error> {
    let caller = Caller {
        actor: office.actor(Member::Counsellor),
        request_id: "demo-document".to_owned(),
        purpose: None,
    };
    store.write(caller, |tx| {
        to_be_signed(tx)?;
        to_be_told(tx)
    })?;
    crate::documents::round(store)
}

fn to_be_signed(tx: &mut Tx<'_>) -> Result<(), Error> {
    let filter = Filter {
        status: Some(CaseStatus::Open),
        ..Filter::default()
    };
    let page = Page {
        limit: PAGE,
        after: None,
    };
    for number in 0..LOOKED_THROUGH {
        let case = nth(tx, &filter, number)?;
        for item in agreements::list(tx, &case, &page)?.items {
            if item.of.status == AgreementStatus::Proposed {
                let (_, agreement) = agreements::lock(tx, item.of.id, Action::WorkCase)?;
                agreement::order(tx, &agreement, None, DocumentLanguage::It)?;
                return Ok(());
            }
        }
    }
    Err(Error::Corrupt("demonstration"))
}

fn to_be_told(tx: &mut Tx<'_>) -> Result<(), Error> {
    let filter = Expected {
        status: Some(AppointmentStatus::Booked),
        from: Some(tx.now()),
        ..Expected::default()
    };
    let page = Page {
        limit: PAGE,
        after: None,
    };
    let expected = appointments::list(tx, &filter, &page)?;
    let first = expected.items.into_iter().next().ok_or(Error::NotFound)?;
    let id = first.appointment.id;
    let appointment = appointments::lock(tx, id, Action::BookAppointments)?;
    letter::order(tx, appointment, DocumentLanguage::It).map(drop)
}
