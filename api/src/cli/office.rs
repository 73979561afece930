//! `percorso office`: the desks of an organisation.

use clap::Subcommand;
use domain::actor::OrganisationId;
use domain::kernel::{Text, Version};
use domain::offices::{Office, OfficeKind};
use domain::staff::Email;
use persistence::{Page, offices};

use super::{Failure, all, organisation, serve, storage, system};

/// What to do with offices.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Opens one and prints its identifier.
    Create {
        /// Whose it is; may be left out when there is one organisation only.
        #[arg(long)]
        organisation: Option<OrganisationId>,
        /// What people call it.
        #[arg(long)]
        label: Text<100>,
        /// What it is for: `employment_desk`, `informagiovani` or `targeted_placement_desk`.
        #[arg(long, default_value = "employment_desk")]
        kind: OfficeKind,
        /// Where it is.
        #[arg(long)]
        address: Option<Text<200>>,
        /// Its telephone.
        #[arg(long)]
        phone: Option<Text<40>>,
        /// Its e-mail address.
        #[arg(long)]
        email: Option<Email>,
    },
    /// Prints all of an organisation.
    List {
        /// Whose they are; may be left out when there is one organisation only.
        #[arg(long)]
        organisation: Option<OrganisationId>,
    },
}

#[expect(clippy::print_stdout, reason = "a command tells what it did")]
pub(super) fn run(command: Command) -> Result<(), Failure> {
    let storage = storage()?;
    let store = serve::open(&storage)?;
    match command {
        Command::Create {
            organisation,
            label,
            kind,
            address,
            phone,
            email,
        } => {
            let organisation = organisation::chosen(&store, organisation)?;
            let office = Office {
                id: store.mint(),
                label,
                kind,
                address,
                phone,
                email,
                version: Version::FIRST,
            };
            let office = store.write(system(organisation), move |tx| {
                let changed = Office::create(office.clone(), tx.actor())?;
                offices::insert(tx, changed)
            })?;
            println!("{}", office.id);
        }
        Command::List { organisation } => {
            let caller = system(organisation::chosen(&store, organisation)?);
            let list = |page: &Page<_>| store.read(&caller, |tx| offices::list(tx, page));
            for office in all(list, |office| office.id)? {
                println!("{}\t{}\t{}", office.id, office.kind, office.label);
            }
        }
    }
    store.close();
    Ok(())
}
