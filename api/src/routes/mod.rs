//! One file for each capability: DTOs, handlers, and `routes`, in this order.

pub mod cases;
pub mod desk_contacts;
pub mod intakes;
pub mod status;
