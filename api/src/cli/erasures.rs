//! `percorso erasures`: the ledger of who was erased.

use api::erasures::{Ledger, settle};
use clap::Subcommand;

use super::{Failure, production, serve};

/// What to do with the ledger of erasures.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Checks the ledger against the database and erases again whom an older copy of the data
    /// brought back. `percorso serve` does the same before it serves.
    Replay,
    /// Writes the ledger anew under the present secret, so that the one before is needed no longer.
    /// No process serves meanwhile.
    Reseal,
}

#[expect(clippy::print_stdout, reason = "a command tells what it did")]
pub(super) fn run(command: Command) -> Result<(), Failure> {
    let config = production()?;
    let ledger = Ledger::new(
        config.erasure_ledger.clone(),
        &config.secret,
        config.previous_secret.as_ref(),
    );
    match command {
        Command::Replay => {
            let store = serve::open(&config.storage)?;
            let repeated = settle(&store, &ledger)?;
            store.close();
            println!("{repeated} erasure(s) carried out again.");
        }
        Command::Reseal => {
            let lines = ledger.reseal()?;
            println!("{lines} line(s) sealed anew.");
        }
    }
    Ok(())
}
