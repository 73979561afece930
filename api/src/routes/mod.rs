//! One file for each capability: DTOs, handlers, and `routes`, in this order.

pub mod me;
pub mod offices;
pub mod organisation;
pub mod sessions;
pub mod staff;
pub mod status;
