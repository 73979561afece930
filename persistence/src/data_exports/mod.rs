//! All that is held of one person, for the person: every table that names her, with names of
//! colleagues and offices in the place of their identifiers. A further table is one more function
//! and one more line.

mod agreements;
mod appointments;
mod casework;
mod documents;
mod ending;
mod groups;
mod messages;
mod record;
mod transfers;

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use domain::event::IndividualId;
use domain::policy::Action;
use serde_json::{Map, Value};

use crate::access_cuts;
use crate::access_records::{self, Filter, Told};
use crate::error::Error;
use crate::individuals;
use crate::keyset::{Page, Paged};
use crate::schema::{offices, organisations, staff};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

/// One thing that is held: its members by name, those without a value left out.
pub type Item = Map<String, Value>;

/// All things of one kind.
#[derive(Clone, PartialEq)]
pub struct Chapter {
    /// Which kind: `sections`, `cases`.
    pub name: &'static str,
    /// Each of them.
    pub items: Vec<Item>,
    /// Whether these are all there are.
    pub is_whole: bool,
}

/// How many things of one kind go into one copy: nobody has as many, but a loop of a program may
/// have made them.
const MOST: i64 = 10_000;

impl Chapter {
    /// The first of these things, of which one more than go into a copy were read.
    fn of(name: &'static str, mut items: Vec<Item>) -> Self {
        let most = usize::try_from(MOST).unwrap_or(usize::MAX);
        let is_whole = items.len() <= most;
        items.truncate(most);
        Self {
            name,
            items,
            is_whole,
        }
    }
}

/// It is all that is known of somebody: it never shows up in a debug print.
impl std::fmt::Debug for Chapter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Chapter({}, ***)", self.name)
    }
}

/// All that is held of a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    /// Whose record: the one that answers.
    pub individual: IndividualId,
    /// The body that answers for the data.
    pub controller: String,
    /// When this was put together.
    pub at: DateTime<Utc>,
    /// Everything but the accesses.
    pub chapters: Vec<Chapter>,
    /// Who saw or changed the record.
    pub accesses: Paged<Told>,
    /// Before when reads are not kept any more; nothing as long as all of them are.
    pub reads_since: Option<DateTime<Utc>>,
}

/// How many lines of who saw or changed the record go into one copy; what is older is asked for
/// page by page.
const LINES: u16 = 5_000;

/// All that is held of a person, in all records that became one, in one snapshot and as many
/// statements whatever there is. Sealed data are not among it: whoever may open them hands them
/// out.
pub fn of_individual(tx: &mut Tx<'_>, id: IndividualId) -> Result<Held, Error> {
    let person = individuals::within(tx, id, Action::HandOutRecord)?;
    let records = individuals::records(tx, &person)?;
    let page = Page {
        limit: LINES,
        after: None,
    };
    let accesses = access_records::lines(tx, records.clone(), Filter::default(), &page)?;
    let names = Names::of(tx)?;
    let mut chapters = vec![
        record::records(tx, &records, &names)?,
        record::sections(tx, &records, &names)?,
        record::versions(tx, &records, &names)?,
        casework::intakes(tx, &records, &names)?,
        casework::cases(tx, &records, &names)?,
        casework::attempts(tx, &records, &names)?,
        casework::notes(tx, &records, &names)?,
        casework::desk_contacts(tx, &records, &names)?,
    ];
    chapters.extend(agreements::chapters(tx, &records, &names)?);
    chapters.extend([
        appointments::appointments(tx, &records, &names)?,
        appointments::versions(tx, &records, &names)?,
        groups::enrolments(tx, &records, &names)?,
        groups::attendances(tx, &records, &names)?,
        groups::attendance_versions(tx, &records, &names)?,
        documents::documents(tx, &records, &names)?,
        messages::messages(tx, &records)?,
        messages::pauses(tx, &records, &names)?,
        transfers::hand_overs(tx, &records, &names)?,
        transfers::referrals(tx, &records, &names)?,
        transfers::follow_ups(tx, &records, &names)?,
        transfers::follow_up_attempts(tx, &records, &names)?,
        record::merges(tx, &records, &names)?,
        record::imports(tx, &records, &names)?,
        transfers::exports(tx, &records, &names)?,
        record::emergencies(tx, &records)?,
        record::holds(tx, &records, &names)?,
        ending::erasure_requests(tx, &records, &names)?,
        ending::disposals(tx, &records)?,
    ]);
    let controller = organisations::table
        .find(tx.org())
        .select(organisations::legal_name)
        .first(tx.conn())?;
    Ok(Held {
        individual: person.id(),
        controller,
        at: tx.now(),
        chapters,
        accesses,
        reads_since: access_cuts::told_since(tx)?,
    })
}

/// What colleagues and offices are called: of an organisation, so some hundreds at the most.
struct Names {
    staff: HashMap<Uid, String>,
    offices: HashMap<Uid, String>,
}

impl Names {
    fn of(tx: &mut Tx<'_>) -> Result<Self, Error> {
        let staff: Vec<(Uid, String, String)> = staff::table
            .filter(staff::organisation_id.eq(tx.org()))
            .select((staff::id, staff::given_name, staff::family_name))
            .load(tx.conn())?;
        let offices: Vec<(Uid, String)> = offices::table
            .filter(offices::organisation_id.eq(tx.org()))
            .select((offices::id, offices::label))
            .load(tx.conn())?;
        let full = staff.into_iter();
        Ok(Self {
            staff: full
                .map(|(id, given, family)| (id, format!("{given} {family}")))
                .collect(),
            offices: offices.into_iter().collect(),
        })
    }

    fn staff(&self, id: Option<Uid>) -> Option<String> {
        id.and_then(|id| self.staff.get(&id).cloned())
    }

    fn office(&self, id: Uid) -> Option<String> {
        self.offices.get(&id).cloned()
    }
}

/// Puts an item together, member by member.
#[derive(Default)]
struct Made(Item);

impl Made {
    /// With one more member; without a value it is left out.
    fn with(mut self, member: &str, value: impl Into<Option<Value>>) -> Self {
        if let Some(value) = value.into() {
            self.0.insert(member.to_owned(), value);
        }
        self
    }

    fn text(self, member: &str, value: impl Into<Option<String>>) -> Self {
        self.with(member, value.into().map(Value::String))
    }

    fn id(self, member: &str, id: impl Into<Option<Uid>>) -> Self {
        self.text(member, id.into().map(|id| id.0.to_string()))
    }

    fn day(self, member: &str, day: impl Into<Option<NaiveDate>>) -> Self {
        self.text(member, day.into().map(|day| day.to_string()))
    }

    fn instant(self, member: &str, at: impl Into<Option<Instant>>) -> Self {
        let text = at
            .into()
            .map(|at| at.0.to_rfc3339_opts(chrono::SecondsFormat::Secs, true));
        self.text(member, text)
    }

    fn number(self, member: &str, number: i64) -> Self {
        self.with(member, Some(number.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chapter_says_whether_it_has_everything() {
        let most = usize::try_from(MOST).unwrap();
        for (count, told, is_whole) in [(0, 0, true), (most, most, true), (most + 1, most, false)] {
            let chapter = Chapter::of("notes", vec![Item::new(); count]);
            assert_eq!((chapter.items.len(), chapter.is_whole), (told, is_whole));
        }
    }
}
