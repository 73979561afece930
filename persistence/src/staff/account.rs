//! What signing in needs to know of an account, and its password.

use std::fmt;

use diesel::prelude::*;
use domain::actor::{OrganisationId, SessionId, StaffId};
use domain::kernel::Changed;
use domain::sessions::EndReason;
use domain::staff::{Email, PasswordState, StaffMember};

use super::{save, state, status};
use crate::account_links;
use crate::cached;
use crate::error::Error;
use crate::schema::staff;
use crate::sessions;
use crate::sql_types::Uid;
use crate::tx::Tx;

/// What signing in needs to know of an account.
#[derive(Clone)]
pub struct Account {
    /// The account.
    pub staff: StaffId,
    /// Its organisation.
    pub organisation: OrganisationId,
    /// The hash of the password with which it may sign in now, if there is one.
    pub hash: Option<String>,
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account")
            .field("staff", &self.staff)
            .finish_non_exhaustive()
    }
}

/// The account that the address names, whatever its organisation: whoever signs in has none yet.
/// A disabled account has no hash, nor has one whose single-use password was used.
pub fn by_email(tx: &mut Tx<'_>, email: &Email) -> Result<Option<Account>, Error> {
    let found: Option<(Uid, Uid, Option<String>, String, bool)> = staff::table
        .filter(staff::email.eq(email.as_str()))
        .select((
            staff::organisation_id,
            staff::id,
            staff::password_hash,
            staff::password_state,
            staff::disabled,
        ))
        .first(tx.conn())
        .optional()?;
    let Some((organisation, id, hash, password, disabled)) = found else {
        return Ok(None);
    };
    let opens = match state(&password)? {
        PasswordState::Chosen | PasswordState::SingleUse => !disabled,
        PasswordState::Missing | PasswordState::Spent => false,
    };
    Ok(Some(Account {
        staff: id.into(),
        organisation: organisation.into(),
        hash: hash.filter(|_| opens),
    }))
}

/// The hash of an account's present password, for its owner who changes it.
pub fn password_hash(tx: &mut Tx<'_>, id: StaffId) -> Result<Option<String>, Error> {
    Ok(staff::table
        .find((tx.org(), Uid::from(id)))
        .select(staff::password_hash)
        .first(tx.conn())?)
}

/// Saves a changed password, ends all sessions of the account but `kept`, and withdraws the links
/// by which another one could be chosen.
pub fn set_password(
    tx: &mut Tx<'_>,
    changed: Changed<StaffMember>,
    hash: &str,
    kept: Option<SessionId>,
) -> Result<StaffMember, Error> {
    let member = save(tx, changed)?;
    diesel::update(staff::table.find((tx.org(), Uid::from(member.id))))
        .set(staff::password_hash.eq(Some(hash)))
        .execute(tx.conn())?;
    account_links::withdraw_all(tx, member.id)?;
    sessions::end_all(tx, member.id, EndReason::PasswordChanged, kept)?;
    Ok(member)
}

/// Replaces the hash of an unchanged password by a dearer one, if it is still `old`.
pub fn replace_hash(tx: &mut Tx<'_>, id: StaffId, old: &str, new: &str) -> Result<(), Error> {
    diesel::update(
        staff::table
            .find((tx.org(), Uid::from(id)))
            .filter(staff::password_hash.eq(Some(old))),
    )
    .set(staff::password_hash.eq(Some(new)))
    .execute(tx.conn())?;
    Ok(())
}

/// Takes the right to sign in with the password that was just right: says whether the account is
/// (still) enabled, and spends a single-use password. Of two who use it at once, one gets in.
pub fn spend(tx: &mut Tx<'_>, id: StaffId, hash: &str) -> Result<bool, Error> {
    let same = staff::table
        .find((tx.org(), Uid::from(id)))
        .filter(staff::password_hash.eq(Some(hash)));
    let spent = diesel::update(same.filter(staff::password_state.eq("single_use")))
        .set(staff::password_state.eq("spent"))
        .returning(staff::disabled);
    let spent = cached::changed::<_, bool>(spent, tx.conn())?;
    let found = match spent {
        Some(disabled) => Some(disabled),
        None => same
            .filter(staff::password_state.eq("chosen"))
            .select(staff::disabled)
            .first(tx.conn())
            .optional()?,
    };
    Ok(found.is_some_and(|disabled| status(disabled) == domain::staff::AccountStatus::Enabled))
}
