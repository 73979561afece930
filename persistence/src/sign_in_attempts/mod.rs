//! How often somebody tried to sign in: per account, per address, and altogether.
//!
//! The counts live in the database, so that they outlive a restart and hold for all processes.
//! Their keys are keyed digests: the table tells nobody who tried, nor from where.

#[cfg(test)]
mod tests;

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::upsert::excluded;
use domain::kernel::Refusal;

use crate::error::Error;
use crate::on_each;
use crate::schema::sign_in_attempts as attempts;
use crate::sql_types::Instant;
use crate::tx::Tx;

/// The time in which attempts are counted together.
const WINDOW: TimeDelta = TimeDelta::minutes(15);
/// Attempts are kept by the minute. The oldest minute counts whole, so that no 15 minutes hold
/// more than the limit.
const STEP: TimeDelta = TimeDelta::minutes(1);

/// How many wrong passwords one account takes in the window.
pub const PER_ACCOUNT: i64 = 10;
/// How many more when each comes from an address that tried nothing else: otherwise whoever
/// guesses would lock the owner out.
pub const PER_ACCOUNT_CLEAN: i64 = 10;
/// How many wrong passwords one address may try in the window.
pub const PER_ADDRESS: i64 = 100;
/// How many wrong passwords the whole installation takes in the window.
pub const ALTOGETHER: i64 = 5_000;

/// How many wrong codes of a second factor one account takes in the window. Six digits are few:
/// with three steps open, five guesses in 15 minutes are one hit in two years.
pub const CODES: i64 = 5;
/// How many resets of one account are asked for in the window; more are answered and do nothing.
pub const RESETS: i64 = 3;
/// How many resets and links one address may ask for or try in the window.
pub const LINKS_PER_ADDRESS: i64 = 30;

/// One attempt, before its outcome is known.
#[derive(Debug, Clone, Copy)]
pub struct Attempt {
    /// Keyed digest of the e-mail address that was typed, whether an account has it or not.
    pub account: [u8; 32],
    /// Keyed digest of where the attempt comes from.
    pub address: [u8; 32],
}

/// An attempt that was counted; a right password gives it back.
#[derive(Debug, Clone)]
pub struct Counted {
    minute: DateTime<Utc>,
    counters: Vec<(Scope, [u8; 32])>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
enum Scope {
    Address,
    Account,
    AccountClean,
    Altogether,
    Code,
    Reset,
    LinkAddress,
}

impl Scope {
    fn limit(self) -> i64 {
        match self {
            Self::Address => PER_ADDRESS,
            Self::Account => PER_ACCOUNT,
            Self::AccountClean => PER_ACCOUNT_CLEAN,
            Self::Altogether => ALTOGETHER,
            Self::Code => CODES,
            Self::Reset => RESETS,
            Self::LinkAddress => LINKS_PER_ADDRESS,
        }
    }
}

#[derive(Insertable)]
#[diesel(table_name = attempts, treat_none_as_default_value = false)]
struct Row<'a> {
    scope: &'static str,
    key_digest: &'a [u8],
    window_start: Instant,
    attempts: i32,
}

/// Counts an attempt before its password is looked at, so that a thousand at once get no further
/// than one after the other; refuses it when there were too many. A refused one counts nothing:
/// nobody is kept out for longer than 15 minutes by knocking.
///
/// The counters are taken in one order everywhere, so that two attempts cannot wait for each other.
pub fn count(tx: &mut Tx<'_>, attempt: &Attempt) -> Result<Counted, Error> {
    let mut counted = Counted::none(tx);
    let address = counted.add(tx, Scope::Address, attempt.address)?;
    address.refuse(Scope::Address)?;
    let account = counted.add(tx, Scope::Account, attempt.account)?;
    if account.refuse(Scope::Account).is_err() {
        // Whoever comes from an address that tried nothing else may be the owner.
        if address.total > 1 {
            account.refuse(Scope::Account)?;
        }
        counted.undo_last(tx)?;
        counted
            .add(tx, Scope::AccountClean, attempt.account)?
            .refuse(Scope::AccountClean)?;
    }
    counted
        .add(tx, Scope::Altogether, [0; 32])?
        .refuse(Scope::Altogether)?;
    Ok(counted)
}

/// Counts a code of a second factor before it is looked at; refuses it when there were too many.
/// Whoever gets so far knows the password, so that no address is spared.
pub fn count_code(tx: &mut Tx<'_>, account: [u8; 32]) -> Result<Counted, Error> {
    let mut counted = Counted::none(tx);
    counted.add(tx, Scope::Code, account)?.refuse(Scope::Code)?;
    Ok(counted)
}

