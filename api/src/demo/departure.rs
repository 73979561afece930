//! A counsellor who helped out at another desk and went back: the case that stayed there is
//! followed by nobody any more, and waits for somebody who takes it.

use domain::actor::OfficeId;
use domain::cases::CaseStatus;
use domain::policy::Action;
use persistence::cases::{self, ByCounsellor, Filter};
use persistence::{Caller, Error, Page, Store, staff};

use super::office::{Desk, Member, Opened};

/// Lets the counsellor of the young help out at the employment desk, follow a case there, and go.
pub(super) fn help_out(store: &Store, office: &Opened) -> Result<(), Error> {
    let (there, home) = (
        office.office(Desk::Employment),
        office.office(Desk::Informagiovani),
    );
    work_at(store, office, &[there, home])?;
    let caller = caller(office, Member::Coordinator);
    let helper = office.staff(Member::YouthCounsellor);
    let counsellor = office.staff(Member::Counsellor);
    store.write(caller, move |tx| {
        let open = Filter {
            status: Some(CaseStatus::Open),
            office: Some(there),
            counsellor: Some(ByCounsellor::Staff(counsellor)),
            ..Filter::default()
        };
        let newest = Page {
            limit: 1,
            after: None,
        };
        let listed = cases::list(tx, &open, &newest)?.items.pop();
        let id = listed.ok_or(Error::Corrupt("diary"))?.case.id;
        let case = cases::get(tx, id, Action::AssignCase)?;
        let to = cases::colleague(tx, helper)?;
        let given = case.assign(tx.actor(), to)?;
        cases::save(tx, given)
    })?;
    work_at(store, office, &[home])
}

/// Says at which desks the counsellor of the young works from now on.
fn work_at(store: &Store, office: &Opened, desks: &[OfficeId]) -> Result<(), Error> {
    let id = office.staff(Member::YouthCounsellor);
    let desks = desks.to_vec();
    store.write(caller(office, Member::Administrator), move |tx| {
        let member = staff::get(tx, id)?;
        let roles = member.roles.clone();
        let offices = desks.iter().copied().collect();
        let administrators = staff::administrators(tx, id)?;
        let changed = member.change(roles, offices, tx.actor(), &administrators)?;
        staff::save(tx, changed)
    })?;
    Ok(())
}

fn caller(office: &Opened, member: Member) -> Caller {
    Caller {
        actor: office.actor(member),
        request_id: "demo-departure".to_owned(),
        purpose: None,
    }
}
