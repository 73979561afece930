//! With whom the works of a record are.

use std::collections::BTreeMap;

use crate::employment_status::EmployerKey;
use crate::individuals::Jobs;
use crate::individuals::classified::{Employer, EmployerCode};
use crate::kernel::fold;

/// The codes of the record, by the names that stand beside them.
pub(super) struct Employers<'a> {
    /// None where several employers share the name.
    codes: BTreeMap<String, Option<&'a EmployerCode>>,
}

impl<'a> Employers<'a> {
    pub(super) fn of(jobs: &'a Jobs) -> Self {
        let mut codes: BTreeMap<String, Option<&'a EmployerCode>> = BTreeMap::new();
        for employer in jobs
            .items
            .iter()
            .filter_map(|job| job.item.employer.as_ref())
        {
            let Some(code) = &employer.code else { continue };
            let named = codes.entry(fold(employer.legal_name.as_str()));
            named
                .and_modify(|known| *known = known.filter(|known| *known == code))
                .or_insert(Some(code));
        }
        Self { codes }
    }

    /// Tells an employer apart: by its code, by the one that stands elsewhere beside the same name
    /// however it is written, or else by the name. A name that several share tells nothing.
    pub(super) fn key(&self, employer: &Employer) -> Option<EmployerKey> {
        if let Some(code) = &employer.code {
            return Some(EmployerKey::code(code.as_str()));
        }
        match self.codes.get(&fold(employer.legal_name.as_str())) {
            Some(code) => code.map(|code| EmployerKey::code(code.as_str())),
            None => EmployerKey::name(employer.legal_name.as_str()),
        }
    }
}
