-- Accesses leave at the end of their term, and never otherwise.
CREATE TRIGGER accesses_leave BEFORE DELETE ON accesses
    WHEN NOT EXISTS (SELECT 1 FROM access_cuts c
        WHERE c.organisation_id = OLD.organisation_id AND c.before > OLD.at)
    BEGIN SELECT RAISE(ABORT, 'rows of accesses are never changed'); END;
