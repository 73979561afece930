//! `percorso organisation parameter`: values that an organisation sets for itself.

use clap::Subcommand;
use domain::actor::OrganisationId;
use domain::kernel::{Day, Text};
use domain::rulebook::{Confidence, Parameter};
use persistence::{Store, parameters};

use super::{Failure, organisation, system};

/// What to do with an organisation's own parameters.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Sets a value from a day on; the value that held until then ends on the day before. It holds
    /// within five seconds on every process.
    Set {
        /// Which one, such as `desk.max_minutes`.
        key: String,
        /// Its value, in the unit of that parameter.
        value: String,
        /// The first day on which it holds.
        #[arg(long)]
        from: Day,
        /// Where it was decided.
        #[arg(long)]
        source: Text<200>,
        /// `sure`, or `check` for a value that may only warn.
        #[arg(long, default_value = "sure")]
        confidence: Confidence,
        /// Whose it is; may be left out when there is one organisation only.
        #[arg(long)]
        organisation: Option<OrganisationId>,
    },
    /// Prints all values that an organisation ever set: key, first and last day, value, unit,
    /// confidence, source.
    List {
        /// Whose they are; may be left out when there is one organisation only.
        #[arg(long)]
        organisation: Option<OrganisationId>,
    },
}

#[expect(clippy::print_stdout, reason = "a command tells what it did")]
pub(super) fn run(store: &Store, command: Command) -> Result<(), Failure> {
    match command {
        Command::Set {
            key,
            value,
            from,
            source,
            confidence,
            organisation,
        } => {
            let id = organisation::chosen(store, organisation)?;
            let source = source.to_string();
            let own = Parameter::own(&key, id.uuid(), &value, &source, confidence)?;
            let set = store.write(system(id), move |tx| {
                let mut known = parameters::list(tx)?;
                known.retain(|known| known.key == own.key);
                let changed = own.clone().succeed(&known, from, tx.actor())?;
                parameters::set(tx, changed)
            })?;
            println!("{}", line(&set));
        }
        Command::List { organisation } => {
            let id = organisation::chosen(store, organisation)?;
            for own in store.read(&system(id), parameters::list)? {
                println!("{}", line(&own));
            }
        }
    }
    Ok(())
}

fn line(own: &Parameter) -> String {
    let day = |day: Option<chrono::NaiveDate>| day.map_or("-".to_owned(), |day| day.to_string());
    let (from, to) = (day(own.valid_from), day(own.valid_to));
    let (key, value, unit) = (&own.key, &own.value, own.unit);
    let (confidence, source) = (own.confidence, &own.source);
    format!("{key}\t{from}\t{to}\t{value}\t{unit}\t{confidence}\t{source}")
}
