//! What happened in the fictional office, day by day.

use chrono::{DateTime, Datelike, TimeDelta, TimeZone, Utc, Weekday};
use domain::cases::{AttemptOutcome, CaseOutcome, ReopeningReason, SuspensionReason};
use domain::desk_contacts::{AgeBand, Channel, Topic};
use domain::intakes::{Arrival, Need, ReferralSource, Urgency};
use domain::kernel::Day;
use domain::notes::Visibility;
use rand::seq::IteratorRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use strum::IntoEnumIterator;

use super::office::{Desk, Member};
use super::people::Fictional;
use super::story::Story;

/// How many days the diary goes back.
pub(super) const DAYS: u32 = 430;
/// How many contacts nobody gave a name at.
const ANONYMOUS: u32 = 400;

/// Something that somebody of the staff did.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) at: DateTime<Utc>,
    pub(super) by: Member,
    pub(super) desk: Desk,
    /// Whom it concerns, by number; nobody in particular at an anonymous contact.
    pub(super) person: Option<usize>,
    pub(super) deed: Deed,
}

/// What was done.
#[derive(Debug, Clone)]
pub(super) enum Deed {
    Register,
    MoveHouse,
    ChangePhone,
    TellOfWork,
    ServeAtDesk {
        topic: Topic,
        age_band: AgeBand,
        channel: Channel,
        minutes: u16,
    },
    TakeIntake {
        arrival: Arrival,
        referral: Option<ReferralSource>,
        urgency: Urgency,
        needs: Vec<Need>,
    },
    LetWait {
        days: u32,
    },
    ConcludeWithInformation,
    ReferElsewhere {
        to: ReferralSource,
    },
    OpenCase {
        counsellor: Option<Member>,
    },
    ChangeTeam {
        member: Member,
    },
    WriteNote {
        visibility: Visibility,
    },
    AmendNote,
    AttemptContact {
        channel: Channel,
        outcome: AttemptOutcome,
    },
    Suspend {
        reason: SuspensionReason,
        days: u32,
    },
    Resume,
    Close {
        outcome: CaseOutcome,
    },
    Reopen {
        reason: ReopeningReason,
    },
}

/// The diary, in the order in which things happened.
#[derive(Debug)]
pub(super) struct Diary {
    pub(super) today: Day,
    pub(super) entries: Vec<Entry>,
}

impl Diary {
    /// The diary of a seed about these people, until the day before `today`.
    pub(super) fn write(seed: u64, today: Day, people: &[Fictional]) -> Self {
        let mut diary = Self {
            today,
            entries: Vec::new(),
        };
        for (number, person) in people.iter().enumerate() {
            let rng = ChaCha8Rng::seed_from_u64(seed ^ (number as u64) << 16);
            let mut story = Story::new(&mut diary, rng, number, person);
            story.tell();
        }
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        for _ in 0..ANONYMOUS {
            diary.anonymous(&mut rng);
        }
        // The sort is stable: what one person's story has at one instant stays in order.
        diary.entries.sort_by_key(|entry| entry.at);
        diary
    }

    /// The morning of the day on which the office opened.
    pub(super) fn first_day(&self) -> DateTime<Utc> {
        self.instant(DAYS + 10, 0)
    }

    /// A moment of the working day `ago` days before; on a weekend of the Friday before it.
    pub(super) fn instant(&self, ago: u32, minute: u32) -> DateTime<Utc> {
        let day = self.today.date() - TimeDelta::days(ago.into());
        let day = match day.weekday() {
            Weekday::Sat => day - TimeDelta::days(1),
            Weekday::Sun => day - TimeDelta::days(2),
            Weekday::Mon | Weekday::Tue | Weekday::Wed | Weekday::Thu | Weekday::Fri => day,
        };
        let midnight = Utc.from_utc_datetime(&day.and_time(chrono::NaiveTime::MIN));
        midnight + TimeDelta::hours(7) + TimeDelta::minutes(minute.into())
    }

    fn anonymous(&mut self, rng: &mut ChaCha8Rng) {
        let (desk, by) = match rng.random_range(0..10) {
            0..=4 => (Desk::Employment, Member::DeskOperator),
            5..=8 => (Desk::Informagiovani, Member::YouthDeskOperator),
            _ => (Desk::TargetedPlacement, Member::TargetedPlacementOfficer),
        };
        let at = self.instant(rng.random_range(1..90), rng.random_range(0..480));
        let deed = Deed::ServeAtDesk {
            topic: one(rng),
            age_band: one(rng),
            channel: one(rng),
            minutes: rng.random_range(1..=9) * 5,
        };
        self.entries.push(Entry {
            at,
            by,
            desk,
            person: None,
            deed,
        });
    }
}

/// One of all values of a code.
pub(super) fn one<T: IntoEnumIterator>(rng: &mut ChaCha8Rng) -> T
where
    T::Iterator: Iterator<Item = T>,
{
    loop {
        if let Some(value) = T::iter().choose(rng) {
            return value;
        }
    }
}
