//! `percorso organisation`: the bodies that answer for the data.

use chrono_tz::Tz;
use clap::Subcommand;
use domain::actor::OrganisationId;
use domain::kernel::{Fault, PatronDay, Text};
use domain::organisations::{IpaCode, Organisation, RegionCode};
use persistence::{Store, organisations, services};

use super::{Failure, nobody, parameter, serve, storage, system};

/// What to do with organisations.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Sets one up and prints its identifier.
    Create {
        /// Its name by statute.
        #[arg(long)]
        legal_name: Text<200>,
        /// The ISTAT code of its region, such as 01.
        #[arg(long)]
        region: RegionCode,
        /// The day of its patron, MM-DD.
        #[arg(long)]
        patron: PatronDay,
        /// The time zone in which it counts days.
        #[arg(long, default_value = "Europe/Rome")]
        time_zone: Tz,
        /// Its code in the index of public administrations.
        #[arg(long)]
        ipa_code: Option<IpaCode>,
    },
    /// Prints all of them.
    List,
    /// Values that an organisation sets for itself.
    #[command(subcommand)]
    Parameter(parameter::Command),
}

#[expect(clippy::print_stdout, reason = "a command tells what it did")]
pub(super) fn run(command: Command) -> Result<(), Failure> {
    let storage = storage()?;
    let store = serve::open(&storage)?;
    match command {
        Command::Create {
            legal_name,
            region,
            patron,
            time_zone,
            ipa_code,
        } => {
            let id = store.mint();
            let organisation = Organisation {
                id,
                legal_name,
                ipa_code,
                zone: time_zone,
                region,
                patron,
            };
            store.write(system(id), move |tx| {
                let changed = Organisation::create(organisation.clone(), tx.actor())?;
                organisations::insert(tx, changed)?;
                services::complete(tx)
            })?;
            println!("{id}");
        }
        Command::Parameter(command) => parameter::run(&store, command)?,
        Command::List => {
            for organisation in store.read(&nobody(), organisations::all)? {
                println!("{}\t{}", organisation.id, organisation.legal_name);
            }
        }
    }
    store.close();
    Ok(())
}

/// The organisation that was named, or the only one there is.
pub(super) fn chosen(
    store: &Store,
    named: Option<OrganisationId>,
) -> Result<OrganisationId, Failure> {
    let all = store.read(&nobody(), organisations::all)?;
    let known = |id| all.iter().any(|organisation| organisation.id == id);
    match (named, all.as_slice()) {
        (Some(id), _) if known(id) => Ok(id),
        (Some(_), _) => Err(Fault::new("unknown_organisation").into()),
        (None, [only]) => Ok(only.id),
        (None, []) => Err("there is no organisation yet: percorso organisation create".into()),
        (None, _) => Err("there are several organisations: name one with --organisation".into()),
    }
}
