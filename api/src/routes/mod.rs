//! One file for each capability: DTOs, handlers, and `routes`, in this order.

pub mod account_links;
pub mod audit;
pub mod cases;
pub mod desk_contacts;
pub mod follow_ups;
pub mod hand_overs;
pub mod import_mappings;
pub mod imports;
pub mod individuals;
pub mod intakes;
pub mod machine_clients;
pub mod me;
pub mod offices;
pub mod organisation;
pub mod outside_identities;
pub mod privacy_notices;
pub mod problems;
pub mod second_factor;
pub mod sessions;
pub mod staff;
pub mod status;
pub mod status_calculations;
pub mod tax_code_checks;
pub mod tokens;
pub mod vocabularies;
pub mod worklist;
