-- What was said of somebody's attendance leaves with the person, and with nobody else.
CREATE TRIGGER attendance_versions_are_kept_u BEFORE UPDATE ON attendance_versions
    BEGIN SELECT RAISE(ABORT, 'rows of attendance_versions are never changed'); END;
CREATE TRIGGER attendance_versions_are_kept_d BEFORE DELETE ON attendance_versions
    WHEN NOT EXISTS (SELECT 1 FROM enrolments n
        JOIN erased_individuals e ON e.organisation_id = n.organisation_id
            AND e.individual_id = n.individual_id
        WHERE n.organisation_id = OLD.organisation_id AND n.id = OLD.enrolment_id)
    BEGIN SELECT RAISE(ABORT, 'rows of attendance_versions are never changed'); END;
