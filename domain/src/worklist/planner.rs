//! What is due, and when: pure functions of the things, the dated parameters and a day.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::{Due, Owner, Reason};
use crate::actor::OfficeId;
use crate::agreements::Agreement;
use crate::appointments::{Appointment, AppointmentStatus};
use crate::cases::{Case, CaseState};
use crate::emergency_accesses::EmergencyAccess;
use crate::follow_ups::{FollowUp, FollowUpStatus};
use crate::hand_overs::{self, HandOver, Keeper};
use crate::individuals::residence_permit::ResidencePermits;
use crate::individuals::{Availability, Citizenships};
use crate::intakes::{Intake, IntakeStatus, Outcome};
use crate::kernel::Day;
use crate::referrals::{self, Referral};
use crate::rulebook::{Chain, Rulebook};

/// The parameters by which days are counted here: whoever changes one of them has everything
/// planned anew.
const KEYS: [&str; 11] = [
    "case.contact_days",
    "document.expiry_warning_days",
    "follow_up.first_months",
    "follow_up.retry_days",
    "follow_up.second_months",
    "hand_over.answer_days",
    "hand_over.return_notice_days",
    "intake.undecided_days",
    "intake.waiting_warning_days",
    "permit.expiry_warning_days",
    "referral.receive_days",
];

/// Grows whenever the functions of this file count otherwise, so that what an earlier release
/// planned is planned anew, and whenever `KEYS` changes: two releases side by side tell by it which
/// of them is the newer one.
const EDITION: u32 = 5;

/// What of a record runs out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Papers {
    /// On what ground the person lives in Italy.
    pub permits: Option<ResidencePermits>,
    /// Of which States the person is a citizen.
    pub citizenships: Option<Citizenships>,
    /// Licences among it.
    pub availability: Option<Availability>,
}

/// Tells what is due, by the parameters that hold somewhere, as they are known on a day.
#[derive(Debug, Clone, Copy)]
pub struct Planner<'a> {
    /// The parameters.
    pub book: &'a Rulebook,
    /// Where they hold.
    pub chain: &'a Chain,
    /// The day.
    pub today: Day,
    /// Where days begin and end.
    pub zone: Tz,
}

