//! Many records taken out of the house, as a file that whoever asked for it fetches.

mod column;
mod order;
mod status;
#[cfg(test)]
mod tests;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::actor::{Actor, ActorKind, OfficeId, StaffId};
use crate::audit::Position;
use crate::event::{About, Fact};
use crate::kernel::{Changed, Day, Faults, Id, Refusal, Version};
use crate::policy::{Action, Reach};
use crate::rulebook::{Chain, Rulebook};
use crate::steps::Allowed;

pub use column::ExportColumn;
pub use order::{ExportFilter, ExportFormat, ExportKind, Order, Purpose};
pub use status::{ExportStatus, ExportStep};

/// Marks identifiers of an export.
#[derive(Debug)]
pub struct ExportTag;
/// Identifies an export.
pub type ExportId = Id<ExportTag>;

/// What is known of a file that is whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whole {
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// Until when it is kept.
    pub kept_until: DateTime<Utc>,
}

/// How far a file is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// How many records.
    pub rows: i64,
    /// In how many pieces.
    pub pieces: i64,
    /// How many bytes.
    pub length: i64,
}

/// An export.
#[derive(Debug, Clone, PartialEq)]
pub struct Export {
    /// The export.
    pub id: ExportId,
    /// Whoever asked for it, and fetches the file.
    pub requested_by: StaffId,
    /// What was asked.
    pub order: Order,
    /// Where it stands.
    pub status: ExportStatus,
    /// Why it failed: a code of `api/texts`.
    pub failure: Option<String>,
    /// How far the file is written.
    pub written: Written,
    /// How often a process went on where another one left it.
    pub resumed: i64,
    /// The last position of the log of facts when the first record was read, and when the last.
    pub positions: (Option<Position>, Option<Position>),
    /// What is known of the file once it is whole.
    pub whole: Option<Whole>,
    /// When the file was first handed out.
    pub handed_out_at: Option<DateTime<Utc>>,
    /// The sign-in in which it was handed out the last time.
    pub handed_out_in: Option<Uuid>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it ended, if it did.
    pub ended_at: Option<DateTime<Utc>>,
    /// How often its status was decided on; progress does not count.
    pub version: Version,
}

/// Refuses whoever may take nothing out.
pub fn may_export(actor: &Actor) -> Result<StaffId, Refusal> {
    let may = actor.reach(Action::ExportRecords) != Reach::Never;
    actor
        .staff()
        .filter(|_| may)
        .ok_or(Refusal::NotPermitted {})
}

/// Until when a file that is whole `now` is kept. Without the number it is not kept at all: none is
/// ever guessed.
pub fn kept_until(book: &Rulebook, chain: &Chain, today: Day, now: DateTime<Utc>) -> DateTime<Utc> {
    let hours = book.count("export.kept_hours", chain, today);
    let hours = hours.and_then(|(hours, _)| TimeDelta::try_hours(hours.min(KEPT_AT_MOST)));
    hours.map_or(now, |hours| now + hours)
}

/// For how many hours a file is kept at the most, whatever the number says: a year.
const KEPT_AT_MOST: i64 = 365 * 24;

/// How often a process may go on with an export that another one left. Whoever keeps every process
/// from getting to the end of a piece would be tried for ever.
const RESUMED_AT_MOST: i64 = 20;

/// How many exports somebody has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Holding {
    /// That are asked for and not whole yet.
    pub at_work: i64,
    /// Whose file is kept.
    pub kept: i64,
}

impl Holding {
    /// Refuses one more where there are as many as the numbers of the rulebook let somebody have.
    /// Without a number nobody has any: none is ever guessed.
    pub fn refuse(self, book: &Rulebook, chain: &Chain, today: Day) -> Result<(), Refusal> {
        let most = |key| book.count(key, chain, today).map_or(0, |(most, _)| most);
        let (at_work, kept) = (most("export.running_limit"), most("export.kept_limit"));
        if self.at_work >= at_work || self.at_work + self.kept >= kept {
            return Err(Refusal::TooManyExports { at_work, kept });
        }
        Ok(())
    }
}

