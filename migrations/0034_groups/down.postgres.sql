DROP TRIGGER attendance_versions_leave ON attendance_versions;
DROP TRIGGER attendance_versions_are_kept ON attendance_versions;
DROP FUNCTION refuse_unless_enrolment_erased();
