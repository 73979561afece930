//! `percorso import`: data from the files that offices have.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::PathBuf;

use api::import::load::{Counts, Mode, Plan, load};
use api::import::report::Report;
use api::import::{Column, Header, People};
use api::texts::Language;
use clap::{Args, Subcommand};
use domain::actor::{Actor, ActorKind, OfficeId, OrganisationId};
use domain::individuals::{EvidenceSource, Provenance, Verification};
use domain::kernel::{Day, Id};
use domain::staff::{AccountStatus, Email};
use persistence::{Caller, Clock, Page, Store, offices, organisations, staff};

use super::{Failure, nobody, organisation, serve, storage};

/// What to load.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// People from a CSV file. Good rows go in, bad rows are told in the report, people who are
    /// there already stay as they are: the same file twice changes nothing.
    Individuals(Individuals),
}

/// The file and how it is loaded.
#[derive(Debug, Args)]
pub(super) struct Individuals {
    /// The file: CSV with Italian headings, in UTF-8 or Windows-1252.
    file: PathBuf,
    /// Whose people they are; may be left out when there is one organisation only.
    #[arg(long)]
    organisation: Option<OrganisationId>,
    /// The office that registers; may be left out when only one can be meant.
    #[arg(long)]
    office: Option<OfficeId>,
    /// The coordinator on whose behalf the file is loaded; without one it is the operator of the
    /// server.
    #[arg(long)]
    user: Option<Email>,
    /// Tells what would happen and keeps nothing.
    #[arg(long)]
    dry_run: bool,
    /// Where to write what came of each row, as CSV.
    #[arg(long)]
    report: Option<PathBuf>,
    /// Where the facts come from, a code of the vocabulary `evidence-sources`.
    #[arg(long, default_value = "sap_import")]
    source: EvidenceSource,
    /// On which day they were true; today by default.
    #[arg(long)]
    observed_on: Option<Day>,
    /// A rule whose warning is acknowledged for every row; once for each.
    #[arg(long = "acknowledge")]
    acknowledged: Vec<String>,
    /// Writes the remarks of the report in English.
    #[arg(long)]
    english: bool,
}

pub(super) fn run(command: Command) -> Result<(), Failure> {
    let Command::Individuals(file) = command;
    let storage = storage()?;
    let store = serve::open(&storage)?;
    let outcome = individuals(&store, file);
    store.close();
    outcome
}

#[expect(clippy::print_stdout, reason = "a command tells what it did")]
fn individuals(store: &Store, file: Individuals) -> Result<(), Failure> {
    let actor = actor(store, &file)?;
    let today = today(store.clock(), &actor)?;
    let people = People::open(File::open(&file.file)?, today)?;
    tell_header(&file, people.encoding(), people.header())?;
    let language = if file.english {
        Language::English
    } else {
        Language::Italian
    };
    let mut report = match &file.report {
        Some(path) => Some(Report::new(BufWriter::new(File::create(path)?), language)?),
        None => None,
    };
    let plan = plan(store, actor, file, today)?;
    let mut progress = Progress::default();
    let counts = load(store, &plan, people, |people, told, counts| {
        progress.tell(people.progress(), counts)?;
        report.as_mut().map_or(Ok(()), |report| report.tell(told))
    })?;
    end_of_progress()?;
    let Counts {
        registered,
        unchanged,
        possible_duplicates,
        refused,
    } = counts;
    println!(
        "{} rows: {registered} registered, {unchanged} unchanged, \
         {possible_duplicates} possible duplicates, {refused} refused",
        counts.rows()
    );
    Ok(())
}

fn plan(store: &Store, actor: Actor, file: Individuals, today: Day) -> Result<Plan, Failure> {
    let office = office(store, &actor, file.office)?;
    let id: domain::imports::ImportId = store.mint();
    Ok(Plan {
        caller: Caller {
            actor,
            request_id: id.to_string(),
            purpose: None,
        },
        id,
        office,
        provenance: Provenance {
            source: file.source,
            observed_on: file.observed_on.unwrap_or(today),
            verification: Verification::None,
        },
        acknowledged: file.acknowledged,
        mode: if file.dry_run {
            Mode::DryRun
        } else {
            Mode::Load
        },
    })
}