/// The bytes that are handed out, from the first to the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// The first.
    pub first: i64,
    /// The last.
    pub last: i64,
}

impl Export {
    /// Puts an export into the queue. Without columns it has all that the actor may take out, and
    /// without an office in the filter it is of all of the actor's.
    pub fn queue(
        id: ExportId,
        mut order: Order,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Changed<Self>, Refusal> {
        let requested_by = may_export(actor)?;
        if order.columns.is_empty() {
            order.columns = ExportColumn::open_to(actor, order.kind);
        }
        order.offices = match order.filter.office {
            Some(office) => vec![office],
            None => actor.offices.clone(),
        };
        let mut faults = Faults::none();
        order.check(actor, &mut faults);
        faults.refuse()?;
        let fact = Fact::ExportQueued {
            of: order.kind.to_string(),
            format: order.format.to_string(),
            purpose: order.purpose.to_string(),
        };
        let export = Self {
            id,
            requested_by,
            order,
            status: ExportStatus::Queued,
            failure: None,
            written: Written::default(),
            resumed: 0,
            positions: (None, None),
            whole: None,
            handed_out_at: None,
            handed_out_in: None,
            created_at: now,
            ended_at: None,
            version: Version::FIRST,
        };
        Ok(export.says(fact))
    }

    /// Whoever asked for it, as the one who takes out what was asked and no more. Refuses when that
    /// account may no longer take all of it out.
    pub fn goes_on(&self, account: Actor) -> Result<Actor, Refusal> {
        self.is_for(&account)?;
        Ok(Actor {
            offices: self.order.offices.clone(),
            ..account
        })
    }

    /// Refuses whoever did not ask for it, and whoever may no longer take all of it out.
    fn is_for(&self, actor: &Actor) -> Result<(), Refusal> {
        let is_own = may_export(actor)? == self.requested_by;
        let mut faults = Faults::none();
        self.order.check(actor, &mut faults);
        let reaches = |office: &OfficeId| actor.reaches_office(Action::ExportRecords, *office);
        let is_whole = self.order.offices.iter().all(reaches) && faults.refuse().is_ok();
        (is_own && is_whole)
            .then_some(())
            .ok_or(Refusal::NotPermitted {})
    }

    /// Begins to write the file, or goes on where a process left it. Gives up what no process
    /// brings to its end.
    pub fn start(mut self, now: DateTime<Utc>) -> Result<Changed<Self>, Refusal> {
        if self.status != ExportStatus::Running {
            return self.step(ExportStep::Start, Fact::ExportStarted {});
        }
        if self.resumed >= RESUMED_AT_MOST {
            return self.fail("export_internal", now);
        }
        self.resumed += 1;
        self.step(ExportStep::Start, Fact::ExportResumed {})
    }

    /// The file is whole.
    pub fn finish(mut self, whole: Whole, now: DateTime<Utc>) -> Result<Changed<Self>, Refusal> {
        self.whole = Some(whole);
        self.ended_at = Some(now);
        let fact = Fact::ExportFinished {
            rows: self.written.rows,
            bytes: self.written.length,
        };
        self.step(ExportStep::Finish, fact)
    }

    /// Ends it because it cannot go on. Nothing of the file stays.
    pub fn fail(mut self, code: &str, now: DateTime<Utc>) -> Result<Changed<Self>, Refusal> {
        self.failure = Some(code.to_owned());
        self.ended_at = Some(now);
        let code = code.to_owned();
        self.step(ExportStep::Fail, Fact::ExportFailed { code })
    }

    /// Stops it, or gives the file up before its time. Nothing of the file stays.
    pub fn cancel(mut self, actor: &Actor, now: DateTime<Utc>) -> Result<Changed<Self>, Refusal> {
        self.allows(actor, ExportStep::Cancel)?;
        self.ended_at = Some(now);
        self.step(ExportStep::Cancel, Fact::ExportCancelled {})
    }

    /// Refuses whoever may not have the file now: anybody but whoever asked for it, who has to be
    /// allowed to take all of it out still.
    pub fn hands_out_to(&self, actor: &Actor, now: DateTime<Utc>) -> Result<(), Refusal> {
        self.allows(actor, ExportStep::Download)?;
        // Its end counts although no process has removed it yet.
        self.is_kept(now).then_some(()).ok_or(Refusal::FileGone {})
    }

    /// Whether these bytes only go on with a transfer of the same sign-in, which is on record: what
    /// is fetched in a thousand pieces is handed out once.
    pub fn goes_on_from(&self, part: Option<Part>, actor: &Actor) -> bool {
        let is_later = part.is_some_and(|part| part.first > 0);
        is_later && self.handed_out_in.is_some() && self.handed_out_in == sign_in(actor)
    }

    /// Hands the file out, or a part of it. `subjects` is how many people it tells of.
    pub fn download(
        mut self,
        subjects: i64,
        part: Option<Part>,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Changed<Self>, Refusal> {
        self.hands_out_to(actor, now)?;
        self.handed_out_at = self.handed_out_at.or(Some(now));
        self.handed_out_in = sign_in(actor);
        Ok(self.says(Fact::ExportDownloaded {
            subjects,
            first: part.map(|part| part.first),
            last: part.map(|part| part.last),
        }))
    }

    /// Removes the file, whose time is up.
    pub fn expire(self) -> Result<Changed<Self>, Refusal> {
        self.step(ExportStep::Expire, Fact::ExportExpired {})
    }

    /// What the actor may do to it now.
    pub fn allowed(&self, actor: &Actor, now: DateTime<Utc>) -> Vec<Allowed<ExportStep>> {
        let cancel = self.allows(actor, ExportStep::Cancel);
        let download = self.hands_out_to(actor, now);
        vec![
            Allowed::judged(ExportStep::Cancel, &cancel),
            Allowed::judged(ExportStep::Download, &download),
        ]
    }

    /// Whether there is a file to fetch now.
    pub fn is_kept(&self, now: DateTime<Utc>) -> bool {
        let is_in_time = self.whole.is_some_and(|whole| now < whole.kept_until);
        self.status == ExportStatus::Done && is_in_time
    }

    fn allows(&self, actor: &Actor, step: ExportStep) -> Result<(), Refusal> {
        if may_export(actor)? != self.requested_by {
            return Err(Refusal::NotPermitted {});
        }
        if step == ExportStep::Download
            && matches!(
                self.status,
                ExportStatus::Expired | ExportStatus::Cancelled | ExportStatus::Withdrawn
            )
        {
            return Err(Refusal::FileGone {});
        }
        self.status.after(step)?;
        match step {
            ExportStep::Download => self.is_for(actor),
            _ => Ok(()),
        }
    }

    fn step(mut self, step: ExportStep, fact: Fact) -> Result<Changed<Self>, Refusal> {
        self.status = self.status.after(step)?;
        if !self.status.is_open() {
            self.order.note = None;
        }
        Ok(self.says(fact))
    }

    fn says(self, fact: Fact) -> Changed<Self> {
        let mut about = About::thing("export", self.id);
        if let Some(office) = self.order.filter.office {
            about = about.at(office);
        }
        Changed::new(self, about.says(fact))
    }
}

/// Removes the file of an export that stands so, or stops writing it, because a person of whom it
/// tells is erased. Whoever asked for it asks again, and gets the others. What was asked is not
/// looked at: it need not be understood any more.
pub fn withdraw(
    id: ExportId,
    status: ExportStatus,
) -> Result<Changed<(ExportId, ExportStatus)>, Refusal> {
    let status = status.after(ExportStep::Withdraw)?;
    let about = About::thing("export", id);
    Ok(Changed::new(
        (id, status),
        about.says(Fact::ExportWithdrawn {}),
    ))
}

/// The sign-in of a member of the staff: the session here, or the account at a provider.
fn sign_in(actor: &Actor) -> Option<Uuid> {
    match actor.kind {
        ActorKind::Staff(_, session) => Some(session.uuid()),
        ActorKind::Federated(_, identity) => Some(identity.uuid()),
        ActorKind::Machine(..) | ActorKind::Anonymous | ActorKind::System => None,
    }
}
