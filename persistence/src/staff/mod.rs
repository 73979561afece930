//! Accounts of the staff: who they are, what they may do, where they work.

mod account;
mod identify;
pub(crate) mod rights;
#[cfg(test)]
mod tests;

use diesel::prelude::*;
use domain::actor::{OfficeId, OutsideIdentityId, Role, StaffId};
use domain::event::Fact;
use domain::kernel::{Changed, Version, fold};
use domain::sessions::EndReason;
use domain::staff::{AccountStatus, Administrators, PasswordState, StaffMember};

pub use account::{Account, by_email, password_hash, replace_hash, set_password, spend};
pub use identify::{Bearer, Identified, identify};
use rights::Rights;
pub use rights::refuse_unknown_offices;

use crate::cached;
use crate::error::Error;
use crate::keyset::{Page, Paged};
use crate::reach::Condition;
use crate::schema::{staff, staff_offices, staff_roles};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;
use crate::{
    account_links, calendars, emergency_accesses, organisations, outside_identities, sessions,
    worklist,
};

#[derive(Insertable)]
#[diesel(table_name = staff, treat_none_as_default_value = false)]
struct NewRow<'a> {
    organisation_id: Uid,
    id: Uid,
    email: &'a str,
    given_name: &'a str,
    family_name: &'a str,
    family_norm: String,
    password_hash: Option<String>,
    password_state: String,
    epoch: i64,
    disabled: bool,
    version: i64,
    created_at: Instant,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = staff)]
struct Row {
    id: Uid,
    email: String,
    given_name: String,
    family_name: String,
    password_state: String,
    epoch: i64,
    disabled: bool,
    version: i64,
}

impl Row {
    fn member(self, mut rights: Rights) -> Result<StaffMember, Error> {
        // An earlier program on the same database gives a role without asking what waits.
        rights
            .awaiting
            .retain(|role, _| !rights.roles.contains(role));
        let corrupt = |_| Error::Corrupt("staff");
        Ok(StaffMember {
            id: self.id.into(),
            email: self.email.parse().map_err(corrupt)?,
            given_name: self.given_name.parse().map_err(corrupt)?,
            family_name: self.family_name.parse().map_err(corrupt)?,
            roles: rights.roles.into_iter().collect(),
            awaiting: rights.awaiting,
            offices: rights.offices.into_iter().collect(),
            status: status(self.disabled),
            password: self.password_state.parse().map_err(corrupt)?,
            epoch: self.epoch,
            version: Version(self.version),
        })
    }
}

fn status(disabled: bool) -> AccountStatus {
    if disabled {
        AccountStatus::Disabled
    } else {
        AccountStatus::Enabled
    }
}

/// Which colleagues a list shows; all of them by default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StaffFilter {
    /// Only who has this role.
    pub role: Option<Role>,
    /// Only who works there.
    pub office: Option<OfficeId>,
    /// Only accounts that may, or may not, sign in.
    pub status: Option<AccountStatus>,
}

/// The place of a colleague in a list: folded family name, account.
pub type StaffKey = (String, StaffId);

/// The place of this colleague in a list.
pub fn key(member: &StaffMember) -> StaffKey {
    (fold(member.family_name.as_str()), member.id)
}

/// One account of the organisation.
pub fn get(tx: &mut Tx<'_>, id: StaffId) -> Result<StaffMember, Error> {
    let row: Row = staff::table
        .find((tx.org(), Uid::from(id)))
        .select(Row::as_select())
        .first(tx.conn())?;
    let rights = rights::of_one(tx, row.id)?;
    row.member(rights)
}

/// The accounts of the organisation by family name.
pub fn list(
    tx: &mut Tx<'_>,
    filter: &StaffFilter,
    page: &Page<StaffKey>,
) -> Result<Paged<StaffMember>, Error> {
    let mut query = staff::table
        .filter(staff::organisation_id.eq(tx.org()))
        .order((staff::family_norm, staff::id))
        .limit(page.probe())
        .select(Row::as_select())
        .into_boxed();
    if let Some((family, id)) = &page.after {
        let next = staff::family_norm.gt(family.clone()).or(staff::family_norm
            .eq(family.clone())
            .and(staff::id.gt(Uid::from(*id))));
        query = query
            .filter(staff::family_norm.ge(family.clone()))
            .filter(next);
    }
    if let Some(role) = filter.role {
        query = query.filter(has_role(role));
    }
    if let Some(office) = filter.office {
        query = query.filter(works_in(office));
    }
    if let Some(status) = filter.status {
        query = query.filter(staff::disabled.eq(status == AccountStatus::Disabled));
    }
    let page = page.cut(query.load::<Row>(tx.conn())?);
    let mut rights = rights::of_page(tx, page.items.iter().map(|row| row.id))?;
    let members = page.items.into_iter().map(|row| {
        let rights = rights.remove(&row.id).unwrap_or_default();
        row.member(rights)
    });
    Ok(Paged {
        items: members.collect::<Result<_, _>>()?,
        more: page.more,
    })
}

