//! How each type of the domain travels: its name in the document, its shape and an example. A file
//! for each capability, one block for each type, in the order of the alphabet.
//!
//! Members of DTOs name the alias, not `Field<…>`: the document knows a schema by one word.

mod agreements;
mod appointments;
mod audit;
mod availabilities;
mod casework;
mod disposals;
mod documents;
mod emergencies;
mod employment;
mod erasures;
mod exports;
mod groups;
mod hand_overs;
mod imports;
mod individuals;
mod merges;
mod messages;
mod permits;
mod referrals;
mod services;
mod staff;
mod tax_codes;
mod work;
mod worklist;

use domain::kernel::{PersonName, Text};

use super::field::Field;

pub use agreements::*;
pub use appointments::*;
pub use audit::*;
pub use availabilities::*;
pub use casework::*;
pub use disposals::*;
pub use documents::*;
pub use emergencies::*;
pub use employment::*;
pub use erasures::*;
pub use exports::*;
pub use groups::*;
pub use hand_overs::*;
pub use imports::*;
pub use individuals::*;
pub use merges::*;
pub use messages::*;
pub use permits::*;
pub use referrals::*;
pub use services::*;
pub use staff::*;
pub use tax_codes::*;
pub use work::*;
pub use worklist::*;

/// A name of a person.
pub type PersonNameField = Field<PersonName>;
/// At most 20 characters of text.
pub type Text20Field = Field<Text<20>>;
/// At most 40 characters of text.
pub type Text40Field = Field<Text<40>>;
/// At most 100 characters of text.
pub type Text100Field = Field<Text<100>>;
/// At most 200 characters of text.
pub type Text200Field = Field<Text<200>>;
/// Text of at most 255 characters.
pub type Text255Field = Field<Text<255>>;
/// Text of at most 500 characters.
pub type Text500Field = Field<Text<500>>;
