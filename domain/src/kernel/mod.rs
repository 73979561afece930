//! Words shared by every capability.

pub(crate) mod as_text;
mod cents;
mod changed;
mod day;
mod fault;
mod faults;
mod fold;
mod iban;
mod id;
mod named;
mod period;
mod ratio;
mod refusal;
pub mod tax_code;
mod text;
mod vat_number;
mod working_days;

pub use cents::Cents;
pub use changed::{Changed, Version};
pub use day::{Day, LeapBirthday};
pub use fault::{Fault, unknown_code};
pub use faults::{Faults, MemberFault};
pub use fold::{fold, fold_range};
pub use iban::Iban;
pub use id::Id;
pub use named::Named;
pub use period::Period;
pub use ratio::Ratio;
pub use refusal::{Refusal, RefusalCode};
pub use tax_code::{DecodedTaxCode, LegalPersonCode, PlaceVerdict, ProvisionalCode, Sex, TaxCode};
pub use text::{PersonName, Text};
pub use vat_number::VatNumber;
pub use working_days::{Calendar, Holiday, PatronDay, WorkingDays, WorkingWeek};
