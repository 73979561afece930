//! Attendance as rows.

use diesel::prelude::*;
use domain::groups::{Amended, Attendance, Attended, Presence};

use crate::columns::maybe_parsed;
use crate::error::Error;
use crate::schema::{attendance_versions, attendances};
use crate::sql_types::{Instant, Uid};

/// Whether somebody came, in columns.
fn columns(attended: &Attended) -> Result<(i32, i32, Option<String>), Error> {
    let (minutes, reason) = match attended.presence {
        Presence::Present { minutes } => (minutes.into(), None),
        Presence::Absent { reason } => (0, Some(reason.to_string())),
    };
    let credited = i32::try_from(attended.credited).map_err(|_| Error::Corrupt("credited"))?;
    Ok((minutes, credited, reason))
}

/// The same read back.
pub(in crate::groups) fn attended(
    enrolment: Uid,
    (minutes, credited, reason): (i32, i32, Option<&str>),
) -> Result<Attended, Error> {
    let presence = match maybe_parsed(reason, "absence reason")? {
        Some(reason) => Presence::Absent { reason },
        None => Presence::Present {
            minutes: u16::try_from(minutes).map_err(|_| Error::Corrupt("minutes"))?,
        },
    };
    Ok(Attended {
        enrolment: enrolment.into(),
        presence,
        credited: credited.into(),
    })
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = attendances, treat_none_as_default_value = false)]
pub(crate) struct AttendanceRow {
    organisation_id: Uid,
    pub(crate) session_id: Uid,
    pub(crate) enrolment_id: Uid,
    pub(crate) minutes: i32,
    pub(crate) credited: i32,
    pub(crate) absence_reason: Option<String>,
    pub(in crate::groups) records: i64,
}

impl AttendanceRow {
    pub(in crate::groups) fn attended(&self) -> Result<Attended, Error> {
        let reason = self.absence_reason.as_deref();
        attended(self.enrolment_id, (self.minutes, self.credited, reason))
    }
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = attendance_versions, treat_none_as_default_value = false)]
pub(in crate::groups) struct VersionRow {
    organisation_id: Uid,
    session_id: Uid,
    pub(in crate::groups) enrolment_id: Uid,
    pub(in crate::groups) number: i64,
    pub(in crate::groups) minutes: i32,
    pub(in crate::groups) credited: i32,
    pub(in crate::groups) absence_reason: Option<String>,
    pub(in crate::groups) because: Option<String>,
    pub(in crate::groups) recorded_at: Instant,
    pub(in crate::groups) recorded_by: Uid,
}

/// What somebody said of all who had a place: how it counts, and that it was said.
pub(in crate::groups) fn of_attendance(
    attendance: &Attendance,
    organisation_id: Uid,
) -> Result<(Vec<AttendanceRow>, Vec<VersionRow>), Error> {
    let session_id = Uid::from(attendance.session.id);
    let (mut counts, mut said) = (Vec::new(), Vec::new());
    for attended in &attendance.attended {
        let (minutes, credited, absence_reason) = columns(attended)?;
        let enrolment_id = Uid::from(attended.enrolment);
        counts.push(AttendanceRow {
            organisation_id,
            session_id,
            enrolment_id,
            minutes,
            credited,
            absence_reason: absence_reason.clone(),
            records: 1,
        });
        said.push(VersionRow {
            organisation_id,
            session_id,
            enrolment_id,
            number: 1,
            minutes,
            credited,
            absence_reason,
            because: None,
            recorded_at: attendance.at.into(),
            recorded_by: attendance.by.into(),
        });
    }
    Ok((counts, said))
}

/// The same of what is said otherwise, for the `number`th time.
pub(in crate::groups) fn of_amended(
    amended: &Amended,
    number: i64,
    organisation_id: Uid,
) -> Result<(AttendanceRow, VersionRow), Error> {
    let (minutes, credited, absence_reason) = columns(&amended.attended)?;
    let (session_id, enrolment_id) = (
        Uid::from(amended.session),
        Uid::from(amended.attended.enrolment),
    );
    let counts = AttendanceRow {
        organisation_id,
        session_id,
        enrolment_id,
        minutes,
        credited,
        absence_reason: absence_reason.clone(),
        records: number,
    };
    let said = VersionRow {
        organisation_id,
        session_id,
        enrolment_id,
        number,
        minutes,
        credited,
        absence_reason,
        because: Some(amended.because.to_string()),
        recorded_at: amended.at.into(),
        recorded_by: amended.by.into(),
    };
    Ok((counts, said))
}
