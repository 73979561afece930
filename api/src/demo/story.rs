//! One person's story: from the first visit to where it has got to.

use std::ops::Range;

use domain::cases::{AttemptOutcome, CaseOutcome, CaseOutcomeCode, WorkKind};
use domain::desk_contacts::{AgeBand, Channel};
use domain::intakes::{Arrival, Need, ReferralSource};
use domain::kernel::LeapBirthday;
use rand::Rng;
use rand::seq::IteratorRandom;
use rand_chacha::ChaCha8Rng;
use strum::IntoEnumIterator;

use super::diary::{DAYS, Deed, Diary, Entry, one};
use super::office::{Desk, Member};
use super::people::Fictional;

/// The age from which people come alone (D.Lgs. 196/2003, art. 2-quinquies).
const YOUNGEST: u32 = 14;

/// Where a person's story has got to; every twenty-fifth person is at the same point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Course {
    Registered,
    Served,
    IntakeOpen,
    Waiting,
    Informed,
    Referred,
    CaseOpen,
    Unassigned,
    Suspended,
    Resumed,
    Closed(CaseOutcomeCode),
    Reopened,
}

fn course(number: usize) -> Course {
    match number % 25 {
        0 | 1 => Course::Registered,
        2 => Course::Served,
        3 => Course::IntakeOpen,
        4 => Course::Waiting,
        5 => Course::Informed,
        6 => Course::Referred,
        7..=14 => Course::CaseOpen,
        15 => Course::Unassigned,
        16 => Course::Suspended,
        17 => Course::Resumed,
        place @ 18..=23 => {
            let outcomes: Vec<_> = CaseOutcomeCode::iter().collect();
            let count = number / 25 * 6 + (place - 18);
            Course::Closed(outcomes[count % outcomes.len()])
        }
        _ => Course::Reopened,
    }
}

/// One person's story while it is told.
pub(super) struct Story<'a> {
    diary: &'a mut Diary,
    rng: ChaCha8Rng,
    number: usize,
    desk: Desk,
    is_reachable: IsReachable,
    /// How many days before today the story can begin at the earliest.
    earliest: u32,
    /// How many days before today the story has got to.
    ago: u32,
    /// How many deeds were told.
    told: u32,
}

/// Whether the person has a telephone number that can change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum IsReachable {
    Yes,
    No,
}

impl<'a> Story<'a> {
    pub(super) fn new(
        diary: &'a mut Diary,
        rng: ChaCha8Rng,
        number: usize,
        person: &Fictional,
    ) -> Self {
        let born = person.person.birth_date;
        let age = born.age_on(diary.today, LeapBirthday::default());
        let desk = match age {
            Some(0..=25) if !number.is_multiple_of(4) => Desk::Informagiovani,
            _ if number.is_multiple_of(7) => Desk::TargetedPlacement,
            _ => Desk::Employment,
        };
        let first_day = born.add_months(YOUNGEST * 12).unwrap_or(born);
        let earliest = u32::try_from(first_day.days_until(diary.today)).unwrap_or(0);
        let is_reachable = if person.person.phones.is_empty() {
            IsReachable::No
        } else {
            IsReachable::Yes
        };
        Self {
            diary,
            rng,
            number,
            desk,
            is_reachable,
            earliest: earliest.min(DAYS),
            ago: 0,
            told: 0,
        }
    }

    /// Who receives people at this desk.
    fn receives(&self) -> Member {
        match self.desk {
            Desk::Employment => Member::DeskOperator,
            Desk::Informagiovani => Member::YouthDeskOperator,
            Desk::TargetedPlacement => Member::TargetedPlacementOfficer,
        }
    }

    /// Who follows people at this desk.
    fn follows(&self) -> Member {
        match self.desk {
            Desk::Employment => Member::Counsellor,
            Desk::Informagiovani => Member::YouthCounsellor,
            Desk::TargetedPlacement => Member::TargetedPlacementOfficer,
        }
    }

