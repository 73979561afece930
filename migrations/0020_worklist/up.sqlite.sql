-- Attempts are evidence: they are only ever added.
CREATE TRIGGER follow_up_attempts_are_kept_u BEFORE UPDATE ON follow_up_attempts
    BEGIN SELECT RAISE(ABORT, 'rows of follow_up_attempts are never changed'); END;
CREATE TRIGGER follow_up_attempts_are_kept_d BEFORE DELETE ON follow_up_attempts
    BEGIN SELECT RAISE(ABORT, 'rows of follow_up_attempts are never changed'); END;
