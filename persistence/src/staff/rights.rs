//! Roles and offices of accounts.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use diesel::prelude::*;
use domain::actor::{OfficeId, Role, StaffId};
use domain::kernel::Faults;
use domain::staff::StaffMember;

use crate::error::Error;
use crate::offices;
use crate::schema::{staff_offices, staff_roles, staff_roles_awaiting};
use crate::sql_types::Uid;
use crate::tx::Tx;

/// What an account may do and where, and which roles wait.
#[derive(Debug, Default)]
pub(super) struct Rights {
    pub(super) roles: Vec<Role>,
    pub(super) awaiting: BTreeMap<Role, StaffId>,
    pub(super) offices: Vec<OfficeId>,
}

fn role(text: &str) -> Result<Role, Error> {
    text.parse().map_err(|_| Error::Corrupt("role"))
}

/// The roles of one account.
pub(crate) fn roles(tx: &mut Tx<'_>, org: Uid, id: Uid) -> Result<Vec<Role>, Error> {
    let roles: Vec<String> = staff_roles::table
        .filter(staff_roles::organisation_id.eq(org))
        .filter(staff_roles::staff_id.eq(id))
        .order(staff_roles::role)
        .select(staff_roles::role)
        .load(tx.conn())?;
    roles.iter().map(|text| role(text)).collect()
}

/// The roles of one account that wait, and who proposed each.
fn awaiting(tx: &mut Tx<'_>, id: Uid) -> Result<BTreeMap<Role, StaffId>, Error> {
    let found: Vec<(String, Uid)> = staff_roles_awaiting::table
        .filter(staff_roles_awaiting::organisation_id.eq(tx.org()))
        .filter(staff_roles_awaiting::staff_id.eq(id))
        .select((
            staff_roles_awaiting::role,
            staff_roles_awaiting::proposed_by,
        ))
        .load(tx.conn())?;
    let each = found.into_iter();
    each.map(|(text, by)| Ok((role(&text)?, by.into())))
        .collect()
}

/// All rights of one account of the transaction's organisation.
pub(super) fn of_one(tx: &mut Tx<'_>, id: Uid) -> Result<Rights, Error> {
    let org = tx.org();
    Ok(Rights {
        roles: roles(tx, org, id)?,
        awaiting: awaiting(tx, id)?,
        offices: offices(tx, org, id)?,
    })
}

/// The offices of one account.
pub(crate) fn offices(tx: &mut Tx<'_>, org: Uid, id: Uid) -> Result<Vec<OfficeId>, Error> {
    let offices: Vec<Uid> = staff_offices::table
        .filter(staff_offices::organisation_id.eq(org))
        .filter(staff_offices::staff_id.eq(id))
        .order(staff_offices::office_id)
        .select(staff_offices::office_id)
        .load(tx.conn())?;
    Ok(offices.into_iter().map(OfficeId::from).collect())
}

/// Roles and offices of the accounts of a page.
pub(super) fn of_page(
    tx: &mut Tx<'_>,
    ids: impl Iterator<Item = Uid>,
) -> Result<HashMap<Uid, Rights>, Error> {
    let ids: Vec<Uid> = ids.collect();
    let mut found = HashMap::<Uid, Rights>::new();
    let roles: Vec<(Uid, String)> = staff_roles::table
        .filter(staff_roles::organisation_id.eq(tx.org()))
        .filter(staff_roles::staff_id.eq_any(ids.clone()))
        .select((staff_roles::staff_id, staff_roles::role))
        .load(tx.conn())?;
    for (id, text) in roles {
        found.entry(id).or_default().roles.push(role(&text)?);
    }
    let waiting: Vec<(Uid, String, Uid)> = staff_roles_awaiting::table
        .filter(staff_roles_awaiting::organisation_id.eq(tx.org()))
        .filter(staff_roles_awaiting::staff_id.eq_any(ids.clone()))
        .select((
            staff_roles_awaiting::staff_id,
            staff_roles_awaiting::role,
            staff_roles_awaiting::proposed_by,
        ))
        .load(tx.conn())?;
    for (id, text, by) in waiting {
        let rights = found.entry(id).or_default();
        rights.awaiting.insert(role(&text)?, by.into());
    }
    let offices: Vec<(Uid, Uid)> = staff_offices::table
        .filter(staff_offices::organisation_id.eq(tx.org()))
        .filter(staff_offices::staff_id.eq_any(ids))
        .select((staff_offices::staff_id, staff_offices::office_id))
        .load(tx.conn())?;
    for (id, office) in offices {
        found.entry(id).or_default().offices.push(office.into());
    }
    Ok(found)
}

