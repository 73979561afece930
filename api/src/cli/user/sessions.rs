//! `percorso user end-sessions`.

use persistence::{Store, organisations, sessions};

use super::super::{Failure, nobody, system};

/// How many end in one transaction.
const PIECE: i64 = 500;

/// Ends what is live in every organisation.
#[expect(clippy::print_stdout, reason = "a command tells what it did")]
pub(super) fn end_all(store: &Store) -> Result<(), Failure> {
    let mut all = 0;
    for organisation in store.read(&nobody(), organisations::all)? {
        loop {
            let caller = system(organisation.id);
            let ended = store.write(caller, |tx| sessions::end_some(tx, PIECE))?;
            if ended == 0 {
                break;
            }
            all += ended;
        }
    }
    println!("{all} session(s) ended.");
    Ok(())
}
