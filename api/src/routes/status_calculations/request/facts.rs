//! What is told, as the rules look at it.

use domain::employment_status::{
    Declaration, EmployerKey, EmploymentFacts, Forecast, Loss, Permit, Renewal, Schooling,
    SchoolingDuty, Support, WorkHistory, WorkPeriod,
};
use domain::individuals::residence_permit::PermitReason;
use domain::kernel::{Day, Fault, Period};

use super::{
    DeclarationFact, IncomeSupportFact, PermitFact, PermitRenewalFact, SchoolingDutyFact,
    SchoolingFact, StatusCalculationRequest, StatusLossFact, WorkHistoryFact, WorkPeriodFact,
};
use crate::http::{Field, Problem};

impl WorkPeriodFact {
    fn fact(self) -> Result<WorkPeriod, Problem> {
        let from = self.from.parsed()?;
        let period = Period::new(from, self.to.map(Field::parsed).transpose()?);
        let mut forecasts = Vec::new();
        if let Some(income) = self.expected_income {
            let yearly = income.cents()?;
            forecasts.push(Forecast { from, yearly });
        }
        for income in self.later_incomes {
            let (from, yearly) = (income.from.parsed()?, income.expected_income.cents()?);
            forecasts.push(Forecast { from, yearly });
        }
        let employer = self.employer.map(Field::parsed).transpose()?;
        Ok(WorkPeriod {
            kind: self.kind.parsed()?,
            period: period.map_err(|fault| Problem::invalid("/work/periods", &fault))?,
            employer: employer.map(|key| EmployerKey::code(key.as_str())),
            forecasts,
            end_seen_on: self.to_seen_on.map(Field::parsed).transpose()?,
            dismissal_notice_on: self.dismissal_notice_on.map(Field::parsed).transpose()?,
            source: self.source.map(Field::parsed).transpose()?,
        })
    }
}

impl DeclarationFact {
    fn fact(self) -> Result<Declaration, Problem> {
        Ok(Declaration {
            on: self.declared_on.parsed()?,
            source: self.source.map(Field::parsed).transpose()?,
        })
    }
}

impl StatusLossFact {
    fn fact(self) -> Result<Loss, Problem> {
        Ok(Loss {
            cause: self.cause.parsed()?,
            on: self.lost_on.parsed()?,
            source: self.source.map(Field::parsed).transpose()?,
        })
    }
}

impl IncomeSupportFact {
    fn fact(self) -> Result<Support, Problem> {
        Ok(Support {
            from: self.from.parsed()?,
            to: self.to.map(Field::parsed).transpose()?,
            source: self.source.map(Field::parsed).transpose()?,
        })
    }
}

impl PermitFact {
    fn fact(self, reference: Day) -> Result<Permit, Problem> {
        let renewal = match self.renewal {
            Some(PermitRenewalFact::Requested { on }) => {
                Some(Renewal::Requested { on: on.parsed()? })
            }
            Some(PermitRenewalFact::NotRequested {}) => {
                let seen_on = reference;
                Some(Renewal::NotRequested { seen_on })
            }
            None => None,
        };
        let reason = self.reason.map(Field::parsed).transpose()?;
        Ok(Permit {
            for_employment: reason.and_then(PermitReason::is_for_employment),
            valid_from: self.valid_from.map(Field::parsed).transpose()?,
            expires_on: Some(self.expires_on.parsed()?),
            renewal,
            source: self.source.map(Field::parsed).transpose()?,
        })
    }
}

impl WorkHistoryFact {
    fn fact(self) -> Result<WorkHistory, Problem> {
        let periods = self.periods.into_iter().map(WorkPeriodFact::fact);
        Ok(WorkHistory {
            complete_since: self.complete_since.map(Field::parsed).transpose()?,
            periods: periods.collect::<Result<_, _>>()?,
        })
    }
}

impl SchoolingDutyFact {
    fn fact(self, reference: Day) -> Result<SchoolingDuty, Problem> {
        let seen_on = self.seen_on.map(Field::parsed).transpose()?;
        Ok(SchoolingDuty {
            fulfilled: self.fulfilled,
            seen_on: seen_on.unwrap_or(reference),
            source: self.source.map(Field::parsed).transpose()?,
        })
    }
}

impl SchoolingFact {
    fn fact(self, reference: Day) -> Result<Schooling, Problem> {
        let duty = self.duty.map(|duty| duty.fact(reference));
        Ok(Schooling {
            duty: duty.transpose()?,
            isced_level: self.isced_level,
            full_time_ended_on: self.full_time_ended_on.map(Field::parsed).transpose()?,
            in_education: self.in_education,
            in_training: self.in_training,
        })
    }
}

impl StatusCalculationRequest {
    /// The facts, asked about today unless the request says another day.
    pub(in crate::routes::status_calculations) fn facts(
        self,
        today: Day,
    ) -> Result<EmploymentFacts, Problem> {
        let reference = self.reference_date.map(Field::parsed).transpose()?;
        let reference = reference.unwrap_or(today);
        let birth_date = self.birth_date.map(Field::parsed).transpose()?;
        if birth_date.is_some_and(|born| born > reference) {
            let fault = Fault::new("after_the_reference_date");
            return Err(Problem::invalid("/birth_date", &fault));
        }
        let declarations = self.declarations.map(|all| {
            let all = all.into_iter().map(DeclarationFact::fact);
            all.collect::<Result<Vec<_>, Problem>>()
        });
        let losses = self.losses.into_iter().map(StatusLossFact::fact);
        let support = self.income_support.map(|all| {
            let all = all.into_iter().map(IncomeSupportFact::fact);
            all.collect::<Result<Vec<_>, Problem>>()
        });
        let permits = self
            .permits
            .into_iter()
            .map(|permit| permit.fact(reference));
        let schooling = self.schooling.map(|schooling| schooling.fact(reference));
        let schooling = schooling.transpose()?;
        Ok(EmploymentFacts {
            reference,
            birth_date,
            sex: self.sex.map(Field::parsed).transpose()?,
            declarations: declarations.transpose()?,
            losses: losses.collect::<Result<_, _>>()?,
            support: support.transpose()?,
            permits: Some(permits.collect::<Result<_, _>>()?),
            may_need_no_permit: false,
            work: self.work.map(WorkHistoryFact::fact).transpose()?,
            schooling: schooling.unwrap_or(Schooling::UNKNOWN),
            resides_in_aided_area: self.resides_in_aided_area,
            gender_gap: self.gender_gap.map(Field::parsed).transpose()?,
        })
    }
}
