//! Links by which the owner of an account chooses its password; of what they carry only digests
//! are kept.

use diesel::prelude::*;
use domain::account_links::{AccountLink, Delivery, Purpose, SeenLink};
use domain::actor::{OrganisationId, StaffId};
use domain::kernel::{Changed, Refusal};

use crate::cached;
use crate::columns::parsed;
use crate::error::Error;
use crate::schema::{account_links, staff};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

/// Digest of what a link carries.
pub type Digest = [u8; 32];

#[derive(Insertable)]
#[diesel(table_name = account_links, treat_none_as_default_value = false)]
struct NewRow<'a> {
    organisation_id: Uid,
    id: Uid,
    staff_id: Uid,
    purpose: String,
    delivery: String,
    digest: &'a [u8],
    issued_by: Option<Uid>,
    issued_at: Instant,
    expires_at: Instant,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = account_links)]
struct Row {
    organisation_id: Uid,
    id: Uid,
    staff_id: Uid,
    purpose: String,
    delivery: String,
    issued_by: Option<Uid>,
    issued_at: Instant,
    expires_at: Instant,
    accepted_at: Option<Instant>,
    withdrawn_at: Option<Instant>,
}

impl Row {
    fn link(self) -> Result<AccountLink, Error> {
        let corrupt = |_| Error::Corrupt("link of an account");
        Ok(AccountLink {
            id: self.id.into(),
            staff: self.staff_id.into(),
            purpose: self.purpose.parse().map_err(corrupt)?,
            delivery: self.delivery.parse().map_err(corrupt)?,
            issued_by: self.issued_by.map(StaffId::from),
            issued_at: self.issued_at.0,
            expires_at: self.expires_at.0,
            closed_at: self.accepted_at.or(self.withdrawn_at).map(|at| at.0),
        })
    }
}

/// Saves a new link and withdraws the account's earlier ones: only the last is good.
pub fn insert(
    tx: &mut Tx<'_>,
    changed: Changed<AccountLink>,
    digest: &Digest,
) -> Result<AccountLink, Error> {
    let link = tx.record(changed);
    withdraw_all(tx, link.staff)?;
    let row = NewRow {
        organisation_id: tx.org(),
        id: link.id.into(),
        staff_id: link.staff.into(),
        purpose: link.purpose.to_string(),
        delivery: link.delivery.to_string(),
        digest,
        issued_by: link.issued_by.map(Uid::from),
        issued_at: link.issued_at.into(),
        expires_at: link.expires_at.into(),
    };
    diesel::insert_into(account_links::table)
        .values(&row)
        .execute(tx.conn())?;
    Ok(link)
}

/// The link that carries this, with its organisation, if it is good now: whoever uses a link has
/// no organisation yet.
pub fn good(
    tx: &mut Tx<'_>,
    digest: &Digest,
    purpose: Purpose,
) -> Result<Option<(OrganisationId, AccountLink)>, Error> {
    let row: Option<Row> = account_links::table
        .filter(account_links::digest.eq(digest.as_slice()))
        .select(Row::as_select())
        .first(tx.conn())
        .optional()?;
    let Some(row) = row else { return Ok(None) };
    let organisation = row.organisation_id.into();
    let link = row.link()?;
    let good = link.is_good(purpose, tx.now());
    Ok(good.then_some((organisation, link)))
}

/// The address of the account whose password a link lets choose, for the rules on passwords.
pub fn owner_email(
    tx: &mut Tx<'_>,
    organisation: OrganisationId,
    link: &AccountLink,
) -> Result<String, Error> {
    Ok(staff::table
        .find((Uid::from(organisation), Uid::from(link.staff)))
        .select(staff::email)
        .first(tx.conn())?)
}

/// Uses a link up and gives it; refuses one that is not good (any more). Of two who use it at
/// once, one does.
pub fn take(tx: &mut Tx<'_>, digest: &Digest, purpose: Purpose) -> Result<AccountLink, Error> {
    let refused = || Error::from(Refusal::LinkRefused {});
    let (organisation, link) = good(tx, digest, purpose)?.ok_or_else(refused)?;
    if organisation != tx.organisation() {
        return Err(refused());
    }
    let take = diesel::update(
        account_links::table
            .find((tx.org(), Uid::from(link.id)))
            .filter(account_links::accepted_at.is_null())
            .filter(account_links::withdrawn_at.is_null()),
    )
    .set(account_links::accepted_at.eq(Some(Instant(tx.now()))))
    .returning(account_links::staff_id);
    cached::changed::<_, Uid>(take, tx.conn())?.ok_or_else(refused)?;
    Ok(link)
}