/// The operator, or the account that was named with its roles and offices of now.
fn actor(store: &Store, file: &Individuals) -> Result<Actor, Failure> {
    let Some(email) = &file.user else {
        let organisation = organisation::chosen(store, file.organisation)?;
        let system = Caller::system(organisation, "import");
        let zone = store.read(&system, organisations::get)?.zone;
        return Ok(Actor {
            zone,
            ..system.actor
        });
    };
    let account = store.read(&nobody(), |tx| staff::by_email(tx, email))?;
    let account = account.ok_or("no account has this e-mail address")?;
    let system = Caller::system(account.organisation, "import");
    let (member, zone) = store.read(&system, |tx| {
        Ok((staff::get(tx, account.staff)?, organisations::get(tx)?.zone))
    })?;
    if member.status == AccountStatus::Disabled {
        return Err("the account is disabled".into());
    }
    Ok(Actor {
        organisation: account.organisation,
        // Nobody signed in: the command acts for the account without a session.
        kind: ActorKind::Staff(member.id, Id::new(uuid::Uuid::nil())),
        roles: member.roles.into_iter().collect(),
        offices: member.offices.into_iter().collect(),
        zone,
    })
}

/// The office that was named, if the organisation has it; else the only one that can be meant.
fn office(store: &Store, actor: &Actor, named: Option<OfficeId>) -> Result<OfficeId, Failure> {
    let system = Caller::system(actor.organisation, "import");
    if let Some(office) = named.or_else(|| match actor.offices[..] {
        [only] => Some(only),
        _ => None,
    }) {
        let known = store.read(&system, |tx| offices::get(tx, office));
        return known.map(|office| office.id).map_err(|error| match error {
            persistence::Error::NotFound => "the organisation has no such office".into(),
            other => other.into(),
        });
    }
    let page = Page {
        limit: 2,
        after: None,
    };
    let all = store.read(&system, |tx| offices::list(tx, &page))?;
    match &all.items[..] {
        [only] if actor.offices.is_empty() => Ok(only.id),
        _ => Err("several offices can be meant: name one with --office".into()),
    }
}

fn today(clock: &Clock, actor: &Actor) -> Result<Day, Failure> {
    Ok(Day::new(
        clock.now().with_timezone(&actor.zone).date_naive(),
    )?)
}

/// Tells once how the file is read, and what of it is not.
fn tell_header(file: &Individuals, encoding: &str, header: &Header) -> io::Result<()> {
    let mut out = io::stderr().lock();
    let separator = header.separator.escape_default();
    writeln!(
        out,
        "{}: {encoding}, separator {separator}",
        file.file.display()
    )?;
    // The record has no section for it yet.
    if header.columns().any(|column| column == Column::Citizenship) {
        let heading = header.label(Column::Citizenship);
        writeln!(out, "column checked and not kept: {heading}")?;
    }
    if !header.ignored.is_empty() {
        writeln!(out, "columns not read: {}", header.ignored.join(", "))?;
    }
    Ok(())
}

/// Tells how far the import is: in place on a terminal, else at each tenth.
#[derive(Default)]
struct Progress {
    tenth: u64,
}

impl Progress {
    fn tell(&mut self, hundredths: u64, counts: Counts) -> io::Result<()> {
        let mut out = io::stderr().lock();
        let rows = counts.rows();
        if out.is_terminal() {
            write!(out, "\r{hundredths:3} % ({rows} rows)")?;
            return out.flush();
        }
        if hundredths / 10 > self.tenth {
            self.tenth = hundredths / 10;
            writeln!(out, "{hundredths} % ({rows} rows)")?;
        }
        Ok(())
    }
}

fn end_of_progress() -> io::Result<()> {
    let mut out = io::stderr().lock();
    if out.is_terminal() {
        writeln!(out)?;
    }
    Ok(())
}
