//! Writes on a connection of their own each.

use domain::actor::OrganisationId;

use super::{Store, connection};
use crate::backend::ConnPool;
use crate::error::Error;
use crate::refused::Refused;
use crate::writer::Job;

/// How often the engine may ask to run a transaction again.
const REPEATS: usize = 3;

impl Store {
    pub(super) fn run_pooled(
        &self,
        pool: &ConnPool,
        refused: &Refused,
        organisation: OrganisationId,
        mut job: Box<dyn Job>,
    ) {
        let mut conn = match connection(pool) {
            Ok(conn) => conn,
            Err(error) => return job.finish(Err(error)),
        };
        let env = &self.shared.env;
        let mut proven = false;
        let mut attempt = || {
            self.transact(&mut conn, organisation, |conn| {
                proven = refused.doubting(conn, |conn| job.attempt(conn, env))?;
                Ok(())
            })
        };
        let mut outcome = attempt();
        for _ in 0..REPEATS {
            match &outcome {
                Err(error) if error.is_worth_another_run() => outcome = attempt(),
                _ => break,
            }
        }
        match &outcome {
            Err(Error::Full) => refused.remember(),
            Ok(()) if proven => refused.forget(),
            _ => {}
        }
        let outcome = outcome.map_err(|error| {
            // Still refused by the engine, or a lock that nobody gave back: try later.
            if error.is_repeatable() || error.is_lock_timeout() {
                Error::Overloaded
            } else {
                error
            }
        });
        drop(conn);
        job.finish(outcome);
    }
}
