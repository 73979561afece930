DROP FUNCTION refuse_unless_erased CASCADE;
DROP TRIGGER individual_section_versions_are_kept ON individual_section_versions;
DROP TRIGGER contact_attempts_are_kept ON contact_attempts;
CREATE TRIGGER contact_attempts_are_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON contact_attempts
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
DROP TRIGGER follow_up_attempts_are_kept ON follow_up_attempts;
CREATE TRIGGER follow_up_attempts_are_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON follow_up_attempts
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
DROP TRIGGER note_versions_are_kept ON note_versions;
CREATE TRIGGER note_versions_are_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON note_versions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
