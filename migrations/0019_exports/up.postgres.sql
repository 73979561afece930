-- Of whom a file told is evidence: rows are only ever added.
CREATE TRIGGER export_subjects_are_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON export_subjects
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
