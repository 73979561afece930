-- What was handed over leaves with the person, and with nobody else.
CREATE TRIGGER document_files_are_kept_u BEFORE UPDATE ON document_files
    BEGIN SELECT RAISE(ABORT, 'rows of document_files are never changed'); END;
CREATE TRIGGER document_files_are_kept_d BEFORE DELETE ON document_files
    WHEN NOT EXISTS (SELECT 1 FROM documents d
        LEFT JOIN agreements a
            ON a.organisation_id = d.organisation_id AND a.id = d.agreement_id
        LEFT JOIN cases c ON c.organisation_id = a.organisation_id AND c.id = a.case_id
        LEFT JOIN appointments p
            ON p.organisation_id = d.organisation_id AND p.id = d.appointment_id
        JOIN erased_individuals e ON e.organisation_id = d.organisation_id
            AND e.individual_id = COALESCE(c.individual_id, p.individual_id)
        WHERE d.organisation_id = OLD.organisation_id AND d.id = OLD.document_id)
    BEGIN SELECT RAISE(ABORT, 'rows of document_files are never changed'); END;