/// Those of these offices that the organisation has.
pub(crate) fn known_offices<'a>(
    tx: &mut Tx<'_>,
    named: impl IntoIterator<Item = &'a OfficeId>,
) -> Result<BTreeSet<OfficeId>, Error> {
    let known = offices::labels(tx, named.into_iter().copied())?;
    Ok(known.into_iter().map(|(id, _)| id).collect())
}

/// Refuses every office that the organisation does not have, each by its place.
pub fn refuse_unknown_offices(
    tx: &mut Tx<'_>,
    named: impl IntoIterator<Item = OfficeId>,
) -> Result<(), Error> {
    let named: Vec<OfficeId> = named.into_iter().collect();
    if named.is_empty() {
        return Ok(());
    }
    let known = known_offices(tx, &named)?;
    let mut faults = Faults::none();
    for (at, id) in named.iter().enumerate() {
        if !known.contains(id) {
            faults.tell(format!("/office_ids/{at}"), "unknown_reference");
        }
    }
    Ok(faults.refuse()?)
}

/// Stores the roles and offices of a new account.
pub(super) fn insert(tx: &mut Tx<'_>, member: &StaffMember) -> Result<(), Error> {
    let (org, id) = (tx.org(), Uid::from(member.id));
    for role in &member.roles {
        diesel::insert_into(staff_roles::table)
            .values((
                staff_roles::organisation_id.eq(org),
                staff_roles::staff_id.eq(id),
                staff_roles::role.eq(role.to_string()),
            ))
            .execute(tx.conn())?;
    }
    for (role, by) in &member.awaiting {
        diesel::insert_into(staff_roles_awaiting::table)
            .values((
                staff_roles_awaiting::organisation_id.eq(org),
                staff_roles_awaiting::staff_id.eq(id),
                staff_roles_awaiting::role.eq(role.to_string()),
                staff_roles_awaiting::proposed_by.eq(Uid::from(*by)),
            ))
            .execute(tx.conn())?;
    }
    for office in &member.offices {
        diesel::insert_into(staff_offices::table)
            .values((
                staff_offices::organisation_id.eq(org),
                staff_offices::staff_id.eq(id),
                staff_offices::office_id.eq(Uid::from(*office)),
            ))
            .execute(tx.conn())?;
    }
    Ok(())
}

/// Stores the roles and offices of an account in place of those that it had.
pub(super) fn replace(tx: &mut Tx<'_>, member: &StaffMember) -> Result<(), Error> {
    let org = tx.org();
    let id = Uid::from(member.id);
    diesel::delete(
        staff_roles::table
            .filter(staff_roles::organisation_id.eq(org))
            .filter(staff_roles::staff_id.eq(id)),
    )
    .execute(tx.conn())?;
    diesel::delete(
        staff_roles_awaiting::table
            .filter(staff_roles_awaiting::organisation_id.eq(org))
            .filter(staff_roles_awaiting::staff_id.eq(id)),
    )
    .execute(tx.conn())?;
    diesel::delete(
        staff_offices::table
            .filter(staff_offices::organisation_id.eq(org))
            .filter(staff_offices::staff_id.eq(id)),
    )
    .execute(tx.conn())?;
    insert(tx, member)
}
