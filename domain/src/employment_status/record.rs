//! What the record of a person tells of the status.

mod employers;
mod mirror;
mod stay;
#[cfg(test)]
mod tests;

use super::Outcome;
use super::facts::{
    Declaration, EmploymentFacts, Forecast, Loss, LossCause, Schooling, SchoolingDuty, Support,
    WorkHistory, WorkPeriod,
};
use crate::individuals::employment_status::{EmploymentStatus, LossReason};
use crate::individuals::items::source_of;
use crate::individuals::work_history::Job;
use crate::individuals::{
    Citizenships, Education, Guardians, Identity, Jobs, Provenance, Recorded, ResidencePermits,
    Sourced,
};
use crate::kernel::{Day, Period};
use crate::rulebook::{Chain, Rulebook};
use employers::Employers;

/// The sections of a person that the status follows from; none that was never written.
#[derive(Debug, Clone, PartialEq)]
pub struct StatusRecord {
    /// Who the person is.
    pub identity: Option<Recorded<Identity>>,
    /// School and degrees.
    pub education: Option<Recorded<Education>>,
    /// Work and what resembles it.
    pub work: Option<Recorded<Jobs>>,
    /// What the employment centre certifies.
    pub status: Option<Recorded<EmploymentStatus>>,
    /// Of which States the person is a citizen.
    pub citizenships: Option<Recorded<Citizenships>>,
    /// On what ground the person lives in Italy.
    pub permits: Option<Recorded<ResidencePermits>>,
    /// Who signs for a minor, and whether a minor was at school as long as the law wants.
    pub guardians: Option<Recorded<Guardians>>,
}

impl StatusRecord {
    /// What follows from the record on that day, compared with what the employment centre says of
    /// the declaration that counts.
    pub fn outcome(&self, reference: Day, book: &Rulebook, chain: &Chain) -> Outcome {
        let mut outcome = self.facts(reference).outcome(book, chain);
        let status = self.status.as_ref();
        let differing = status.and_then(|status| mirror::differing(status, &outcome));
        outcome.findings.extend(differing);
        outcome
    }

    /// The facts on that day, each with its source. Of a section that was never written nothing is
    /// known; aided areas and gender gaps are not told by these sections.
    pub fn facts(&self, reference: Day) -> EmploymentFacts {
        let identity = self.identity.as_ref().map(|section| &section.content);
        let education = self.education.as_ref();
        let (permits, may_need_no_permit) =
            stay::permits(self.permits.as_ref(), self.citizenships.as_ref(), reference);
        EmploymentFacts {
            birth_date: identity.map(|identity| identity.birth_date),
            sex: identity.map(|identity| identity.sex),
            declarations: self.status.as_ref().map(declarations),
            losses: self.status.as_ref().map(losses).unwrap_or_default(),
            support: self.status.as_ref().and_then(support),
            permits,
            may_need_no_permit,
            work: self.work.as_ref().map(|jobs| history(jobs, reference)),
            schooling: Schooling {
                duty: self.guardians.as_ref().and_then(duty),
                ..education.map_or(Schooling::UNKNOWN, |school| schooling(school, reference))
            },
            ..EmploymentFacts::on(reference)
        }
    }
}

fn declarations(status: &Recorded<EmploymentStatus>) -> Vec<Declaration> {
    let declared = status.content.declarations.iter();
    declared
        .map(|declared| Declaration {
            on: declared.item.declared_on,
            source: Some(source_of(declared, status.provenance).source),
        })
        .collect()
}

fn losses(status: &Recorded<EmploymentStatus>) -> Vec<Loss> {
    let declared = status.content.declarations.iter();
    declared
        .filter_map(|declared| {
            let loss = declared.item.loss?;
            let cause = match loss.reason {
                LossReason::Revocation => LossCause::Revocation,
                LossReason::Conditionality => LossCause::Conditionality,
                LossReason::Pension => LossCause::Pension,
                LossReason::Death => LossCause::Death,
                LossReason::Employment | LossReason::PermitExpired | LossReason::Other => {
                    LossCause::Certified
                }
            };
            Some(Loss {
                cause,
                on: loss.on,
                source: Some(source_of(declared, status.provenance).source),
            })
        })
        .collect()
}

/// What is drawn after a claim that is a declaration. Until when it is drawn may be planned only.
fn support(status: &Recorded<EmploymentStatus>) -> Option<Vec<Support>> {
    let drawn = status.content.benefits.as_ref()?.iter();
    let claimed = drawn.filter(|drawn| drawn.item.kind.is_claimed_by_declaring());
    let support = claimed.map(|drawn| Support {
        from: drawn.item.from,
        to: drawn.item.to,
        source: Some(source_of(drawn, status.provenance).source),
    });
    Some(support.collect())
}

/// Where nobody said that nothing is missing, something may be, up to the day of the question.
fn history(jobs: &Recorded<Jobs>, reference: Day) -> WorkHistory {
    let unsaid = || reference.add_days(1).unwrap_or(reference);
    let items = jobs.content.items.iter();
    let employers = Employers::of(&jobs.content);
    WorkHistory {
        complete_since: Some(jobs.content.complete_since.unwrap_or_else(unsaid)),
        periods: items
            .filter_map(|job| period(job, jobs.provenance, &employers))
            .collect(),
    }
}

fn period(
    job: &Sourced<Job>,
    section: Provenance,
    employers: &Employers<'_>,
) -> Option<WorkPeriod> {
    let provenance = source_of(job, section);
    let job = &job.item;
    let forecasts = job.forecasts.iter();
    Some(WorkPeriod {
        kind: job.kind,
        // The section refuses work that ends before it begins.
        period: Period::new(job.from, job.ends_on()).ok()?,
        employer: job
            .employer
            .as_ref()
            .and_then(|employer| employers.key(employer)),
        forecasts: forecasts
            .map(|forecast| Forecast {
                from: forecast.from,
                yearly: forecast.yearly,
            })
            .collect(),
        end_seen_on: job.to.is_none().then_some(provenance.observed_on),
        dismissal_notice_on: job.dismissal_notice_on,
        source: Some(provenance.source),
    })
}

/// Whether a person learns says nothing of the days before it was seen; when full-time education
/// ended does of every later one.
fn schooling(education: &Recorded<Education>, reference: Day) -> Schooling {
    let (content, section) = (&education.content, education.provenance);
    let seen = |learns: Option<bool>| learns.filter(|_| section.observed_on <= reference);
    Schooling {
        isced_level: content.highest_on(reference, section),
        full_time_ended_on: content.full_time_ended_on.filter(|on| *on <= reference),
        in_education: seen(content.in_education),
        in_training: seen(content.in_training),
        ..Schooling::UNKNOWN
    }
}

fn duty(guardians: &Recorded<Guardians>) -> Option<SchoolingDuty> {
    Some(SchoolingDuty {
        fulfilled: guardians.content.schooling_duty_fulfilled?,
        seen_on: guardians.provenance.observed_on,
        source: Some(guardians.provenance.source),
    })
}
