-- Accesses leave at the end of their term, and never otherwise.
CREATE FUNCTION refuse_unless_cut() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM access_cuts c
        WHERE c.organisation_id = OLD.organisation_id AND c.before > OLD.at) THEN
        RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME;
    END IF;
    RETURN OLD;
END
$$;
CREATE TRIGGER accesses_leave BEFORE DELETE ON accesses
    FOR EACH ROW EXECUTE FUNCTION refuse_unless_cut();
CREATE TRIGGER accesses_are_not_emptied BEFORE TRUNCATE ON accesses
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Whom an erasure erased, and what is counted of them, is only ever added.
CREATE TRIGGER erased_individuals_are_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON erased_individuals
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER erased_figures_are_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON erased_figures
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
