//! `percorso import`: data from the files that offices have.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use api::import::job::{Importer, system};
use api::import::report::Report;
use api::texts::Language;
use clap::{Args, Subcommand};
use domain::actor::{Actor, OfficeId, OrganisationId};
use domain::imports::{
    Counts, Import, ImportId, ImportReason, ImportStatus, MappingId, Mode, Order, Reading, Request,
};
use domain::individuals::EvidenceSource;
use domain::kernel::Day;
use domain::staff::{AccountStatus, Email};
use persistence::imports::{mappings, rows};
use persistence::{Caller, Clock, Page, Store, imports, offices, organisations, staff};

use super::{Failure, nobody, organisation, production, serve};

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
    /// Why, a code of the vocabulary `import-reasons`.
    #[arg(long, default_value = "takeover")]
    reason: ImportReason,
    /// The saved mapping that tells what the columns mean.
    #[arg(long)]
    mapping: Option<MappingId>,
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
    let config = production()?;
    let store = serve::open(&config.storage)?;
    let importer = Importer::new(&store, &config.secret);
    let outcome = individuals(&store, &importer, &file);
    store.close();
    outcome
}

/// Asks for an import as `POST /imports` does, and works on it at once.
#[expect(clippy::print_stdout, reason = "a command tells what it did")]
fn individuals(store: &Store, importer: &Importer, file: &Individuals) -> Result<(), Failure> {
    let caller = Caller {
        actor: actor(store, file)?,
        request_id: "import".to_owned(),
        purpose: None,
    };
    let id = queue(store, importer, &caller, file)?;
    let import = work(store, importer, &caller, id)?;
    if let Some(reading) = &import.reading {
        tell_reading(&file.file, reading)?;
    }
    if let Some(path) = &file.report {
        report(store, &caller, &import, path, language(file))?;
    }
    if let Some(failure) = &import.failure {
        let key = format!("fault-{}", failure.code);
        let said = api::texts::text(Language::English, &key, None, &failure.facts);
        return Err(said.unwrap_or_else(|| failure.code.clone()).into());
    }
    if import.status == ImportStatus::Cancelled {
        return Err("somebody stopped the import".into());
    }
    let Counts {
        created,
        unchanged,
        refused,
        candidates,
        skipped: _,
    } = import.counts;
    println!(
        "{} rows: {created} registered, {unchanged} unchanged, {candidates} possible duplicates, \
         {refused} refused (import {id})",
        import.counts.rows()
    );
    Ok(())
}

fn language(file: &Individuals) -> Language {
    if file.english {
        Language::English
    } else {
        Language::Italian
    }
}

/// Stores the file and asks for its import.
fn queue(
    store: &Store,
    importer: &Importer,
    caller: &Caller,
    file: &Individuals,
) -> Result<ImportId, Failure> {
    let today = today(store.clock(), &caller.actor)?;
    let office = office(store, &caller.actor, file.office)?;
    let mapping = file.mapping;
    let layout = store.read(caller, |tx| {
        imports::check_office(tx, office)?;
        mapping.map(|id| mappings::get(tx, id)).transpose()
    })?;
    let id: ImportId = store.mint();
    let source = File::open(&file.file)?;
    let length = api::import::file::store((store, importer.vault()), caller, id, source)?;
    let order = Order {
        reason: file.reason,
        mode: if file.dry_run {
            Mode::DryRun
        } else {
            Mode::Load
        },
        source: file.source,
        observed_on: file.observed_on.unwrap_or(today),
        mapping,
        layout: layout.map(|mapping| mapping.layout).unwrap_or_default(),
        acknowledged: file.acknowledged.clone(),
    };
    let request = Request {
        id,
        office,
        order,
        length,
    };
    store.write(caller.clone(), move |tx| {
        let changed = Import::queue(tx.actor(), request.clone(), tx.now(), tx.day()?)?;
        imports::insert(tx, changed).map(drop)
    })?;
    Ok(id)
}

/// Works on the import until it ends; where a server took it first, waits for that.
fn work(
    store: &Store,
    importer: &Importer,
    caller: &Caller,
    id: ImportId,
) -> Result<Import, Failure> {
    let organisation = caller.actor.organisation;
    let mut progress = Progress::default();
    loop {
        let mut told = Ok(());
        importer.run(organisation, id, &mut |import| {
            let more = progress.tell(import);
            if told.is_ok() {
                told = more;
            }
        })?;
        told?;
        let import = store.read(&system(organisation), |tx| imports::get(tx, id))?;
        if !matches!(import.status, ImportStatus::Queued | ImportStatus::Running) {
            end_of_progress()?;
            return Ok(import);
        }
        std::thread::sleep(Duration::from_millis(500));
    }
}

/// Writes what came of each row.
fn report(
    store: &Store,
    caller: &Caller,
    import: &Import,
    path: &Path,
    language: Language,
) -> Result<(), Failure> {
    let mut report = Report::new(BufWriter::new(File::create(path)?), language)?;
    let mut page = Page {
        limit: 100,
        after: None,
    };
    loop {
        let (id, asked) = (import.id, page.clone());
        let told = store.read(&system(caller.actor.organisation), move |tx| {
            rows::list(tx, id, None, &asked)
        })?;
        let results: Vec<_> = told.items.into_iter().map(|row| row.result).collect();
        report.tell(&results, import.reading.as_ref())?;
        page.after = results.last().map(|row| row.line);
        if !told.more {
            return Ok(());
        }
    }
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
    let actor = Actor {
        zone,
        ..system.actor
    };
    Ok(actor.on_behalf_of(member.id, member.roles, member.offices))
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

/// Tells how the file was read, and what of it was not.
fn tell_reading(file: &Path, reading: &Reading) -> io::Result<()> {
    let mut out = io::stderr().lock();
    let separator = reading.separator.escape_default();
    let (file, encoding) = (file.display(), &reading.encoding);
    writeln!(out, "{file}: {encoding}, separator {separator}")?;
    if !reading.ignored.is_empty() {
        writeln!(out, "columns not read: {}", reading.ignored.join(", "))?;
    }
    Ok(())
}

/// Tells how far the import is: in place on a terminal, else at each tenth.
#[derive(Default)]
struct Progress {
    tenth: i64,
}

impl Progress {
    fn tell(&mut self, import: &Import) -> io::Result<()> {
        let mut out = io::stderr().lock();
        let (hundredths, rows) = (import.progress.hundredths, import.counts.rows());
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