impl Planner<'_> {
    /// What a case asks for: contact, an end of its rest, somebody who follows it, and an eye on
    /// what runs out. Nothing once it is closed.
    ///
    /// Contact is what the product counts everywhere: the person was reached, or asked for the
    /// case to be opened again. A note or a step of the case is work, but nobody's voice.
    ///
    /// `unfollowed` is the day since when the worklist says that nobody follows it, if it does: a
    /// case tells how it stands, and not since when its counsellor is gone.
    ///
    /// `agreement` is what runs of it: who agreed to meet more often than the parameter wants is
    /// waited for no longer than that.
    pub fn of_case(
        &self,
        case: &Case,
        papers: &Papers,
        unfollowed: Option<Day>,
        agreement: Option<&Agreement>,
    ) -> Vec<Due> {
        let owner = Owner::or_office(case.office, case.counsellor);
        let due = |reason, on, about| Due::of(reason, owner, on, about);
        let mut all = Vec::new();
        match case.state {
            CaseState::Closed { .. } => return all,
            CaseState::Suspended {
                until: Some(until), ..
            } => all.push(due(Reason::SuspensionOver, next_day(until), until)),
            CaseState::Suspended { until: None, .. } | CaseState::Open {} => {
                let since = case.silent_since();
                let agreed = { agreement }.filter(|agreement| agreement.status.binds());
                let most = agreed.map(|agreed| agreed.terms.contact_every_days.into());
                let on = self.once_passed_or("case.contact_days", most, since);
                all.extend(on.map(|on| due(Reason::NoContact, on, since)));
            }
        }
        if case.is_free() {
            let since = unfollowed.unwrap_or_else(|| self.unfollowed_since(case));
            let office = Owner::Office {
                office: case.office,
            };
            all.push(Due::of(Reason::CaseUnassigned, office, since, since));
        }
        // Whoever may take a case does not read the record yet: the coordinator sees to it.
        let owner = Owner::or_coordinator(case.office, case.counsellor);
        let papers = self.running_out(papers).into_iter();
        all.extend(papers.map(|(reason, on, about)| Due::of(reason, owner, on, about)));
        let agreed = { agreement.into_iter() }.flat_map(|agreement| of_agreement(case, agreement));
        all.extend(agreed.map(|(reason, on, about)| Due::of(reason, owner, on, about)));
        all
    }

    /// Since when nobody follows a case of which nothing says so yet: its counsellor is gone by
    /// today; or it was opened, at first or again, for nobody. That it rests changes nothing.
    fn unfollowed_since(&self, case: &Case) -> Day {
        match case.state {
            _ if case.counsellor.is_some() => self.today,
            CaseState::Open {} => case.since,
            CaseState::Suspended { .. } | CaseState::Closed { .. } => case.opened_on,
        }
    }

    /// What of a record runs out: why, when somebody has to see to it, and its last day.
    fn running_out(&self, papers: &Papers) -> Vec<(Reason, Day, Day)> {
        let (permits, citizenships) = (papers.permits.as_ref(), papers.citizenships.as_ref());
        let permit = ResidencePermits::to_renew(permits, citizenships, self.today);
        let licence = papers
            .availability
            .as_ref()
            .and_then(|looks| looks.licence_to_renew(self.today));
        let ends = [
            (Reason::PermitExpires, "permit.expiry_warning_days", permit),
            (
                Reason::LicenceExpires,
                "document.expiry_warning_days",
                licence,
            ),
        ];
        let ends = ends.into_iter().filter_map(|(reason, key, end)| {
            let end = end?;
            let days = self.count(key, end)?;
            Some((reason, end.subtract_days(days).unwrap_or(end), end))
        });
        ends.collect()
    }

    /// What a first interview asks for, as long as nothing is concluded: everybody of the office
    /// may go on with it.
    pub fn of_intake(&self, intake: &Intake) -> Vec<Due> {
        let decided = intake.decided_on.unwrap_or(intake.on);
        let planned = match intake.outcome {
            Some(Outcome::Waiting { until }) => until,
            _ => None,
        };
        let (reason, on, about) = match intake.status {
            IntakeStatus::Open => {
                let on = self.once_passed("intake.undecided_days", intake.on);
                (Reason::IntakeUndecided, on, intake.on)
            }
            IntakeStatus::Waiting => {
                let on =
                    planned.or_else(|| self.once_passed("intake.waiting_warning_days", decided));
                (Reason::IntakeWaiting, on, decided)
            }
            IntakeStatus::Concluded => return Vec::new(),
        };
        let owner = Owner::Office {
            office: intake.office,
        };
        Due::once(reason, owner, on, about)
    }

    /// What a hand-over asks for: an answer, an eye on the case that comes back, a decision.
    pub fn of_hand_over(&self, hand_over: &HandOver) -> Vec<Due> {
        let Some(due) = hand_over.due() else {
            return Vec::new();
        };
        let (reason, owner, on, about) = match due {
            hand_overs::Due::Answer { by } => {
                let asked = self.day_of(hand_over.proposed_at);
                let on = self.once_passed("hand_over.answer_days", asked);
                let owner = Owner::or_coordinator(by.office, by.counsellor);
                (Reason::HandOverToAnswer, owner, on, asked)
            }
            hand_overs::Due::ComesBack { to, until } => {
                let owner = Owner::or_coordinator(to.office, to.counsellor);
                let days = self.count("hand_over.return_notice_days", until);
                let on = until.subtract_days(days.unwrap_or(0)).unwrap_or(until);
                (Reason::CaseComesBack, owner, Some(on), until)
            }
            hand_overs::Due::Decide { at, since } => {
                let owner = Owner::Coordinator { office: at };
                (Reason::ReturnBlocked, owner, Some(next_day(since)), since)
            }
            hand_overs::Due::Read { by, at, since } => {
                let since = self.day_of(since);
                let owner = Owner::or_coordinator(at, Some(by));
                (Reason::HandOverRefused, owner, Some(since), since)
            }
        };
        Due::once(reason, owner, on, about)
    }

    /// What a referral asks for: an answer by its day, a decision where none came, somebody who reads
    /// a refusal; an interview and an outcome once it is accepted. A service outside has no way in:
    /// whoever keeps the case asks it.
    ///
    /// Its days stay as they were told to both sides: by which an answer was asked for, and by
    /// which the outcome was promised when it was accepted. A number that changes holds for what is
    /// sent and accepted from then on.
    pub fn of_referral(&self, referral: &Referral) -> Vec<Due> {
        let due = referral.clone().as_of(self.today).due().into_iter();
        let due = due.filter_map(|due| match due {
            referrals::Due::Answer { by, until } => {
                // What a service outside says is asked for by whoever reaches the case.
                let owner = match referral.to.office() {
                    Some(office) => Owner::Office { office },
                    None => Owner::or_coordinator(by.office, by.counsellor),
                };
                Some((Reason::ReferralToAnswer, owner, until, until))
            }
            referrals::Due::Decide { by, since } => {
                let owner = Owner::or_coordinator(by.office, by.counsellor);
                Some((Reason::ReferralUnanswered, owner, next_day(since), since))
            }
            referrals::Due::Conclude { by, until } => {
                let owner = Owner::or_coordinator(by.office, by.counsellor);
                Some((Reason::ReferralToConclude, owner, until, until))
            }
            referrals::Due::Receive { by, since } => {
                let since = self.day_of(since);
                let on = self.once_passed("referral.receive_days", since)?;
                let owner = Owner::Office { office: by };
                Some((Reason::ReferralToReceive, owner, on, since))
            }
            referrals::Due::Read { by, since } => {
                let owner = Owner::or_coordinator(by.office, by.counsellor);
                let since = self.day_of(since);
                Some((Reason::ReferralRefused, owner, since, since))
            }
        });
        due.map(|(reason, owner, on, about)| Due::of(reason, owner, on, about))
            .collect()
    }

    /// What an appointment asks for that is booked: that who receives the person says what came of it,
    /// from the day after on. Who handed the case over meanwhile is not asked any more what came of an
    /// hour that was over by then: whoever keeps it now is.
    pub fn of_appointment(&self, appointment: &Appointment, heir: Option<Keeper>) -> Vec<Due> {
        if appointment.status() != AppointmentStatus::Booked {
            return Vec::new();
        }
        let place = appointment.place;
        let receiving = Owner::Somebody {
            office: place.office,
            staff: place.counsellor,
        };
        let owner = heir.map_or(receiving, |heir| {
            Owner::or_coordinator(heir.office, heir.counsellor)
        });
        let day = self.day_of(appointment.span.starts());
        let (reason, on) = (Reason::AppointmentToClose, next_day(day));
        vec![Due::of(reason, owner, on, day)]
    }

    /// What a follow-up asks for, as long as nobody knows how it went: to ask on its day, and again
    /// some days after each attempt.
    pub fn of_follow_up(&self, follow_up: &FollowUp) -> Vec<Due> {
        if follow_up.status != FollowUpStatus::Planned {
            return Vec::new();
        }
        let again = follow_up.last_attempt_on.and_then(|last| {
            let days = self.count("follow_up.retry_days", last)?;
            last.add_days(days).ok()
        });
        let on = again.map_or(follow_up.planned_for, |again| {
            again.max(follow_up.planned_for)
        });
        let owner = Owner::or_coordinator(follow_up.office, follow_up.counsellor);
        vec![Due {
            attempts: Some(follow_up.attempts),
            ..Due::of(Reason::FollowUpDue, owner, on, follow_up.closed_on)
        }]
    }

    /// What an emergency access asks for from its first day on, until somebody has looked at it: the
    /// eye of whoever coordinates an office that answers for the person.
    pub fn of_emergency(&self, access: &EmergencyAccess, office: OfficeId) -> Vec<Due> {
        if access.review.is_some() {
            return Vec::new();
        }
        let on = self.day_of(access.begun_at);
        let owner = Owner::Coordinator { office };
        vec![Due::of(Reason::EmergencyToReview, owner, on, on)]
    }

    /// The parameters that everything here is counted by, as they stand and as they are known to
    /// change: where this text is another one, everything is to be planned anew.
    pub fn basis(&self) -> String {
        let numbers = KEYS.map(|key| {
            let series = self.series(key).into_iter().map(|(from, count)| {
                let count = count.map_or("-".to_owned(), |count| count.to_string());
                let from = from.map_or(String::new(), |from| format!("@{from}"));
                format!("{count}{from}")
            });
            format!("{key}={}", series.collect::<Vec<_>>().join("="))
        });
        format!("{EDITION} {}", numbers.join(" "))
    }

    /// Whether something was planned by a release that counts in a newer way than this one: it is
    /// left alone by whoever knows less.
    pub fn is_behind(basis: &str) -> bool {
        edition_of(basis).is_some_and(|edition| edition > EDITION)
    }

    /// The count that holds on a day.
    fn count(&self, key: &str, on: Day) -> Option<u32> {
        let (count, _) = self.book.count(key, self.chain, on)?;
        u32::try_from(count).ok()
    }

    /// What the count is today, and from which days on it is known to be another one.
    fn series(&self, key: &str) -> Vec<(Option<Day>, Option<u32>)> {
        let now = (None, self.count(key, self.today));
        let turns = self.book.turns(key, self.chain, self.today);
        let later = turns
            .into_iter()
            .map(|day| (Some(day), self.count(key, day)));
        std::iter::once(now).chain(later).collect()
    }

    /// The day on which so many days have passed since `since` as the parameter wants of that day:
    /// today's number for what is due by now, else the first day on which the number of that day is
    /// reached. A number that holds from a later day on is right from that day on.
    fn once_passed(&self, key: &str, since: Day) -> Option<Day> {
        self.once_passed_or(key, None, since)
    }

    /// The same with so many days at the most, whatever the parameter wants.
    fn once_passed_or(&self, key: &str, most: Option<u32>, since: Day) -> Option<Day> {
        let series = self.series(key);
        let ends = series.iter().skip(1).map(|(from, _)| *from);
        let ends: Vec<Option<Day>> = ends.chain([None]).collect();
        series.iter().zip(ends).find_map(|((from, count), end)| {
            let count = most.map_or(*count, |most| Some(count.map_or(most, |own| own.min(most))));
            let reached = since.add_days(count?).ok()?;
            let on = from.map_or(reached, |from| reached.max(from));
            end.is_none_or(|end| on < end).then_some(on)
        })
    }

    fn day_of(&self, at: DateTime<Utc>) -> Day {
        Day::at(at, self.zone).unwrap_or(self.today)
    }
}

/// The edition by which something was planned, from what it rests on.
fn edition_of(basis: &str) -> Option<u32> {
    basis.split(' ').next()?.parse().ok()
}

/// What the agreement of a case asks for: that both look at it on the day which they said, and what
/// is to be done by its day. Those days stay as they were said, whatever number changes; nobody
/// looks at it while the case rests until some day.
fn of_agreement(case: &Case, agreement: &Agreement) -> Vec<(Reason, Day, Day)> {
    let rests = match case.state {
        CaseState::Suspended { until, .. } => until.map(next_day),
        CaseState::Open {} | CaseState::Closed { .. } => None,
    };
    let review = agreement.looked_at_next().map(|about| {
        let on = rests.map_or(about, |rests| rests.max(about));
        (Reason::AgreementReviewDue, on, about)
    });
    let action = agreement.due_first().map(|about| {
        let on = rests.map_or(about, |rests| rests.max(about));
        (Reason::AgreedActionDue, on, about)
    });
    review.into_iter().chain(action).collect()
}

/// The first day after the last one.
fn next_day(last: Day) -> Day {
    last.add_days(1).unwrap_or(last)
}
