//! Rows of a few hundred people, as the product itself writes them: the demonstration, read back.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64};

use api::demo::people::{Fictional, People};
use chrono::{DateTime, Utc};
use diesel::RunQueryDsl;
use diesel::sql_types::Text;
use domain::actor::Role;
use domain::kernel::Day;
use persistence::backend::{Address, Conn, Manager, Use};
use persistence::{Caller, Clock, Minter, Store, migrations, organisations, worklist};
use serde_json::Value;
use uuid::Uuid;

use crate::Failure;

/// What tells of people, each table behind those that its rows name.
pub(super) const TABLES: [&str; 19] = [
    "individuals",
    "individual_sections",
    "individual_section_versions",
    "individual_keys",
    "intakes",
    "cases",
    "case_team",
    "desk_contacts",
    "contact_attempts",
    "notes",
    "note_versions",
    "agreements",
    "agreement_action_outcomes",
    "agreement_editions",
    "agreement_reviews",
    "follow_ups",
    "follow_up_attempts",
    "due_items",
    "events",
];
/// What tells of the organisation, and what only lists or seals rows of the tables above. Whoever
/// stands in a table that is in neither list is no specimen: the copy would tell half a story.
const APART: [&str; 25] = [
    "__diesel_schema_migrations",
    "organisations",
    "offices",
    "staff",
    "staff_roles",
    "staff_roles_awaiting",
    "staff_offices",
    "services",
    "rooms",
    "closures",
    "group_activities",
    "group_sessions",
    "staff_calendars",
    "calendar_addresses",
    "availabilities",
    "availability_services",
    "availability_exceptions",
    "document_numbers",
    "event_seals",
    "unsealed_events",
    "accesses",
    "exports",
    "export_pieces",
    "export_subjects",
    "plannings",
];

/// What a column holds, by the type that the migrations give it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Uid,
    Instant,
    Bytes,
    Plain,
}

#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) kind: Kind,
}

/// A value of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell {
    Null,
    Uid(Uuid),
    Instant(i64),
    Bytes(String),
    Number(i64),
    Text(String),
}

/// A row, and whose it is.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) cells: Vec<Cell>,
    pub(super) owner: Option<Uuid>,
}

/// Whose contacts are that nobody gave a name at.
const NOBODY: Uuid = Uuid::nil();

#[derive(Debug)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Row>,
}

impl Table {
    /// The value of a row in this column.
    pub(super) fn cell<'a>(&self, row: &'a Row, column: &str) -> Option<&'a Cell> {
        let at = self.columns.iter().position(|c| c.name == column)?;
        row.cells.get(at)
    }

    fn uid(&self, row: &Row, column: &str) -> Option<Uuid> {
        match self.cell(row, column) {
            Some(Cell::Uid(uid)) => Some(*uid),
            _ => None,
        }
    }

    pub(super) fn text<'a>(&self, row: &'a Row, column: &str) -> &'a str {
        match self.cell(row, column) {
            Some(Cell::Text(text)) => text,
            _ => "",
        }
    }
}

/// What somebody of the staff is, and at which desk.
#[derive(Debug, Clone, Copy)]
pub(super) struct Post {
    pub(super) role: Role,
    pub(super) desk: Option<usize>,
}

/// The rows of people, and who and what they name besides.
#[derive(Debug)]
pub(super) struct Specimens {
    pub(super) tables: Vec<Table>,
    /// How the planning of work stood when all of it was planned.
    pub(super) planning: Table,
    pub(super) organisation: Uuid,
    /// The desks, in the order in which the demonstration opens them.
    pub(super) offices: Vec<Uuid>,
    /// What the staff are.
    pub(super) posts: HashMap<Uuid, Post>,
    /// Who they are.
    pub(super) people: HashMap<Uuid, Fictional>,
}

