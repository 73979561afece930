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

-- What lets accesses leave is itself evidence: no cut within the six months that are kept whatever
-- anybody sets (Garante, 27 November 2008, p. 4.5), and none that is taken back.
CREATE TRIGGER access_cuts_are_old BEFORE INSERT ON access_cuts
    WHEN NEW.before > (unixepoch() - 180 * 86400) * 1000000 OR NEW.removed <> 0
    BEGIN SELECT RAISE(ABORT, 'accesses of the last months are never removed'); END;
CREATE TRIGGER access_cuts_go_on BEFORE UPDATE ON access_cuts
    WHEN NEW.organisation_id <> OLD.organisation_id OR NEW.before <> OLD.before
        OR NEW.begun_at <> OLD.begun_at OR NEW.removed < OLD.removed OR OLD.ended_at IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'rows of access_cuts only go on'); END;
CREATE TRIGGER access_cuts_stay BEFORE DELETE ON access_cuts
    BEGIN SELECT RAISE(ABORT, 'rows of access_cuts are never removed'); END;
