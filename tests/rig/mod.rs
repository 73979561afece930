//! The fault rig: the product while disks, networks, servers and clocks fail.
//! Each story runs shortly in a check, and at length with `cargo xtask rig`.

mod backups;
mod office;
mod parity;
mod point_in_time;
mod rows;
mod standby;
mod tls;
mod upgrades;
