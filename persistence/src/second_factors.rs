//! Second factors with their sealed secrets, and recovery codes, of which only digests are kept.

#[cfg(test)]
mod tests;

use diesel::prelude::*;
use domain::actor::{SessionId, StaffId};
use domain::event::{About, Fact};
use domain::kernel::Changed;
use domain::second_factor::{FactorStatus, SecondFactor, SecondFactorId, Standing};
use domain::sessions::EndReason;
use domain::staff::StaffMember;

use crate::cached;
use crate::error::Error;
use crate::schema::{recovery_codes, second_factors, sessions};
use crate::sessions as session_store;
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;
use crate::{account_links, staff};

/// Digest of a recovery code.
pub type Digest = [u8; 32];

/// A second factor with its sealed secret, which only the program can open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The factor.
    pub factor: SecondFactor,
    /// Its secret, sealed.
    pub secret: Vec<u8>,
}

#[derive(Insertable)]
#[diesel(table_name = second_factors, treat_none_as_default_value = false)]
struct NewRow<'a> {
    organisation_id: Uid,
    id: Uid,
    staff_id: Uid,
    secret: &'a [u8],
    offered_at: Instant,
    last_step: i64,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = second_factors)]
struct Row {
    id: Uid,
    staff_id: Uid,
    secret: Option<Vec<u8>>,
    offered_at: Instant,
    confirmed_at: Option<Instant>,
    removed_at: Option<Instant>,
}

impl Row {
    fn stored(self) -> Result<Stored, Error> {
        let status = match (self.confirmed_at, self.removed_at) {
            (_, Some(_)) => FactorStatus::Removed,
            (Some(_), None) => FactorStatus::InForce,
            (None, None) => FactorStatus::Offered,
        };
        Ok(Stored {
            factor: SecondFactor {
                id: self.id.into(),
                staff: self.staff_id.into(),
                offered_at: self.offered_at.0,
                status,
            },
            secret: self.secret.ok_or(Error::Corrupt("second factor"))?,
        })
    }
}

/// The factor that sign-in asks the owner of this account for, if there is one.
pub fn in_force(tx: &mut Tx<'_>, staff: StaffId) -> Result<Option<Stored>, Error> {
    let row: Option<Row> = second_factors::table
        .filter(second_factors::organisation_id.eq(tx.org()))
        .filter(second_factors::staff_id.eq(Uid::from(staff)))
        .filter(second_factors::confirmed_at.is_not_null())
        .filter(second_factors::removed_at.is_null())
        .select(Row::as_select())
        .first(tx.conn())
        .optional()?;
    row.map(Row::stored).transpose()
}

/// The factor that was offered last and not confirmed, if there is one.
pub fn offered(tx: &mut Tx<'_>, staff: StaffId) -> Result<Option<Stored>, Error> {
    let row: Option<Row> = second_factors::table
        .filter(second_factors::organisation_id.eq(tx.org()))
        .filter(second_factors::staff_id.eq(Uid::from(staff)))
        .filter(second_factors::confirmed_at.is_null())
        .order(second_factors::id.desc())
        .select(Row::as_select())
        .first(tx.conn())
        .optional()?;
    row.map(Row::stored).transpose()
}

/// Saves an offered factor in place of one that was offered before.
pub fn offer(
    tx: &mut Tx<'_>,
    changed: Changed<SecondFactor>,
    secret: &[u8],
) -> Result<SecondFactor, Error> {
    let factor = tx.record(changed);
    diesel::delete(
        second_factors::table
            .filter(second_factors::organisation_id.eq(tx.org()))
            .filter(second_factors::staff_id.eq(Uid::from(factor.staff)))
            .filter(second_factors::confirmed_at.is_null()),
    )
    .execute(tx.conn())?;
    let row = NewRow {
        organisation_id: tx.org(),
        id: factor.id.into(),
        staff_id: factor.staff.into(),
        secret,
        offered_at: factor.offered_at.into(),
        last_step: 0,
    };
    diesel::insert_into(second_factors::table)
        .values(&row)
        .execute(tx.conn())?;
    Ok(factor)
}

/// Puts a factor into force in place of the one before, with the digests of its recovery codes;
/// `step` is used up. The session in which its owner proved it goes on, all others end.
pub fn confirm(
    tx: &mut Tx<'_>,
    (factor, owner): (SecondFactor, Changed<StaffMember>),
    step: i64,
    codes: &[Digest],
    session: SessionId,
) -> Result<(), Error> {
    retire(tx, factor.staff, Some(factor.staff))?;
    let confirm = diesel::update(
        second_factors::table
            .find((tx.org(), Uid::from(factor.id)))
            .filter(second_factors::confirmed_at.is_null()),
    )
    .set((
        second_factors::confirmed_at.eq(Some(Instant(tx.now()))),
        second_factors::last_step.eq(step),
    ))
    .returning(second_factors::last_step);
    cached::still::<_, i64>(confirm, tx.conn())?;
    for code in codes {
        diesel::insert_into(recovery_codes::table)
            .values((
                recovery_codes::organisation_id.eq(tx.org()),
                recovery_codes::factor_id.eq(Uid::from(factor.id)),
                recovery_codes::digest.eq(code.as_slice()),
            ))
            .execute(tx.conn())?;
    }
    diesel::update(sessions::table.find((tx.org(), Uid::from(session))))
        .set(sessions::second_factor.eq(true))
        .execute(tx.conn())?;
    staff::save(tx, owner)?;
    session_store::end_all(
        tx,
        factor.staff,
        EndReason::SecondFactorChanged,
        Some(session),
    )
}

