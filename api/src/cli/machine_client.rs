//! `percorso machine-client`: programs of other services, decided by the operator.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use api::app::BASE_PATH;
use api::config::Config;
use api::identity::keys::SigningKeys;
use api::identity::token::Algorithm;
use chrono::TimeDelta;
use clap::Subcommand;
use domain::actor::{Actor, MachineClientId, OrganisationId};
use domain::kernel::{Changed, Refusal};
use domain::machine_clients::{ClientKey, ClientTerms, MachineClient};
use domain::policy::Scope;
use persistence::{Clock, Page, Store, machine_clients, offices};
use serde_json::json;

use super::{Failure, all, organisation, production, serve, system};

/// What to do with machine clients.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Prints all of an organisation.
    List {
        /// Whose they are; may be left out when there is one organisation only.
        #[arg(long)]
        organisation: Option<OrganisationId>,
    },
    /// Approves what was proposed: for bodies with one administrator, where nobody else can.
    Approve {
        /// The client.
        id: MachineClientId,
        /// Whose it is; may be left out when there is one organisation only.
        #[arg(long)]
        organisation: Option<OrganisationId>,
    },
    /// Takes the right to tokens; those that it has end.
    Disable {
        /// The client.
        id: MachineClientId,
        /// Whose it is; may be left out when there is one organisation only.
        #[arg(long)]
        organisation: Option<OrganisationId>,
    },
    /// Prints an assertion with which the client can ask for a token in the next two minutes: to
    /// try a registration without a program of its own.
    Assert {
        /// The client.
        id: MachineClientId,
        /// Its private key (PKCS#8 PEM, RSA or P-256), registered under its thumbprint.
        #[arg(long)]
        key: PathBuf,
    },
}

pub(super) fn run(command: Command) -> Result<(), Failure> {
    let config = production()?;
    if let Command::Assert { id, key } = &command {
        return assert(&config, *id, key);
    }
    let store = serve::open(&config.storage)?;
    match command {
        Command::List { organisation } => list(&store, organisation)?,
        Command::Approve { id, organisation } => {
            change(&store, organisation, id, MachineClient::approve)?;
        }
        Command::Disable { id, organisation } => {
            change(&store, organisation, id, MachineClient::disable)?;
        }
        Command::Assert { .. } => {}
    }
    store.close();
    Ok(())
}

#[expect(clippy::print_stdout, reason = "a command tells what it did")]
fn list(store: &Store, organisation: Option<OrganisationId>) -> Result<(), Failure> {
    let caller = system(organisation::chosen(store, organisation)?);
    let list = |page: &Page<_>| store.read(&caller, |tx| machine_clients::list(tx, page));
    for client in all(list, |client| client.id)? {
        let (id, status, terms) = (client.id, client.status, &client.terms);
        println!("{id}\t{status}\t{}\t{}", terms.scopes, terms.label);
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "a command tells what it did")]
fn change(
    store: &Store,
    organisation: Option<OrganisationId>,
    id: MachineClientId,
    decision: fn(MachineClient, &Actor) -> Result<Changed<MachineClient>, Refusal>,
) -> Result<(), Failure> {
    let caller = system(organisation::chosen(store, organisation)?);
    let client = store.write(caller, move |tx| {
        let client = machine_clients::get(tx, id)?;
        let changed = decision(client, tx.actor())?;
        machine_clients::save(tx, changed)
    })?;
    println!("{id}\t{}", client.status);
    Ok(())
}

#[expect(clippy::print_stdout, reason = "a command tells what it did")]
fn assert(config: &Config, id: MachineClientId, key: &Path) -> Result<(), Failure> {
    let keys = SigningKeys::load(key, &[])?;
    let now = Clock::System.now();
    let claims = json!({
        "iss": id,
        "sub": id,
        "aud": format!("{}{BASE_PATH}/tokens", config.public_url),
        "jti": uuid::Uuid::new_v4(),
        "iat": now.timestamp(),
        "exp": (now + TimeDelta::minutes(2)).timestamp(),
    });
    println!("{}", keys.assert(&claims)?);
    Ok(())
}

/// The program of the demonstration, made the first time, with the file of its private key.
pub(super) fn of_demonstration(
    config: &Config,
    store: &Store,
    organisation: OrganisationId,
) -> Result<(MachineClientId, PathBuf), Failure> {
    let file = config.storage.data.join("machine-client-key.pem");
    if !file.exists() {
        SigningKeys::generate_file(&file, Algorithm::Es256)?;
    }
    let caller = system(organisation);
    let first = Page {
        limit: 1,
        after: None,
    };
    let known = store.read(&caller, |tx| machine_clients::list(tx, &first))?;
    if let Some(client) = known.items.first() {
        return Ok((client.id, file));
    }
    let keys = SigningKeys::load(&file, &[])?;
    let desk = Page {
        limit: 1,
        after: None,
    };
    let desk = store.read(&caller, |tx| offices::list(tx, &desk))?;
    let terms = ClientTerms {
        label: "Centro per l'impiego (dimostrazione)".parse()?,
        purpose: "Legge i casi e le persone dello sportello lavoro".parse()?,
        scopes: [
            Scope::ReadCases,
            Scope::ReadIndividuals,
            Scope::FollowChanges,
            Scope::Calculators,
        ]
        .into_iter()
        .collect(),
        offices: desk
            .items
            .iter()
            .map(|office| office.id)
            .collect::<BTreeSet<_>>(),
        keys: BTreeSet::from([ClientKey {
            kid: keys.public().kid().to_owned(),
            thumbprint: keys.public().kid().to_owned(),
            jwk: serde_json::to_string(&keys.public().jwk())?,
        }]),
    };
    let client = store.write(caller, move |tx| {
        let proposed = MachineClient::propose(tx.new_id(), terms.clone(), tx.actor())?;
        let client = machine_clients::insert(tx, proposed)?;
        let approved = client.approve(tx.actor())?;
        machine_clients::save(tx, approved)
    })?;
    Ok((client.id, file))
}