fn has_role(role: Role) -> Condition<staff::table> {
    Box::new(diesel::dsl::exists(
        staff_roles::table
            .filter(staff_roles::organisation_id.eq(staff::organisation_id))
            .filter(staff_roles::staff_id.eq(staff::id))
            .filter(staff_roles::role.eq(role.to_string())),
    ))
}

fn works_in(office: OfficeId) -> Condition<staff::table> {
    Box::new(diesel::dsl::exists(
        staff_offices::table
            .filter(staff_offices::organisation_id.eq(staff::organisation_id))
            .filter(staff_offices::staff_id.eq(staff::id))
            .filter(staff_offices::office_id.eq(Uid::from(office))),
    ))
}

/// Saves a new account with the hash of its first password. An address that another account of
/// the installation has is refused.
pub fn insert(
    tx: &mut Tx<'_>,
    changed: Changed<StaffMember>,
    hash: Option<&str>,
) -> Result<StaffMember, Error> {
    refuse_unknown_offices(tx, changed.state().offices.iter().copied())?;
    let member = tx.record(changed);
    let row = NewRow {
        organisation_id: tx.org(),
        id: member.id.into(),
        email: member.email.as_str(),
        given_name: member.given_name.as_str(),
        family_name: member.family_name.as_str(),
        family_norm: fold(member.family_name.as_str()),
        password_hash: hash.map(str::to_owned),
        password_state: member.password.to_string(),
        epoch: member.epoch,
        disabled: member.status == AccountStatus::Disabled,
        version: member.version.0,
        created_at: tx.now().into(),
    };
    diesel::insert_into(staff::table)
        .values(&row)
        .execute(tx.conn())
        .map_err(|error| Error::from(error).taken(domain::kernel::Refusal::EmailTaken {}))?;
    rights::insert(tx, &member)?;
    Ok(member)
}

/// Saves a decided change of an account, and ends its sessions when it was disabled; fails with
/// `Error::Stale` when the stored version is no longer the one that was loaded.
pub fn save(tx: &mut Tx<'_>, changed: Changed<StaffMember>) -> Result<StaffMember, Error> {
    save_but(tx, changed, None)
}

/// Saves rights that an account followed: the same, but for the token that told them.
pub(crate) fn save_followed(
    tx: &mut Tx<'_>,
    changed: Changed<StaffMember>,
    identity: OutsideIdentityId,
) -> Result<StaffMember, Error> {
    save_but(tx, changed, Some(identity))
}

fn save_but(
    tx: &mut Tx<'_>,
    changed: Changed<StaffMember>,
    identity: Option<OutsideIdentityId>,
) -> Result<StaffMember, Error> {
    refuse_unknown_offices(tx, changed.state().offices.iter().copied())?;
    let bears_on_work = changed.events().iter().any(|event| {
        matches!(
            event.fact,
            Fact::StaffChanged { .. }
                | Fact::StaffRightsFollowed { .. }
                | Fact::StaffDisabled { .. }
                | Fact::StaffEnabled { .. }
        )
    });
    let mut member = tx.record(changed);
    let disabled = member.status == AccountStatus::Disabled;
    let loaded = staff::table
        .find((tx.org(), Uid::from(member.id)))
        .filter(staff::version.eq(member.version.0));
    let update = diesel::update(loaded)
        .set((
            staff::epoch.eq(member.epoch),
            staff::disabled.eq(disabled),
            staff::password_state.eq(member.password.to_string()),
            staff::version.eq(member.version.next().0),
        ))
        .returning(staff::version);
    member.version = Version(cached::still(update, tx.conn())?);
    rights::replace(tx, &member)?;
    outside_identities::end_tokens(tx, member.id, identity)?;
    if disabled {
        account_links::withdraw_all(tx, member.id)?;
        calendars::withdraw(tx, member.id)?;
        sessions::end_all(tx, member.id, EndReason::Disabled, None)?;
        emergency_accesses::cut_short(tx, member.id)?;
    }
    if bears_on_work {
        worklist::of_counsellor(tx, member.id)?;
    }
    Ok(member)
}

/// What a decision about an account knows of the administrators. Holds the organisation, so that
/// two who disable each other's account at once cannot both find the other one left.
pub fn lock_administrators(tx: &mut Tx<'_>, id: StaffId) -> Result<Administrators, Error> {
    organisations::lock(tx)?;
    administrators(tx, id)
}

/// What a decision about an account would know of the administrators now.
pub fn administrators(tx: &mut Tx<'_>, id: StaffId) -> Result<Administrators, Error> {
    let others: i64 = staff::table
        .filter(staff::organisation_id.eq(tx.org()))
        .filter(staff::id.ne(Uid::from(id)))
        .filter(staff::disabled.eq(false))
        .filter(has_role(Role::Administrator))
        .count()
        .get_result(tx.conn())?;
    let seen = account_links::last_seen(tx, id)?;
    let linkers = outside_identities::linkers(tx, id)?;
    Ok(Administrators {
        others: usize::try_from(others).unwrap_or(0),
        with_a_way_in: { seen.map(|link| link.by) }
            .into_iter()
            .chain(linkers)
            .collect(),
    })
}

/// The text of a password's state, as it is stored.
fn state(text: &str) -> Result<PasswordState, Error> {
    text.parse().map_err(|_| Error::Corrupt("password state"))
}
