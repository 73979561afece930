//! An import of the demonstration: an old program's file, with people who are there already, some
//! of whom only somebody who knows them can tell apart.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use domain::actor::{Actor, OfficeId, OrganisationId};
use domain::imports::{
    Column, Import, ImportId, ImportReason, Layout, Mapped, Mapping, Mode, Order, Request,
};
use domain::individuals::EvidenceSource;
use domain::kernel::{Day, Fault};
use persistence::imports::{self, mappings};
use persistence::{Caller, Page, Store, offices, organisations};

use super::people::People;
use super::{Failure, SEED};
use crate::import::file;
use crate::import::job::Importer;

/// What the source of the file is called.
const LABEL: &str = "Vecchio gestionale";
/// Its headings; others are the usual ones.
const HEADINGS: [(&str, Column); 2] = [
    ("Cognome utente", Column::FamilyName),
    ("Nome utente", Column::GivenName),
];

/// Saves how the old program's files are read, and imports one of them. It registers nobody: three
/// rows are known, two have family and given name changed over and wait for a decision, two are
/// faulty.
pub fn import(
    store: &Store,
    importer: &Importer,
    organisation: OrganisationId,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let system = Caller::system(organisation, "demo");
    let first = Page {
        limit: 1,
        after: None,
    };
    let (zone, office) = store.read(&system, |tx| {
        let office = offices::list(tx, &first)?.items.into_iter().next();
        Ok((organisations::get(tx)?.zone, office))
    })?;
    let Some(office) = office else { return Ok(()) };
    let caller = Caller {
        actor: Actor {
            zone,
            ..system.actor.clone()
        },
        ..system
    };
    let id: ImportId = store.mint();
    let text = text(Day::new(now.date_naive())?)?;
    let kept = file::store((store, importer.vault()), &caller, id, text.as_bytes());
    let length = kept.map_err(|_| Fault::new("import_file_unreadable"))?;
    queue(store, &caller, (id, office.id), length)?;
    importer.run(organisation, id, &mut |_| {})?;
    Ok(())
}

fn queue(
    store: &Store,
    caller: &Caller,
    (id, office): (ImportId, OfficeId),
    length: i64,
) -> Result<(), Failure> {
    let columns = HEADINGS.iter().map(|(heading, column)| {
        Ok(Mapped {
            heading: heading.parse()?,
            column: *column,
        })
    });
    let layout = Layout {
        columns: columns.collect::<Result<_, Fault>>()?,
        ..Layout::default()
    };
    let label: domain::kernel::Text<100> = LABEL.parse()?;
    store.write(caller.clone(), move |tx| {
        let mapping = Mapping::create(tx.actor(), tx.new_id(), label.clone(), layout.clone())?;
        let mapping = mappings::insert(tx, mapping)?;
        let request = Request {
            id,
            office,
            order: Order {
                reason: ImportReason::Takeover,
                mode: Mode::Load,
                source: EvidenceSource::SapImport,
                observed_on: tx.day()?,
                mapping: Some(mapping.id),
                layout: mapping.layout,
                acknowledged: Vec::new(),
            },
            length,
        };
        let changed = Import::queue(tx.actor(), request, tx.now(), tx.day()?)?;
        imports::insert(tx, changed).map(drop)
    })?;
    Ok(())
}

/// The file: the first people of the demonstration, once more.
fn text(today: Day) -> Result<String, Fault> {
    let mut people = People::new(SEED, today);
    let mut text = "Cod. fisc.;Cognome utente;Nome utente;Sesso;Nato il;Note\n".to_owned();
    for number in 0..5 {
        let person = people.next_person()?.person;
        let code = person.code.map(|code| code.to_string());
        // A code would contradict names that were changed over.
        let (code, family, given) = if number < 3 {
            (
                code.unwrap_or_default(),
                person.family_name,
                person.given_name,
            )
        } else {
            (String::new(), person.given_name, person.family_name)
        };
        let born = person.birth_date.date().format("%d/%m/%Y");
        let (family, given) = (family.as_str(), given.as_str());
        // Writing to a string never fails.
        let _ = writeln!(text, "{code};{family};{given};{};{born};x", person.sex);
    }
    text.push_str(";PROVA;;F;31/02/1980;x\nABC;PROVA;LIA;F;01/01/1980;x\n");
    Ok(text)
}
