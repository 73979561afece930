DELETE FROM merge_moves WHERE kind = 'enrolment';
DELETE FROM occupancy WHERE holder_kind = 'session';
DROP TABLE attendance_versions;
DROP TABLE attendances;
DROP TABLE enrolments;
DROP TABLE group_sessions;
DROP TABLE group_activities;
