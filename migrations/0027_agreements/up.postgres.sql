-- What was signed and how it went leaves with the person, and with nobody else.
CREATE FUNCTION refuse_unless_agreement_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM agreements a
        JOIN cases c ON c.organisation_id = a.organisation_id AND c.id = a.case_id
        JOIN erased_individuals e ON e.organisation_id = c.organisation_id
            AND e.individual_id = c.individual_id
        WHERE a.organisation_id = OLD.organisation_id AND a.id = OLD.agreement_id) THEN
        RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME;
    END IF;
    RETURN OLD;
END
$$;
CREATE TRIGGER agreement_editions_are_kept BEFORE UPDATE OR TRUNCATE ON agreement_editions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER agreement_editions_leave BEFORE DELETE ON agreement_editions
    FOR EACH ROW EXECUTE FUNCTION refuse_unless_agreement_erased();
CREATE TRIGGER agreement_reviews_are_kept BEFORE UPDATE OR TRUNCATE ON agreement_reviews
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER agreement_reviews_leave BEFORE DELETE ON agreement_reviews
    FOR EACH ROW EXECUTE FUNCTION refuse_unless_agreement_erased();
CREATE TRIGGER agreement_action_outcomes_are_kept BEFORE UPDATE OR TRUNCATE ON agreement_action_outcomes
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER agreement_action_outcomes_leave BEFORE DELETE ON agreement_action_outcomes
    FOR EACH ROW EXECUTE FUNCTION refuse_unless_agreement_erased();
