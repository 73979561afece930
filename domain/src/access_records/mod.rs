//! Who saw or changed a person's record, as it is told to that person.

mod part;
#[cfg(test)]
mod tests;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::actor::{MachineClientId, OfficeId, StaffId};
use crate::event::{CaseId, Fact};
use crate::imports::ImportReason;
use crate::individuals::SectionName;
use crate::kernel::Day;
use crate::rulebook::{Chain, Rulebook};

pub use part::Part;

/// The purpose that is recorded of whoever reads under an emergency access.
pub const EMERGENCY: &str = "emergency";

/// Who did something with a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum By {
    /// Somebody of the staff.
    Staff(StaffId),
    /// A program.
    Program(MachineClientId),
    /// The product itself.
    System,
    /// Somebody who had not signed in.
    Anonymous,
}

impl By {
    /// The member of the staff, if it is one.
    pub fn staff(self) -> Option<StaffId> {
        match self {
            Self::Staff(staff) => Some(staff),
            Self::Program(_) | Self::System | Self::Anonymous => None,
        }
    }
}

/// What was seen: a part of the record, and which section of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Which part.
    pub part: Part,
    /// Which section, where the part is one.
    pub section: Option<SectionName>,
}

/// What somebody did with a record.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    /// Read a part of it.
    Read(Seen),
    /// Changed it, or what hangs on it.
    Changed(Fact),
    /// Brought in a file that tells of the person.
    Imported(ImportReason),
    /// Asked for a file that tells of the person.
    AskedFor,
    /// Took such a file out.
    Exported,
}

/// One deed, as it was recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct Deed {
    /// Its place: later deeds have greater ones.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: By,
    /// What.
    pub act: Act,
    /// Why, a code of the vocabulary `access-purposes`.
    pub purpose: Option<String>,
    /// The case concerned.
    pub case: Option<CaseId>,
    /// The office that acted.
    pub office: Option<OfficeId>,
}

/// What a line tells.
#[derive(Debug, Clone, PartialEq)]
pub enum Told {
    /// Parts that were read in one sitting, each with how often.
    Read(Vec<(Seen, u32)>),
    /// A change.
    Changed(Fact),
    /// A file that tells of the person was brought in.
    Imported(ImportReason),
    /// A file that tells of the person was asked for.
    AskedFor,
    /// Such a file was taken out.
    Exported,
}

/// One line of what a person is told: a change, or what one and the same read in one sitting.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The latest deed that it tells.
    pub id: Uuid,
    /// When it began.
    pub since: DateTime<Utc>,
    /// When it ended.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: By,
    /// What.
    pub told: Told,
    /// Why.
    pub purpose: Option<String>,
    /// The case concerned.
    pub case: Option<CaseId>,
    /// The office that acted.
    pub office: Option<OfficeId>,
}

impl Line {
    /// Whether it happened under an emergency access.
    pub fn is_emergency(&self) -> bool {
        self.purpose.as_deref() == Some(EMERGENCY)
            || matches!(self.told, Told::Changed(Fact::EmergencyAccessBegun { .. }))
    }

    fn of(deed: Deed) -> Self {
        let told = match deed.act {
            Act::Read(seen) => Told::Read(vec![(seen, 1)]),
            Act::Changed(fact) => Told::Changed(fact),
            Act::Imported(reason) => Told::Imported(reason),
            Act::AskedFor => Told::AskedFor,
            Act::Exported => Told::Exported,
        };
        Self {
            id: deed.id,
            since: deed.at,
            at: deed.at,
            by: deed.by,
            told,
            purpose: deed.purpose,
            case: deed.case,
            office: deed.office,
        }
    }

    /// Whether a line tells of this case, or either of none: whoever opens a file looks at the record
    /// behind it too.
    fn fits(&self, case: Option<CaseId>) -> bool {
        self.case.is_none() || case.is_none() || self.case == case
    }

    /// Takes in an earlier read of the same sitting; gives anything else back.
    fn join(&mut self, deed: Deed, sitting: TimeDelta) -> Result<(), Deed> {
        let is_same = self.by == deed.by
            && self.purpose == deed.purpose
            && self.fits(deed.case)
            && self.since - deed.at <= sitting;
        match (&mut self.told, &deed.act) {
            (Told::Read(parts), Act::Read(seen)) if is_same => {
                match parts.iter_mut().find(|(known, _)| known == seen) {
                    Some((_, times)) => *times += 1,
                    None => parts.push((*seen, 1)),
                }
                self.since = deed.at;
                self.case = self.case.or(deed.case);
                Ok(())
            }
            _ => Err(deed),
        }
    }
}

/// A page of what a person is told.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// The latest line first.
    pub lines: Vec<Line>,
    /// The earliest deed that the lines tell: the next page goes on behind it.
    pub until: Option<Uuid>,
    /// Whether deeds were left for the next page.
    pub more: bool,
}

/// Tells deeds, the latest first, in at most so many lines. Reads of one reader for one purpose and of
/// one case are one line as long as no more than a sitting lies between them: whoever works at a desk opens one
/// record many times in an hour, and each of them is counted. A sitting that goes on across two
/// pages is told on both, each read once.
pub fn account(
    deeds: impl IntoIterator<Item = Deed>,
    most: usize,
    sitting: Option<TimeDelta>,
) -> Account {
    let mut account = Account {
        lines: Vec::new(),
        until: None,
        more: false,
    };
    let mut sittings = Sittings {
        longest: sitting,
        open: Vec::new(),
    };
    for deed in deeds {
        let id = deed.id;
        match sittings.join(&mut account.lines, deed) {
            Ok(()) => {}
            Err(_) if account.lines.len() == most => {
                account.more = true;
                break;
            }
            Err(deed) => {
                sittings.open(&account.lines, &deed);
                account.lines.push(Line::of(deed));
            }
        }
        account.until = Some(id);
    }
    account
}

/// The lines that can still take in an earlier read: few, however many lines there are. A line that
/// began long after the deed at hand takes in none of those that follow, which are earlier still;
/// one before it in the page may, because somebody went on reading.
struct Sittings {
    longest: Option<TimeDelta>,
    open: Vec<usize>,
}

impl Sittings {
    /// Puts a deed into the line of its sitting, or gives it back.
    fn join(&mut self, lines: &mut [Line], deed: Deed) -> Result<(), Deed> {
        let Some(longest) = self.longest else {
            return Err(deed);
        };
        let goes_on = |line: &Line| line.since - deed.at <= longest;
        self.open.retain(|at| lines.get(*at).is_some_and(goes_on));
        let mut deed = deed;
        for at in self.open.iter().rev() {
            let Some(line) = lines.get_mut(*at) else {
                continue;
            };
            match line.join(deed, longest) {
                Ok(()) => return Ok(()),
                Err(back) => deed = back,
            }
        }
        Err(deed)
    }

    /// The line that this deed begins takes in earlier reads if it is one.
    fn open(&mut self, lines: &[Line], deed: &Deed) {
        if matches!(deed.act, Act::Read(_)) {
            self.open.push(lines.len());
        }
    }
}

/// How long somebody may look elsewhere and still sit at the same record; none where no parameter
/// says so, and then every read is a line.
pub fn sitting(book: &Rulebook, chain: &Chain, today: Day) -> Option<TimeDelta> {
    let (minutes, _) = book.count("access_record.sitting_minutes", chain, today)?;
    TimeDelta::try_minutes(minutes)
}
