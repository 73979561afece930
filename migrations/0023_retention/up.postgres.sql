-- What is only ever added leaves with the person, and with nobody else.
CREATE FUNCTION refuse_unless_erased() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    person uuid;
BEGIN
    IF TG_TABLE_NAME = 'individual_section_versions' THEN
        person := OLD.individual_id;
    ELSIF TG_TABLE_NAME = 'contact_attempts' THEN
        SELECT c.individual_id INTO person FROM cases c
        WHERE c.organisation_id = OLD.organisation_id AND c.id = OLD.case_id;
    ELSIF TG_TABLE_NAME = 'follow_up_attempts' THEN
        SELECT c.individual_id INTO person FROM follow_ups f
        JOIN cases c ON c.organisation_id = f.organisation_id AND c.id = f.case_id
        WHERE f.organisation_id = OLD.organisation_id AND f.id = OLD.follow_up_id;
    ELSE
        SELECT c.individual_id INTO person FROM notes n
        JOIN cases c ON c.organisation_id = n.organisation_id AND c.id = n.case_id
        WHERE n.organisation_id = OLD.organisation_id AND n.id = OLD.note_id;
    END IF;
    IF NOT EXISTS (SELECT FROM erased_individuals e
        WHERE e.organisation_id = OLD.organisation_id AND e.individual_id = person) THEN
        RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME;
    END IF;
    RETURN OLD;
END
$$;
DROP TRIGGER note_versions_are_kept ON note_versions;
CREATE TRIGGER note_versions_are_kept BEFORE UPDATE OR TRUNCATE ON note_versions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER note_versions_leave BEFORE DELETE ON note_versions
    FOR EACH ROW EXECUTE FUNCTION refuse_unless_erased();
DROP TRIGGER contact_attempts_are_kept ON contact_attempts;
CREATE TRIGGER contact_attempts_are_kept BEFORE UPDATE OR TRUNCATE ON contact_attempts
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER contact_attempts_leave BEFORE DELETE ON contact_attempts
    FOR EACH ROW EXECUTE FUNCTION refuse_unless_erased();
DROP TRIGGER follow_up_attempts_are_kept ON follow_up_attempts;
CREATE TRIGGER follow_up_attempts_are_kept BEFORE UPDATE OR TRUNCATE ON follow_up_attempts
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER follow_up_attempts_leave BEFORE DELETE ON follow_up_attempts
    FOR EACH ROW EXECUTE FUNCTION refuse_unless_erased();
CREATE TRIGGER individual_section_versions_are_kept
    BEFORE UPDATE OR TRUNCATE ON individual_section_versions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER individual_section_versions_leave BEFORE DELETE ON individual_section_versions
    FOR EACH ROW EXECUTE FUNCTION refuse_unless_erased();
