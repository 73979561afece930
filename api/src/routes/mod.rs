//! One file for each capability: DTOs, handlers, and `routes`, in this order.

pub mod audit;
pub mod cases;
pub mod desk_contacts;
pub mod individuals;
pub mod intakes;
pub mod me;
pub mod offices;
pub mod organisation;
pub mod privacy_notices;
pub mod problems;
pub mod sessions;
pub mod staff;
pub mod status;
pub mod tax_code_checks;
pub mod vocabularies;
