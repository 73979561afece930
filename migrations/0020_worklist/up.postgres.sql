-- Reasons are compared as the program compares them.
ALTER TABLE due_items ALTER COLUMN reason TYPE text COLLATE "C";
-- Attempts are evidence: they are only ever added.
CREATE TRIGGER follow_up_attempts_are_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON follow_up_attempts
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
