//! Planning, listing and planning anew.
