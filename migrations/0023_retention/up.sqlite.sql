-- What is only ever added leaves with the person, and with nobody else.
DROP TRIGGER note_versions_are_kept_d;
CREATE TRIGGER note_versions_are_kept_d BEFORE DELETE ON note_versions
    WHEN NOT EXISTS (SELECT 1 FROM notes n
        JOIN cases c ON c.organisation_id = n.organisation_id AND c.id = n.case_id
        JOIN erased_individuals e ON e.organisation_id = c.organisation_id
            AND e.individual_id = c.individual_id
        WHERE n.organisation_id = OLD.organisation_id AND n.id = OLD.note_id)
    BEGIN SELECT RAISE(ABORT, 'rows of note_versions are never changed'); END;
DROP TRIGGER contact_attempts_are_kept_d;
CREATE TRIGGER contact_attempts_are_kept_d BEFORE DELETE ON contact_attempts
    WHEN NOT EXISTS (SELECT 1 FROM cases c
        JOIN erased_individuals e ON e.organisation_id = c.organisation_id
            AND e.individual_id = c.individual_id
        WHERE c.organisation_id = OLD.organisation_id AND c.id = OLD.case_id)
    BEGIN SELECT RAISE(ABORT, 'rows of contact_attempts are never changed'); END;
DROP TRIGGER follow_up_attempts_are_kept_d;
CREATE TRIGGER follow_up_attempts_are_kept_d BEFORE DELETE ON follow_up_attempts
    WHEN NOT EXISTS (SELECT 1 FROM follow_ups f
        JOIN cases c ON c.organisation_id = f.organisation_id AND c.id = f.case_id
        JOIN erased_individuals e ON e.organisation_id = c.organisation_id
            AND e.individual_id = c.individual_id
        WHERE f.organisation_id = OLD.organisation_id AND f.id = OLD.follow_up_id)
    BEGIN SELECT RAISE(ABORT, 'rows of follow_up_attempts are never changed'); END;
CREATE TRIGGER individual_section_versions_are_kept_u BEFORE UPDATE ON individual_section_versions
    BEGIN SELECT RAISE(ABORT, 'rows of individual_section_versions are never changed'); END;
CREATE TRIGGER individual_section_versions_are_kept_d BEFORE DELETE ON individual_section_versions
    WHEN NOT EXISTS (SELECT 1 FROM erased_individuals e
        WHERE e.organisation_id = OLD.organisation_id AND e.individual_id = OLD.individual_id)
    BEGIN SELECT RAISE(ABORT, 'rows of individual_section_versions are never changed'); END;
