//! The verifier against everything that is known to have fooled one.

mod accepted;
mod mutants;
mod random;
mod rig;
