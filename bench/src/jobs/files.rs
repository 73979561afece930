//! Files that leave and files that come: an export of all cases, an import of many people. What
//! counts is the memory of the server.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use api::demo::people::People;
use api::import::Person;
use domain::kernel::Day;
use serde_json::json;

use crate::Failure;
use crate::load::{Client, Request};
use crate::procfs;
use crate::server::Process;
use crate::world::World;

/// How long a file may take.
const PATIENCE: Duration = Duration::from_hours(1);
/// The seed of whoever is imported.
const SEED: u64 = 77;
const HEADINGS: &str = "CODICE FISCALE;COGNOME;NOME;SESSO;DATA DI NASCITA;COMUNE DI NASCITA;\
    CITTADINANZA;TELEFONO;E-MAIL\r\n";

/// What came of a file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moved {
    pub(crate) rows: u64,
    pub(crate) took: Duration,
    /// The most memory that the server ever held, in MiB.
    pub(crate) peak: f64,
}

/// Has the chief take all cases out and fetches the file.
pub(crate) fn export(
    process: &Process,
    front: &Process,
    world: &mut World,
) -> Result<Moved, Failure> {
    let begun = Instant::now();
    let order = json!({
        "kind": "cases", "format": "csv", "purpose": "reporting", "note": "Misura delle prestazioni",
    });
    let mut client = Client::of(&process.address);
    let asked = client
        .ask(&Request::post("/exports", &world.chief.token, &order))?
        .json()?;
    let path = format!(
        "/exports/{}",
        asked["id"].as_str().ok_or("an export of no name")?
    );
    let done = wait(process, front, world, &path)?;
    let file = client.ask(&Request::get(format!("{path}/file"), &world.chief.token))?;
    if file.status != 200 {
        return Err(format!("the file was not given: {}", file.status).into());
    }
    Ok(Moved {
        rows: done["rows"].as_u64().unwrap_or(0),
        took: begun.elapsed(),
        peak: procfs::peak(process.id()),
    })
}

/// Has the chief bring so many people in.
pub(crate) fn import(
    process: &Process,
    front: &Process,
    world: &mut World,
    rows: usize,
) -> Result<Moved, Failure> {
    let file = table(rows, Day::new(world.today)?)?;
    let begun = Instant::now();
    let office = &world.chief.offices[0];
    let request = Request {
        method: "POST",
        path: format!("/imports?office_id={office}&reason=takeover"),
        token: Some(world.chief.token.clone()),
        body: Some(("text/csv", file.into_bytes())),
    };
    let asked = Client::of(&process.address).ask(&request)?.json()?;
    let path = format!(
        "/imports/{}",
        asked["id"].as_str().ok_or("an import of no name")?
    );
    let done = wait(process, front, world, &path)?;
    Ok(Moved {
        rows: done["counts"]["read"].as_u64().unwrap_or(0),
        took: begun.elapsed(),
        peak: procfs::peak(process.id()),
    })
}

/// Waits until the work on a file is done, signed in anew every few minutes.
fn wait(
    process: &Process,
    front: &Process,
    world: &mut World,
    path: &str,
) -> Result<serde_json::Value, Failure> {
    let (begun, mut signed_in) = (Instant::now(), Instant::now());
    let mut client = Client::of(&process.address);
    while begun.elapsed() < PATIENCE {
        if signed_in.elapsed() > Duration::from_mins(5) {
            world.sign_in(&front.address)?;
            signed_in = Instant::now();
        }
        let view = client
            .ask(&Request::get(path, &world.chief.token))?
            .json()?;
        match view["status"].as_str() {
            Some("done") => return Ok(view),
            Some("failed") => return Err(format!("{view}").into()),
            _ => std::thread::sleep(Duration::from_millis(200)),
        }
    }
    Err("the file is not done in an hour".into())
}

/// A table of fictional people.
fn table(rows: usize, today: Day) -> Result<String, Failure> {
    let mut text = HEADINGS.to_owned();
    let mut people = People::new(SEED, today);
    for number in 0..rows {
        let person = people.next_person()?.person;
        // Writing to a string cannot fail.
        let _ = write!(text, "{}\r\n", row(&person, number));
    }
    Ok(text)
}

/// A row; numbers and addresses are nobody else's.
fn row(person: &Person, number: usize) -> String {
    let code = person
        .code
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default();
    let birthplace = person.birthplace.as_ref().map(ToString::to_string);
    let citizenship = person.citizenship.as_ref().map(ToString::to_string);
    [
        code,
        person.family_name.as_str().to_owned(),
        person.given_name.as_str().to_owned(),
        person.sex.to_string(),
        person.birth_date.date().format("%d/%m/%Y").to_string(),
        birthplace.unwrap_or_default(),
        citizenship.unwrap_or_default(),
        format!("+39302{number:07}"),
        format!("persona{number}@example.net"),
    ]
    .join(";")
}