/// Withdraws the links of an account that nobody used.
pub(crate) fn withdraw_all(tx: &mut Tx<'_>, staff: StaffId) -> Result<(), Error> {
    diesel::update(
        account_links::table
            .filter(account_links::organisation_id.eq(tx.org()))
            .filter(account_links::staff_id.eq(Uid::from(staff)))
            .filter(account_links::accepted_at.is_null())
            .filter(account_links::withdrawn_at.is_null()),
    )
    .set(account_links::withdrawn_at.eq(Some(Instant(tx.now()))))
    .execute(tx.conn())?;
    Ok(())
}

/// How long a link that was never used is kept after its end.
const KEPT: chrono::TimeDelta = chrono::TimeDelta::days(1);

/// Forgets links that ran out and that nobody used, and says how many: that they were given stands
/// among the facts. One that was used stays, because it tells who saw it. Those of all
/// organisations: this is the worker's. `limit` bounds one transaction.
pub fn purge(tx: &mut Tx<'_>, limit: i64) -> Result<usize, Error> {
    let before = Instant(tx.now() - KEPT);
    let oldest: Vec<Vec<u8>> = account_links::table
        .filter(account_links::accepted_at.is_null())
        .filter(account_links::expires_at.lt(before))
        .order(account_links::expires_at)
        .limit(limit)
        .select(account_links::digest)
        .load(tx.conn())?;
    if oldest.is_empty() {
        return Ok(0);
    }
    let old = account_links::table
        .filter(account_links::accepted_at.is_null())
        .filter(account_links::digest.eq_any(oldest));
    Ok(diesel::delete(old).execute(tx.conn())?)
}

/// The link by which the present password of an account was chosen, if an administrator saw it.
pub fn last_seen(tx: &mut Tx<'_>, staff: StaffId) -> Result<Option<SeenLink>, Error> {
    let last: Option<(String, String, Option<Uid>)> = account_links::table
        .filter(account_links::organisation_id.eq(tx.org()))
        .filter(account_links::staff_id.eq(Uid::from(staff)))
        .filter(account_links::accepted_at.is_not_null())
        .order(account_links::id.desc())
        .select((
            account_links::purpose,
            account_links::delivery,
            account_links::issued_by,
        ))
        .first(tx.conn())
        .optional()?;
    let printed = last.filter(|(_, delivery, _)| *delivery == Delivery::Print.to_string());
    let Some((purpose, _, Some(by))) = printed else {
        return Ok(None);
    };
    Ok(Some(SeenLink {
        purpose: parsed(&purpose, "link of an account")?,
        by: by.into(),
    }))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use domain::account_links::NewLink;
    use domain::actor::Role;
    use domain::second_factor::Standing;
    use domain::staff::PasswordState;

    use super::*;
    use crate::rig::Rig;

    fn give(rig: &Rig, family: &str, digest: Digest) {
        let owner = rig.account(family, Role::Counsellor, PasswordState::Missing);
        let given = rig.write(move |tx| {
            let new = NewLink {
                id: tx.new_id(),
                purpose: Purpose::Invitation,
                delivery: Delivery::Print,
                good_for: TimeDelta::hours(1),
            };
            let link = AccountLink::issue(new, &owner, tx.actor(), Standing::Never, tx.now())?;
            insert(tx, link, &digest)
        });
        given.unwrap();
    }

    #[test]
    fn a_link_that_nobody_used_is_forgotten_a_day_after_its_end_and_a_used_one_is_not() {
        let rig = Rig::new();
        for (family, digest) in [("Verdi", 1), ("Rossi", 2), ("Bianchi", 3)] {
            give(&rig, family, [digest; 32]);
        }
        let used = rig.write(|tx| take(tx, &[1; 32], Purpose::Invitation));
        used.unwrap();
        let purged = || rig.write(|tx| purge(tx, 1)).unwrap();
        rig.clock.advance(TimeDelta::hours(25));
        assert_eq!(purged(), 0);
        rig.clock.advance(TimeDelta::seconds(1));
        assert_eq!((purged(), purged(), purged()), (1, 1, 0));
        let left = rig.read(|tx| {
            let left: i64 = account_links::table.count().get_result(tx.conn())?;
            Ok(left)
        });
        assert_eq!(left.unwrap(), 1);
    }
}
