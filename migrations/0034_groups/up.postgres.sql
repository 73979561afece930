-- What was said of somebody's attendance leaves with the person, and with nobody else.
CREATE FUNCTION refuse_unless_enrolment_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM enrolments n
        JOIN erased_individuals e ON e.organisation_id = n.organisation_id
            AND e.individual_id = n.individual_id
        WHERE n.organisation_id = OLD.organisation_id AND n.id = OLD.enrolment_id) THEN
        RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME;
    END IF;
    RETURN OLD;
END
$$;
CREATE TRIGGER attendance_versions_are_kept BEFORE UPDATE OR TRUNCATE ON attendance_versions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER attendance_versions_leave BEFORE DELETE ON attendance_versions
    FOR EACH ROW EXECUTE FUNCTION refuse_unless_enrolment_erased();