/// Counts a link that somebody tries, by where it comes from; refuses it when there were too many.
pub fn count_link(tx: &mut Tx<'_>, address: [u8; 32]) -> Result<(), Error> {
    let mut counted = Counted::none(tx);
    let sum = counted.add(tx, Scope::LinkAddress, address)?;
    Ok(sum.refuse(Scope::LinkAddress)?)
}

/// Counts a reset that somebody asks for, and says whether it is to be carried out: nobody's
/// mailbox is filled. Only an address that asks too often is told so, whatever it asks for.
pub fn count_reset(tx: &mut Tx<'_>, attempt: &Attempt) -> Result<bool, Error> {
    count_link(tx, attempt.address)?;
    let mut counted = Counted::none(tx);
    let sum = counted.add(tx, Scope::Reset, attempt.account)?;
    Ok(sum.refuse(Scope::Reset).is_ok())
}

/// Gives an attempt back whose password was right.
pub fn give_back(tx: &mut Tx<'_>, counted: &Counted) -> Result<(), Error> {
    for (scope, key) in &counted.counters {
        take_one(tx, *scope, key, counted.minute)?;
    }
    Ok(())
}

fn minute(at: DateTime<Utc>) -> DateTime<Utc> {
    at.duration_trunc(STEP).unwrap_or(at)
}

/// The attempts of the window, and when the first of them stops counting.
struct Sum {
    total: i64,
    retry_after: u32,
}

impl Sum {
    fn refuse(&self, scope: Scope) -> Result<(), Refusal> {
        if self.total > scope.limit() {
            return Err(Refusal::TooManyAttempts {
                retry_after: self.retry_after,
            });
        }
        Ok(())
    }
}

impl Counted {
    fn none(tx: &Tx<'_>) -> Self {
        Self {
            minute: minute(tx.now()),
            counters: Vec::new(),
        }
    }

    fn add(&mut self, tx: &mut Tx<'_>, scope: Scope, key: [u8; 32]) -> Result<Sum, Error> {
        let row = Row {
            scope: scope.into(),
            key_digest: &key,
            window_start: self.minute.into(),
            attempts: 1,
        };
        let conn = tx.conn();
        // `ON CONFLICT DO UPDATE` exists on the concrete engines only. It holds the row until the
        // end of the transaction, so that the sum below is the sum of all.
        on_each!(conn, |c| diesel::insert_into(attempts::table)
            .values(&row)
            .on_conflict((
                attempts::scope,
                attempts::key_digest,
                attempts::window_start
            ))
            .do_update()
            .set(attempts::attempts.eq(attempts::attempts + excluded(attempts::attempts)))
            .execute(c))?;
        self.counters.push((scope, key));
        sum(tx, scope, &key)
    }

    fn undo_last(&mut self, tx: &mut Tx<'_>) -> Result<(), Error> {
        match self.counters.pop() {
            Some((scope, key)) => take_one(tx, scope, &key, self.minute),
            None => Ok(()),
        }
    }
}

fn sum(tx: &mut Tx<'_>, scope: Scope, key: &[u8; 32]) -> Result<Sum, Error> {
    let since = Instant(tx.now() - WINDOW - STEP);
    let minutes: Vec<(Instant, i32)> = attempts::table
        .filter(attempts::scope.eq(<&str>::from(scope)))
        .filter(attempts::key_digest.eq(key.as_slice()))
        .filter(attempts::window_start.gt(since))
        .order(attempts::window_start)
        .select((attempts::window_start, attempts::attempts))
        .load(tx.conn())?;
    let total = minutes.iter().map(|(_, n)| i64::from(*n)).sum();
    let mut left = total;
    let mut again = tx.now();
    for (start, attempts) in minutes {
        if left <= scope.limit() {
            break;
        }
        left -= i64::from(attempts);
        again = start.0 + WINDOW + STEP;
    }
    let wait = (again - tx.now()).num_seconds().max(0) + 1;
    Ok(Sum {
        total,
        retry_after: u32::try_from(wait).unwrap_or(u32::MAX),
    })
}

fn take_one(
    tx: &mut Tx<'_>,
    scope: Scope,
    key: &[u8; 32],
    minute: DateTime<Utc>,
) -> Result<(), Error> {
    diesel::update(
        attempts::table
            .find((<&str>::from(scope), key.as_slice(), Instant(minute)))
            .filter(attempts::attempts.gt(0)),
    )
    .set(attempts::attempts.eq(attempts::attempts - 1))
    .execute(tx.conn())?;
    Ok(())
}

/// Forgets the counts of windows that are over and says how many. This is the worker's.
pub fn purge(tx: &mut Tx<'_>) -> Result<usize, Error> {
    let before = Instant(tx.now() - WINDOW - STEP - STEP);
    let old = attempts::table.filter(attempts::window_start.lt(before));
    Ok(diesel::delete(old).execute(tx.conn())?)
}