impl Specimens {
    /// Lets the product make its demonstration as of `now`, and reads who is in it.
    pub(super) fn make(now: DateTime<Utc>) -> Result<Self, Failure> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("specimens.sqlite");
        let address = Address::Sqlite(path.display().to_string());
        fill(&address, now)?;
        let mut conn = Manager::new(address, Use::Inspect, Arc::new(AtomicU64::new(0))).open()?;
        let mut all = names(&mut conn)?
            .iter()
            .map(|name| read(&mut conn, name))
            .collect::<Result<Vec<_>, Failure>>()?;
        let people = known(&all, Day::new(now.date_naive())?)?;
        let planning = tables(&all, "plannings")?;
        let mut specimens = Self {
            tables: Vec::new(),
            planning: all.swap_remove(planning),
            organisation: Uuid::nil(),
            offices: Vec::new(),
            posts: HashMap::new(),
            people,
        };
        specimens.place(&all)?;
        specimens.take(all)?;
        Ok(specimens)
    }

    /// Reads which organisation, offices and staff the rows may name.
    fn place(&mut self, all: &[Table]) -> Result<(), Failure> {
        let first = ids(&all[tables(all, "organisations")?]).into_iter().next();
        self.organisation = first.ok_or("the demonstration has no organisation")?;
        self.offices = ids(&all[tables(all, "offices")?]);
        let roles = &all[tables(all, "staff_roles")?];
        let desks = &all[tables(all, "staff_offices")?];
        for row in &roles.rows {
            let staff = roles.uid(row, "staff_id").ok_or("a role of nobody")?;
            let of_staff = desks.rows.iter();
            let of_staff = of_staff.filter(|row| desks.uid(row, "staff_id") == Some(staff));
            let offices = of_staff.filter_map(|row| desks.uid(row, "office_id"));
            let at = offices.filter_map(|id| self.offices.iter().position(|office| *office == id));
            let post = Post {
                role: roles.text(row, "role").parse()?,
                desk: at.min(),
            };
            self.posts.insert(staff, post);
        }
        Ok(())
    }

    /// Takes the rows that tell whole stories of known people.
    fn take(&mut self, mut all: Vec<Table>) -> Result<(), Failure> {
        let mut owners: HashMap<Uuid, Uuid> = HashMap::new();
        for name in TABLES {
            let at = tables(&all, name)?;
            let mut table = all.swap_remove(at);
            own(&mut table, &mut owners);
            self.tables.push(table);
        }
        let mut out: HashSet<Uuid> = HashSet::new();
        for other in all.iter().filter(|t| !APART.contains(&t.name.as_str())) {
            let named = other.rows.iter().flat_map(uids);
            out.extend(named.filter_map(|uid| owners.get(&uid).copied()));
        }
        self.people.retain(|person, _| !out.contains(person));
        for table in &mut self.tables {
            table.rows.retain(|row| {
                row.owner
                    .is_some_and(|owner| owner == NOBODY || self.people.contains_key(&owner))
            });
        }
        Ok(())
    }
}

/// Fills an empty file, and plans the work that follows from what is in it, as a server does when it
/// starts.
fn fill(address: &Address, now: DateTime<Utc>) -> Result<(), Failure> {
    migrations::migrate(address)?;
    let store = Store::open(persistence::Settings {
        address: address.clone(),
        connections: 1,
        clock: Clock::held(now),
        // Counted identifiers leave two bytes free, which tell copies apart.
        minter: Minter::Counting(AtomicU32::new(1)),
    })?;
    let organisation = api::demo::fill(&store, now)?;
    let mut caller = Caller::system(organisation, "worklist");
    caller.actor.zone = store.read(&caller, |tx| Ok(organisations::get(tx)?.zone))?;
    while store.write(caller.clone(), worklist::go_on)? {}
    store.close();
    Ok(())
}

#[derive(diesel::QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

fn lines(conn: &mut Conn, sql: &str) -> Result<Vec<String>, Failure> {
    let lines: Vec<Line> = diesel::sql_query(sql).load(conn)?;
    Ok(lines.into_iter().map(|line| line.line).collect())
}

fn names(conn: &mut Conn) -> Result<Vec<String>, Failure> {
    lines(
        conn,
        "SELECT name AS line FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'",
    )
}

/// Where the table of this name is.
fn tables(all: &[Table], name: &str) -> Result<usize, Failure> {
    let at = all.iter().position(|table| table.name == name);
    Ok(at.ok_or_else(|| format!("the product has no table {name} any more"))?)
}

