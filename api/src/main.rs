//! The percorso command.
fn main() {}
