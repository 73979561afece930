//! Attempts at a password, counted before it is looked at.

use std::net::IpAddr;

use domain::actor::StaffId;
use persistence::sign_in_attempts::{self, Attempt, Counted};

use crate::app::State;
use crate::http::doorway::Guest;
use crate::http::session::nobody;
use crate::http::{Problem, ProblemCode};
use crate::identity::password::HashFault;

/// The attempt at the account that `email` names, from `address`, as keyed digests.
pub(crate) fn of(state: &State, email: &str, address: &str) -> Attempt {
    let key = state.config.secret.key_for("sign-in-attempts");
    let digest = |text: &str| {
        let mut digest = [0; 32];
        digest.copy_from_slice(aws_lc_rs::hmac::sign(&key, text.as_bytes()).as_ref());
        digest
    };
    Attempt {
        account: digest(&email.trim().to_lowercase()),
        address: digest(&neighbourhood(address)),
    }
}

/// What counts the codes of an account's second factor, as a keyed digest.
pub(crate) fn of_code(state: &State, staff: StaffId) -> [u8; 32] {
    let key = state.config.secret.key_for("second-factor-attempts");
    let mut digest = [0; 32];
    digest.copy_from_slice(aws_lc_rs::hmac::sign(&key, staff.uuid().as_bytes()).as_ref());
    digest
}

/// An IPv4 address, or the /64 of an IPv6 address: whoever has one of these has them all.
fn neighbourhood(address: &str) -> String {
    match address.parse::<IpAddr>().map(|ip| ip.to_canonical()) {
        Ok(IpAddr::V6(v6)) => format!("{:?}/64", &v6.segments()[..4]),
        Ok(IpAddr::V4(v4)) => v4.to_string(),
        Err(_) => address.to_owned(),
    }
}

/// Counts an attempt of somebody who has not signed in.
pub(crate) async fn count(guest: &Guest, email: &str) -> Result<Counted, Problem> {
    let attempt = of(&guest.state, email, &guest.address());
    guest
        .write(nobody(), move |tx| sign_in_attempts::count(tx, &attempt))
        .await
}

/// Counts a code of the second factor of somebody whose password was right.
pub(super) async fn count_code(guest: &Guest, staff: StaffId) -> Result<Counted, Problem> {
    let key = of_code(&guest.state, staff);
    guest
        .write(nobody(), move |tx| sign_in_attempts::count_code(tx, key))
        .await
}

/// Gives back an attempt whose password nobody looked at.
pub(super) async fn give_back(guest: &Guest, counted: Counted) -> Result<(), Problem> {
    guest
        .write(nobody(), move |tx| {
            sign_in_attempts::give_back(tx, &counted)
        })
        .await
}

/// What to say when a password could not be hashed.
pub(crate) fn unhashed(fault: HashFault) -> Problem {
    match fault {
        HashFault::Busy => Problem::of(ProblemCode::Overloaded),
        HashFault::Failed => Problem::of(ProblemCode::Internal),
    }
}

#[cfg(test)]
mod tests {
    use super::neighbourhood;

    #[test]
    fn addresses_that_one_customer_has_count_together() {
        assert_eq!(
            neighbourhood("2001:db8:1:2:3:4:5:6"),
            neighbourhood("2001:db8:1:2::1")
        );
        assert_ne!(
            neighbourhood("2001:db8:1:2::1"),
            neighbourhood("2001:db8:1:3::1")
        );
        assert_eq!(neighbourhood("::ffff:192.0.2.1"), "192.0.2.1");
        assert_ne!(neighbourhood("192.0.2.1"), neighbourhood("192.0.2.2"));
    }
}
