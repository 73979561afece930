//! One file for each capability: DTOs, handlers, and `routes`, in this order.

pub mod status;
