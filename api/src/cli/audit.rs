//! `percorso audit verify`: whether the log of facts is as it was written.

use api::audit_heads;
use clap::Subcommand;
use domain::actor::OrganisationId;
use persistence::events::{self, Verification};
use persistence::organisations;

use super::{Failure, nobody, serve, storage, system};

/// What to do with the log of facts.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Checks every position of each chain against its predecessor and the published heads. Ends
    /// with 1 when something is not as it was written.
    Verify {
        /// Only this organisation; all of them by default.
        #[arg(long)]
        organisation: Option<OrganisationId>,
    },
}

#[expect(clippy::print_stdout, reason = "a command tells what it found")]
pub(super) fn run(command: Command) -> Result<(), Failure> {
    let Command::Verify { organisation } = command;
    let storage = storage()?;
    let store = serve::open(&storage)?;
    let mut heads = audit_heads::read(&audit_heads::file(&storage.data))?;
    let mut chosen: Vec<OrganisationId> = store
        .read(&nobody(), organisations::all)?
        .into_iter()
        .map(|organisation| organisation.id)
        .collect();
    // A chain whose organisation is gone was cut as a whole.
    chosen.extend(
        heads
            .keys()
            .filter(|id| !chosen.contains(id))
            .copied()
            .collect::<Vec<_>>(),
    );
    chosen.retain(|id| organisation.is_none_or(|only| only == *id));
    if chosen.is_empty() {
        return Err("no such organisation".into());
    }
    let mut bad = 0;
    for id in chosen {
        let published = heads.remove(&id).unwrap_or_default();
        let found = store.read(&system(id), |tx| events::verify_against(tx, &published))?;
        println!("{id}\t{}", report(&found, published.len()));
        bad += usize::from(is_bad(&found));
    }
    store.close();
    if bad > 0 {
        return Err(format!("{bad} chain(s) are not as they were written").into());
    }
    Ok(())
}

fn is_bad(found: &Verification) -> bool {
    found.first_bad.is_some() || found.stray > 0
}

fn report(found: &Verification, published: usize) -> String {
    let verdict = match found.first_bad {
        Some(position) => format!("BAD from position {position}"),
        None if found.stray > 0 => "BAD".to_owned(),
        None => "good".to_owned(),
    };
    format!(
        "{verdict}; {} position(s) good, {} not sealed yet, {} stray event(s), {published} published \
         head(s) compared",
        found.checked, found.unsealed, found.stray
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(first_bad: Option<i64>, stray: i64) -> Verification {
        Verification {
            checked: 4,
            first_bad,
            unsealed: 2,
            stray,
            head: vec![],
        }
    }

    #[test]
    fn a_report_names_the_first_bad_position() {
        assert!(report(&found(Some(5), 0), 1).starts_with("BAD from position 5"));
        assert!(report(&found(None, 0), 1).starts_with("good"));
    }

    #[test]
    fn facts_that_wait_to_be_sealed_are_not_bad_but_stray_ones_are() {
        assert!(!is_bad(&found(None, 0)));
        assert!(is_bad(&found(None, 1)));
        assert!(is_bad(&found(Some(1), 0)));
    }
}
