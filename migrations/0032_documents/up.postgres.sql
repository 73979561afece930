-- What was handed over leaves with the person, and with nobody else.
CREATE FUNCTION refuse_unless_document_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM documents d
        LEFT JOIN agreements a
            ON a.organisation_id = d.organisation_id AND a.id = d.agreement_id
        LEFT JOIN cases c ON c.organisation_id = a.organisation_id AND c.id = a.case_id
        LEFT JOIN appointments p
            ON p.organisation_id = d.organisation_id AND p.id = d.appointment_id
        JOIN erased_individuals e ON e.organisation_id = d.organisation_id
            AND e.individual_id = COALESCE(c.individual_id, p.individual_id)
        WHERE d.organisation_id = OLD.organisation_id AND d.id = OLD.document_id) THEN
        RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME;
    END IF;
    RETURN OLD;
END
$$;
CREATE TRIGGER document_files_are_kept BEFORE UPDATE OR TRUNCATE ON document_files
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER document_files_leave BEFORE DELETE ON document_files
    FOR EACH ROW EXECUTE FUNCTION refuse_unless_document_erased();
