DROP TRIGGER individual_section_versions_are_kept_d;
DROP TRIGGER individual_section_versions_are_kept_u;
DROP TRIGGER follow_up_attempts_are_kept_d;
CREATE TRIGGER follow_up_attempts_are_kept_d BEFORE DELETE ON follow_up_attempts
    BEGIN SELECT RAISE(ABORT, 'rows of follow_up_attempts are never changed'); END;
DROP TRIGGER contact_attempts_are_kept_d;
CREATE TRIGGER contact_attempts_are_kept_d BEFORE DELETE ON contact_attempts
    BEGIN SELECT RAISE(ABORT, 'rows of contact_attempts are never changed'); END;
DROP TRIGGER note_versions_are_kept_d;
CREATE TRIGGER note_versions_are_kept_d BEFORE DELETE ON note_versions
    BEGIN SELECT RAISE(ABORT, 'rows of note_versions are never changed'); END;
