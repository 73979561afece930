-- What moves with a merge is the program's to say. A check goes with its table only.
CREATE TABLE merge_moves_free (
    organisation_id uuid NOT NULL,
    merge_id uuid NOT NULL,
    kind text NOT NULL,
    row_id uuid NOT NULL,
    PRIMARY KEY (organisation_id, merge_id, kind, row_id),
    FOREIGN KEY (organisation_id, merge_id) REFERENCES merges (organisation_id, id)
);
INSERT INTO merge_moves_free SELECT organisation_id, merge_id, kind, row_id FROM merge_moves;
DROP TABLE merge_moves;
ALTER TABLE merge_moves_free RENAME TO merge_moves;

-- What was said of an appointment leaves with the person, and with nobody else.
CREATE TRIGGER appointment_versions_are_kept_u BEFORE UPDATE ON appointment_versions
    BEGIN SELECT RAISE(ABORT, 'rows of appointment_versions are never changed'); END;
CREATE TRIGGER appointment_versions_are_kept_d BEFORE DELETE ON appointment_versions
    WHEN NOT EXISTS (SELECT 1 FROM appointments a
        JOIN erased_individuals e ON e.organisation_id = a.organisation_id
            AND e.individual_id = a.individual_id
        WHERE a.organisation_id = OLD.organisation_id AND a.id = OLD.appointment_id)
    BEGIN SELECT RAISE(ABORT, 'rows of appointment_versions are never changed'); END;
