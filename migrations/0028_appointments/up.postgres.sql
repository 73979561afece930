-- What moves with a merge is the program's to say: each kind that is added would rebuild the table
-- on the other engine.
ALTER TABLE merge_moves DROP CONSTRAINT merge_moves_kind_check;

-- What was said of an appointment leaves with the person, and with nobody else.
CREATE FUNCTION refuse_unless_appointment_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM appointments a
        JOIN erased_individuals e ON e.organisation_id = a.organisation_id
            AND e.individual_id = a.individual_id
        WHERE a.organisation_id = OLD.organisation_id AND a.id = OLD.appointment_id) THEN
        RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME;
    END IF;
    RETURN OLD;
END
$$;
CREATE TRIGGER appointment_versions_are_kept BEFORE UPDATE OR TRUNCATE ON appointment_versions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER appointment_versions_leave BEFORE DELETE ON appointment_versions
    FOR EACH ROW EXECUTE FUNCTION refuse_unless_appointment_erased();
