//! What the fictional organisation offers: the services to begin with, one of its own, and one of
//! them for which nobody is booked.

use std::collections::BTreeSet;

use domain::services::{
    BookedBy, Figures, MessageChannel, Service, ServiceCode, ServiceMode, ServiceTerms,
};
use persistence::services::{self, Filter};
use persistence::{Caller, Error, Page, Store};

use super::Failure;
use super::office::{Member, Opened};

/// What is not done here: somebody else in the region does it.
const NOT_HERE: &str = "competence_validation";

fn cv_workshop() -> Result<ServiceTerms, Failure> {
    Ok(ServiceTerms {
        label_it: "Laboratorio di curriculum".parse()?,
        label_en: "Workshop on the CV".parse()?,
        essential_level: Some("F".parse()?),
        mode: ServiceMode::Group,
        figures: Figures {
            minutes: 120,
            min_size: 4,
            max_size: 12,
            margin_days: 2,
            ahead_days: 60,
            move_until_hours: 24,
            reminder_hours: Some(24),
            cap_minutes: None,
            person_cap_minutes: Some(480),
        },
        booked_by: BookedBy::Staff,
        channels: BTreeSet::from([MessageChannel::Email]),
        evidence: Some("attendance_sheet".parse()?),
        once_pending: false,
        is_search_path: false,
        blocked: false,
    })
}

/// Whoever coordinates the desks adds a service and blocks another.
pub(super) fn offer(store: &Store, office: &Opened) -> Result<(), Failure> {
    let caller = Caller {
        actor: office.actor(Member::Coordinator),
        request_id: "demo-services".to_owned(),
        purpose: None,
    };
    let (code, terms): (ServiceCode, _) = ("cv_workshop".parse()?, cv_workshop()?);
    store.write(caller, move |tx| {
        let own = Service::create(tx.new_id(), code.clone(), terms.clone(), tx.actor())?;
        services::insert(tx, own)?;
        let whole = Page {
            limit: 100,
            after: None,
        };
        let all = services::list(tx, &Filter::default(), &whole)?.items;
        let not_here = all.into_iter().find(|one| one.code.as_str() == NOT_HERE);
        let service = not_here.ok_or(Error::NotFound)?;
        let blocked = ServiceTerms {
            blocked: true,
            ..service.terms.clone()
        };
        let code = service.code.clone();
        let changed = service.replace(&code, blocked, tx.actor())?;
        services::save(tx, changed)
    })?;
    Ok(())
}
