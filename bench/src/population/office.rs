//! The organisation that the people belong to: eight sites, three desks each, forty counsellors.

use std::collections::BTreeSet;

use api::identity::password::{Hasher, NewPassword, Parameters};
use chrono_tz::Tz;
use domain::actor::{OfficeId, OrganisationId, Role, StaffId};
use domain::kernel::{PatronDay, Version};
use domain::offices::{Office, OfficeKind};
use domain::organisations::Organisation;
use domain::staff::{NewStaffMember, PasswordState, StaffMember};
use persistence::{Caller, Store, offices, organisations, staff};
use uuid::Uuid;

use crate::Failure;

/// How many places the organisation works at.
pub(crate) const SITES: usize = 8;
/// The password of everybody.
pub(crate) const PASSWORD: &str = "una panchina sotto i tigli 41";
/// The desks of a site, in the order in which the demonstration opens its own.
const DESKS: [OfficeKind; 3] = [
    OfficeKind::EmploymentDesk,
    OfficeKind::Informagiovani,
    OfficeKind::TargetedPlacementDesk,
];

/// Somebody of the staff.
#[derive(Debug, Clone)]
pub(crate) struct Colleague {
    pub(crate) id: StaffId,
    pub(crate) email: String,
    pub(crate) role: Role,
    pub(crate) offices: Vec<OfficeId>,
}

/// A place with its three desks and whoever works there.
#[derive(Debug, Clone)]
pub(crate) struct Site {
    pub(crate) offices: Vec<OfficeId>,
    pub(crate) staff: Vec<Colleague>,
}

/// The organisation.
#[derive(Debug, Clone)]
pub(crate) struct Organised {
    pub(crate) organisation: OrganisationId,
    pub(crate) sites: Vec<Site>,
    /// Who coordinates all of them.
    pub(crate) chief: Colleague,
}

impl Site {
    /// Who of the site has this role at this desk, one after the other by `turn`.
    pub(crate) fn colleague(
        &self,
        role: Role,
        desk: Option<usize>,
        turn: usize,
    ) -> Option<&Colleague> {
        let at = |colleague: &&Colleague| {
            let office = desk.and_then(|desk| self.offices.get(desk));
            colleague.role == role && office.is_none_or(|office| colleague.offices.contains(office))
        };
        let count = self.staff.iter().filter(at).count();
        self.staff.iter().filter(at).nth(turn % count.max(1))
    }
}

/// Sets up organisation, offices and staff through the product, everybody with a password.
pub(super) fn open(store: &Store) -> Result<Organised, Failure> {
    let id: OrganisationId = store.mint();
    let organisation = Organisation {
        id,
        legal_name: "Comune di Valgrande (misure)".parse()?,
        ipa_code: None,
        zone: Tz::Europe__Rome,
        region: "01".parse()?,
        patron: PatronDay::new(6, 24)?,
    };
    store.write(Caller::system(id, "bench"), move |tx| {
        let changed = Organisation::create(organisation.clone(), tx.actor())?;
        organisations::insert(tx, changed)
    })?;
    let hash = hash()?;
    let sites = (0..SITES).map(|number| site(store, id, number, &hash));
    let sites: Vec<Site> = sites.collect::<Result<_, Failure>>()?;
    let chief = Colleague {
        id: store.mint(),
        email: "chief@bench.example".to_owned(),
        role: Role::Coordinator,
        offices: sites.iter().flat_map(|site| site.offices.clone()).collect(),
    };
    hire(store, id, &chief, &hash)?;
    Ok(Organised {
        organisation: id,
        sites,
        chief,
    })
}

fn hash() -> Result<String, Failure> {
    let password = NewPassword::chosen(PASSWORD, "bench.example")?;
    let hasher = Hasher::new(Parameters::default(), 1)?;
    Ok(actix_web::rt::System::new().block_on(hasher.hash(&password))?)
}

fn site(
    store: &Store,
    organisation: OrganisationId,
    number: usize,
    hash: &str,
) -> Result<Site, Failure> {
    let mut offices = Vec::new();
    for kind in DESKS {
        offices.push(desk(store, organisation, number, kind)?);
    }
    let [employment, young, targeted] = [offices[0], offices[1], offices[2]];
    let all = offices.clone();
    let posts = [
        (Role::Counsellor, vec![employment]),
        (Role::Counsellor, vec![employment]),
        (Role::Counsellor, vec![employment]),
        (Role::Counsellor, vec![young]),
        (Role::Counsellor, vec![young]),
        (Role::DeskOperator, vec![employment]),
        (Role::DeskOperator, vec![young]),
        (Role::TargetedPlacementOfficer, vec![targeted]),
        (Role::Coordinator, all.clone()),
        (Role::Administrator, vec![]),
        (Role::Auditor, vec![]),
    ];
    let mut staff = Vec::new();
    for (post, (role, offices)) in posts.into_iter().enumerate() {
        let email = format!(
            "{}-{number}-{post}@bench.example",
            role.to_string().replace('_', "-")
        );
        let colleague = Colleague {
            id: store.mint(),
            email,
            role,
            offices,
        };
        hire(store, organisation, &colleague, hash)?;
        staff.push(colleague);
    }
    Ok(Site {
        offices: all,
        staff,
    })
}

fn desk(
    store: &Store,
    organisation: OrganisationId,
    number: usize,
    kind: OfficeKind,
) -> Result<OfficeId, Failure> {
    let office = Office {
        id: store.mint(),
        label: format!("Sportello {kind} {number}").parse()?,
        kind,
        address: None,
        phone: None,
        email: None,
        version: Version::FIRST,
    };
    let id = office.id;
    store.write(Caller::system(organisation, "bench"), move |tx| {
        let changed = Office::create(office.clone(), tx.actor())?;
        offices::insert(tx, changed)
    })?;
    Ok(id)
}

fn hire(
    store: &Store,
    organisation: OrganisationId,
    colleague: &Colleague,
    hash: &str,
) -> Result<(), Failure> {
    let new = NewStaffMember {
        email: colleague.email.parse()?,
        given_name: "Persona".parse()?,
        family_name: "Di Misura".parse()?,
        roles: BTreeSet::from([colleague.role]),
        offices: colleague.offices.iter().copied().collect(),
        password: PasswordState::Chosen,
    };
    let (id, hash) = (colleague.id, hash.to_owned());
    store.write(Caller::system(organisation, "bench"), move |tx| {
        let changed = StaffMember::create(id, new.clone(), tx.actor())?;
        staff::insert(tx, changed, Some(&hash))
    })?;
    Ok(())
}

impl Organised {
    /// Everybody of a role, with the site.
    pub(crate) fn everybody(&self, role: Role) -> impl Iterator<Item = (usize, &Colleague)> {
        let sites = self.sites.iter().enumerate();
        sites.flat_map(move |(site, at)| {
            let staff = at.staff.iter().filter(move |c| c.role == role);
            staff.map(move |colleague| (site, colleague))
        })
    }

    pub(super) fn uid(&self) -> Uuid {
        self.organisation.uuid()
    }
}