/// Removes the factor of an account; its sessions end, and links to choose a password that are
/// still good are withdrawn.
pub fn remove(
    tx: &mut Tx<'_>,
    (factor, owner): (SecondFactor, Changed<StaffMember>),
) -> Result<StaffMember, Error> {
    let by = tx.actor().staff();
    retire(tx, factor.staff, by)?;
    let owner = staff::save(tx, owner)?;
    account_links::withdraw_all(tx, owner.id)?;
    session_store::end_all(tx, owner.id, EndReason::SecondFactorChanged, None)?;
    Ok(owner)
}

/// The secret goes; who removed the factor and when stays.
fn retire(tx: &mut Tx<'_>, staff: StaffId, by: Option<StaffId>) -> Result<(), Error> {
    diesel::update(
        second_factors::table
            .filter(second_factors::organisation_id.eq(tx.org()))
            .filter(second_factors::staff_id.eq(Uid::from(staff)))
            .filter(second_factors::confirmed_at.is_not_null())
            .filter(second_factors::removed_at.is_null()),
    )
    .set((
        second_factors::secret.eq(None::<Vec<u8>>),
        second_factors::removed_at.eq(Some(Instant(tx.now()))),
        second_factors::removed_by.eq(by.map(Uid::from)),
    ))
    .execute(tx.conn())?;
    Ok(())
}

/// Uses up the code of a step, and says whether it was still good: of two who give it at once,
/// one gets in.
pub fn use_step(tx: &mut Tx<'_>, factor: SecondFactorId, step: i64) -> Result<bool, Error> {
    let newer = diesel::update(
        second_factors::table
            .find((tx.org(), Uid::from(factor)))
            .filter(second_factors::confirmed_at.is_not_null())
            .filter(second_factors::removed_at.is_null())
            .filter(second_factors::last_step.lt(step)),
    )
    .set(second_factors::last_step.eq(step))
    .returning(second_factors::last_step);
    Ok(cached::changed::<_, i64>(newer, tx.conn())?.is_some())
}

/// Uses up a recovery code, and says whether it was good.
pub fn use_recovery_code(
    tx: &mut Tx<'_>,
    factor: &SecondFactor,
    code: &Digest,
) -> Result<bool, Error> {
    let unused = diesel::update(
        recovery_codes::table
            .find((tx.org(), Uid::from(factor.id), code.as_slice()))
            .filter(recovery_codes::used_at.is_null()),
    )
    .set(recovery_codes::used_at.eq(Some(Instant(tx.now()))))
    .returning(recovery_codes::factor_id);
    let used = cached::changed::<_, Uid>(unused, tx.conn())?.is_some();
    if used {
        let event = About::thing("staff", factor.staff).says(Fact::RecoveryCodeUsed {});
        tx.record(Changed::new((), event));
    }
    Ok(used)
}

/// How many recovery codes of a factor are left.
pub fn codes_left(tx: &mut Tx<'_>, factor: SecondFactorId) -> Result<i64, Error> {
    Ok(recovery_codes::table
        .filter(recovery_codes::organisation_id.eq(tx.org()))
        .filter(recovery_codes::factor_id.eq(Uid::from(factor)))
        .filter(recovery_codes::used_at.is_null())
        .count()
        .get_result(tx.conn())?)
}

/// Replaces the sealed secret of a factor by the same one under a newer key.
pub fn reseal(tx: &mut Tx<'_>, factor: SecondFactorId, secret: &[u8]) -> Result<(), Error> {
    diesel::update(
        second_factors::table
            .find((tx.org(), Uid::from(factor)))
            .filter(second_factors::removed_at.is_null()),
    )
    .set(second_factors::secret.eq(Some(secret)))
    .execute(tx.conn())?;
    Ok(())
}

/// How an account stands with its second factor.
pub fn standing(tx: &mut Tx<'_>, staff: StaffId) -> Result<Standing, Error> {
    let last: Option<(Option<Instant>, Option<Uid>)> = second_factors::table
        .filter(second_factors::organisation_id.eq(tx.org()))
        .filter(second_factors::staff_id.eq(Uid::from(staff)))
        .filter(second_factors::confirmed_at.is_not_null())
        .order(second_factors::id.desc())
        .select((second_factors::removed_at, second_factors::removed_by))
        .first(tx.conn())
        .optional()?;
    Ok(match last {
        None => Standing::Never,
        Some((None, _)) => Standing::InForce,
        Some((Some(_), by)) => Standing::Removed(by.map(StaffId::from)),
    })
}
