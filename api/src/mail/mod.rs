//! Mails: how they are written, and how they leave through the server of the body.

mod delivery;
mod letters;
mod smtp;

pub use delivery::{carry_out_resets, deliver};
pub(crate) use delivery::{request_place, write};
pub use letters::{Letter, Reader, letter, seal};
pub use smtp::{Mailer, Refused, Settings, Tls};