/// A table with all its rows, in the order in which they were written.
fn read(conn: &mut Conn, name: &str) -> Result<Table, Failure> {
    let described = lines(
        conn,
        &format!(
            "SELECT name || ' ' || type AS line FROM pragma_table_info('{name}') ORDER BY cid"
        ),
    )?;
    let columns: Vec<Column> = described.iter().map(|line| column(line)).collect();
    let values: Vec<String> = columns
        .iter()
        .map(|Column { name, kind }| match kind {
            Kind::Uid | Kind::Bytes => {
                format!("CASE WHEN {name} IS NULL THEN NULL ELSE hex({name}) END")
            }
            Kind::Instant | Kind::Plain => name.clone(),
        })
        .collect();
    let sql = format!(
        "SELECT json_array({}) AS line FROM {name}",
        values.join(", ")
    );
    let rows = lines(conn, &sql)?
        .iter()
        .map(|line| {
            let values: Vec<Value> = serde_json::from_str(line)?;
            let cells = values.into_iter().zip(&columns);
            let cells = cells.map(|(value, column)| cell(value, column.kind));
            Ok(Row {
                cells: cells.collect::<Result<_, Failure>>()?,
                owner: None,
            })
        })
        .collect::<Result<_, Failure>>()?;
    Ok(Table {
        name: name.to_owned(),
        columns,
        rows,
    })
}

fn column(described: &str) -> Column {
    let (name, kind) = described.split_once(' ').unwrap_or((described, ""));
    Column {
        name: name.to_owned(),
        kind: match kind {
            "uuid" => Kind::Uid,
            "timestamptz" => Kind::Instant,
            "bytea" => Kind::Bytes,
            _ => Kind::Plain,
        },
    }
}

fn cell(value: Value, kind: Kind) -> Result<Cell, Failure> {
    Ok(match (value, kind) {
        (Value::Null, _) => Cell::Null,
        (Value::String(hex), Kind::Uid) => Cell::Uid(Uuid::try_parse(&hex)?),
        (Value::String(hex), Kind::Bytes) => Cell::Bytes(hex),
        (Value::String(text), _) => Cell::Text(text),
        (Value::Number(number), kind) => {
            let number = number.as_i64().ok_or("a number that is not whole")?;
            if kind == Kind::Instant {
                Cell::Instant(number)
            } else {
                Cell::Number(number)
            }
        }
        (other, _) => return Err(format!("a value of no kind: {other}").into()),
    })
}

fn uids(row: &Row) -> impl Iterator<Item = Uuid> {
    row.cells.iter().filter_map(|cell| match cell {
        Cell::Uid(uid) => Some(*uid),
        _ => None,
    })
}

fn ids(table: &Table) -> Vec<Uuid> {
    let ids = table.rows.iter().filter_map(|row| table.uid(row, "id"));
    ids.collect()
}

/// Writes down whose each row is: a person is its own, everything else belongs to whoever is named
/// in it, directly or by something of that person.
fn own(table: &mut Table, owners: &mut HashMap<Uuid, Uuid>) {
    let mut found = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        let id = table.uid(row, "id");
        let named = uids(row).find_map(|uid| owners.get(&uid).copied());
        let owner = match table.name.as_str() {
            "individuals" => id,
            "desk_contacts" => named.or(Some(NOBODY)),
            _ => named,
        };
        if let (Some(id), Some(owner)) = (id, owner) {
            owners.insert(id, owner);
        }
        found.push(owner);
    }
    for (row, owner) in table.rows.iter_mut().zip(found) {
        row.owner = owner;
    }
}

/// The people of the demonstration whom its own list of people knows, by their identifiers.
fn known(all: &[Table], today: Day) -> Result<HashMap<Uuid, Fictional>, Failure> {
    let mut people = People::new(api::demo::SEED, today);
    let mut by_name = HashMap::new();
    for _ in 0..api::demo::PEOPLE {
        let fictional = people.next_person()?;
        let person = &fictional.person;
        let names = format!(
            "{}/{}",
            person.family_name.as_str(),
            person.given_name.as_str()
        );
        by_name.insert((names, person.birth_date.to_string()), fictional);
    }
    let Some(table) = all.iter().find(|table| table.name == "individuals") else {
        return Err("the demonstration has no people".into());
    };
    let known = table.rows.iter().filter_map(|row| {
        let names = format!(
            "{}/{}",
            table.text(row, "family_name"),
            table.text(row, "given_name")
        );
        let born = table.text(row, "birth_date").to_owned();
        // Who is registered twice is known once.
        let fictional = by_name.remove(&(names, born))?;
        Some((table.uid(row, "id")?, fictional))
    });
    Ok(known.collect())
}
