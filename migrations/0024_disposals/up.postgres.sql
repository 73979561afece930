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

-- What lets accesses leave is itself evidence: no cut within the six months that are kept whatever
-- anybody sets (Garante, 27 November 2008, p. 4.5), and none that is taken back.
CREATE FUNCTION refuse_wrong_cut() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP IN ('DELETE', 'TRUNCATE') THEN
        RAISE EXCEPTION 'rows of % are never removed', TG_TABLE_NAME;
    ELSIF TG_OP = 'INSERT' THEN
        IF NEW.before > now() - interval '180 days' OR NEW.removed <> 0 THEN
            RAISE EXCEPTION 'accesses of the last months are never removed';
        END IF;
    ELSIF NEW.organisation_id <> OLD.organisation_id OR NEW.before <> OLD.before
        OR NEW.begun_at <> OLD.begun_at OR NEW.removed < OLD.removed OR OLD.ended_at IS NOT NULL THEN
        RAISE EXCEPTION 'rows of % only go on', TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER access_cuts_go_on BEFORE INSERT OR UPDATE OR DELETE ON access_cuts
    FOR EACH ROW EXECUTE FUNCTION refuse_wrong_cut();
CREATE TRIGGER access_cuts_are_not_emptied BEFORE TRUNCATE ON access_cuts
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_wrong_cut();
