//! Who is asking: tokens, keys, passwords and secrets.
//!
//! Library code only: no route, no storage and no clock. Whoever calls brings `now`.

pub mod assertion;
pub mod jwk;
pub mod keys;
pub mod link;
pub mod password;
pub mod providers;
pub mod second_factor;
pub mod secret;
pub mod token;
pub mod vault;