    fn does(&mut self, by: Member, deed: Deed) {
        let minute = self.told * 15 + self.rng.random_range(0..15);
        let at = self.diary.instant(self.ago, minute);
        self.told += 1;
        self.diary.entries.push(Entry {
            at,
            by,
            desk: self.desk,
            person: Some(self.number),
            deed,
        });
    }

    /// Days go by, but never today.
    fn days_pass(&mut self, days: u32) {
        self.ago = self.ago.saturating_sub(days).max(1);
    }

    fn begins(&mut self, days: Range<u32>) {
        let last = days.end.min(self.earliest);
        self.ago = self.rng.random_range(days.start.min(last - 1)..last);
        let receives = self.receives();
        self.does(receives, Deed::Register);
    }

    /// Writes the whole story into the diary.
    pub(super) fn tell(&mut self) {
        // Who has just reached the age has no long story yet.
        let course = match course(self.number) {
            Course::IntakeOpen => Course::IntakeOpen,
            _ if self.earliest < DAYS => Course::Served,
            course => course,
        };
        match course {
            Course::Registered => self.begins(1..DAYS),
            Course::Served => self.served(),
            Course::IntakeOpen => {
                self.begins(1..40);
                self.is_heard(self.receives());
            }
            Course::Waiting => {
                self.begins(3..60);
                self.is_heard(self.receives());
                let days = self.rng.random_range(10..45);
                self.does(self.receives(), Deed::LetWait { days });
            }
            Course::Informed => {
                self.begins(10..400);
                self.is_heard(self.receives());
                self.does(self.receives(), Deed::ConcludeWithInformation);
            }
            Course::Referred => {
                self.begins(10..400);
                self.is_heard(self.receives());
                let to = one(&mut self.rng);
                self.does(self.receives(), Deed::ReferElsewhere { to });
            }
            Course::CaseOpen => {
                self.followed(15..400);
                self.work(30);
            }
            Course::Unassigned => {
                self.begins(2..60);
                self.is_heard(Member::Coordinator);
                self.does(Member::Coordinator, Deed::OpenCase { counsellor: None });
            }
            Course::Suspended => {
                self.followed(60..400);
                self.suspended();
            }
            Course::Resumed => {
                self.followed(150..400);
                self.suspended();
                self.days_pass(30);
                self.does(self.follows(), Deed::Resume);
                self.work(20);
            }
            Course::Closed(outcome) => self.closed(outcome),
            Course::Reopened => {
                self.closed(CaseOutcomeCode::Employed);
                self.days_pass(12);
                let reason = one(&mut self.rng);
                self.does(self.follows(), Deed::Reopen { reason });
                self.work(10);
            }
        }
        self.changes();
    }

    fn served(&mut self) {
        self.begins(5..300);
        for _ in 0..self.rng.random_range(1..4) {
            let deed = Deed::ServeAtDesk {
                topic: one(&mut self.rng),
                age_band: AgeBand::Unknown,
                channel: one(&mut self.rng),
                minutes: self.rng.random_range(1..=9) * 5,
            };
            self.does(self.receives(), deed);
            let days = self.rng.random_range(1..20);
            self.days_pass(days);
        }
    }

    fn is_heard(&mut self, by: Member) {
        let arrival = one(&mut self.rng);
        let referral = match arrival {
            Arrival::EmploymentCentre => Some(ReferralSource::EmploymentCentre),
            Arrival::SocialServices => Some(ReferralSource::SocialServices),
            Arrival::School => Some(ReferralSource::School),
            _ => None,
        };
        let count = self.rng.random_range(1..4);
        let deed = Deed::TakeIntake {
            arrival,
            referral,
            urgency: one(&mut self.rng),
            needs: Need::iter().choose_multiple(&mut self.rng, count),
        };
        self.does(by, deed);
    }

