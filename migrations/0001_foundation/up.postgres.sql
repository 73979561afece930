-- Folded names compare by code point on both engines.
ALTER TABLE staff ALTER COLUMN family_norm TYPE text COLLATE "C";

-- Facts and seals are only ever added.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME;
END
$$;
CREATE TRIGGER events_are_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER event_seals_are_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON event_seals
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER accesses_are_not_rewritten BEFORE UPDATE ON accesses
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
