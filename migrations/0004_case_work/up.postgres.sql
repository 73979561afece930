-- Earlier texts and attempts are evidence: they are only ever added.
CREATE TRIGGER note_versions_are_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON note_versions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER contact_attempts_are_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON contact_attempts
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