    /// Heard and taken on by a counsellor some days after the first visit.
    fn followed(&mut self, days: Range<u32>) {
        self.begins(days);
        let wait = self.rng.random_range(0..8);
        self.days_pass(wait);
        let follows = self.follows();
        self.is_heard(follows);
        let counsellor = Some(follows);
        self.does(follows, Deed::OpenCase { counsellor });
        self.does(follows, Deed::TellOfWork);
        if self.number.is_multiple_of(6) {
            let member = match self.desk {
                Desk::Employment => Member::YouthCounsellor,
                Desk::Informagiovani | Desk::TargetedPlacement => Member::Counsellor,
            };
            self.does(Member::Coordinator, Deed::ChangeTeam { member });
        }
    }

    /// Notes and attempts, at most so many days apart.
    fn work(&mut self, pace: u32) {
        let follows = self.follows();
        for turn in 0..self.rng.random_range(1..5) {
            if self.ago <= 1 {
                return;
            }
            let days = self.rng.random_range(1..=pace);
            self.days_pass(days);
            let visibility = one(&mut self.rng);
            self.does(follows, Deed::WriteNote { visibility });
            if self.rng.random_ratio(1, 5) {
                self.does(follows, Deed::AmendNote);
            }
            if turn % 2 == 0 {
                self.attempt(None);
            }
        }
    }

    fn attempt(&mut self, outcome: Option<AttemptOutcome>) {
        let channels = [Channel::Phone, Channel::Email];
        let channel = channels[self.rng.random_range(0..2)];
        let outcome = outcome.unwrap_or_else(|| one(&mut self.rng));
        self.does(self.follows(), Deed::AttemptContact { channel, outcome });
    }

    fn suspended(&mut self) {
        self.work(10);
        self.days_pass(5);
        let deed = Deed::Suspend {
            reason: one(&mut self.rng),
            days: self.rng.random_range(15..120),
        };
        self.does(self.follows(), deed);
    }

    fn closed(&mut self, outcome: CaseOutcomeCode) {
        self.followed(250..DAYS);
        match outcome {
            CaseOutcomeCode::OpenedInError => self.days_pass(1),
            CaseOutcomeCode::NoContact => {
                for days in [20, 15] {
                    self.days_pass(days);
                    self.attempt(Some(AttemptOutcome::NotReached));
                }
                self.days_pass(185);
            }
            CaseOutcomeCode::Employed
            | CaseOutcomeCode::Training
            | CaseOutcomeCode::OtherService
            | CaseOutcomeCode::Pension
            | CaseOutcomeCode::Moved
            | CaseOutcomeCode::Withdrawn
            | CaseOutcomeCode::Deceased => {
                self.work(35);
                self.days_pass(20);
            }
        }
        let kinds: Vec<_> = WorkKind::iter().collect();
        let work_kind = kinds[self.number / 2 % kinds.len()];
        let outcome = match outcome {
            CaseOutcomeCode::Employed => CaseOutcome::Employed { work_kind },
            CaseOutcomeCode::Training => CaseOutcome::Training {},
            CaseOutcomeCode::OtherService => CaseOutcome::OtherService {},
            CaseOutcomeCode::Pension => CaseOutcome::Pension {},
            CaseOutcomeCode::Moved => CaseOutcome::Moved {},
            CaseOutcomeCode::Withdrawn => CaseOutcome::Withdrawn {},
            CaseOutcomeCode::OpenedInError => CaseOutcome::OpenedInError {},
            CaseOutcomeCode::NoContact => CaseOutcome::NoContact {},
            CaseOutcomeCode::Deceased => CaseOutcome::Deceased {},
        };
        self.does(self.follows(), Deed::Close { outcome });
    }

    /// Some move house or change their number since; the coordinator reaches everybody.
    fn changes(&mut self) {
        self.days_pass(1);
        if self.number % 10 == 4 {
            self.does(Member::Coordinator, Deed::MoveHouse);
        }
        if self.number % 16 == 9 && self.is_reachable == IsReachable::Yes {
            self.does(Member::Coordinator, Deed::ChangePhone);
        }
    }
}
