-- Accesses leave at the end of their term, and never otherwise.
CREATE TRIGGER accesses_leave BEFORE DELETE ON accesses
    WHEN NOT EXISTS (SELECT 1 FROM access_cuts c
        WHERE c.organisation_id = OLD.organisation_id AND c.before > OLD.at)
    BEGIN SELECT RAISE(ABORT, 'rows of accesses are never changed'); END;

-- Whom an erasure erased, and what is counted of them, is only ever added.
CREATE TRIGGER erased_individuals_are_kept_u BEFORE UPDATE ON erased_individuals
    BEGIN SELECT RAISE(ABORT, 'rows of erased_individuals are never changed'); END;
CREATE TRIGGER erased_individuals_are_kept_d BEFORE DELETE ON erased_individuals
    BEGIN SELECT RAISE(ABORT, 'rows of erased_individuals are never changed'); END;
CREATE TRIGGER erased_figures_are_kept_u BEFORE UPDATE ON erased_figures
    BEGIN SELECT RAISE(ABORT, 'rows of erased_figures are never changed'); END;
CREATE TRIGGER erased_figures_are_kept_d BEFORE DELETE ON erased_figures
    BEGIN SELECT RAISE(ABORT, 'rows of erased_figures are never changed'); END;
