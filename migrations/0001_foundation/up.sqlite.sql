-- Facts and seals are only ever added.
CREATE TRIGGER events_are_kept_u BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'rows of events are never changed'); END;
CREATE TRIGGER events_are_kept_d BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'rows of events are never changed'); END;
CREATE TRIGGER event_seals_are_kept_u BEFORE UPDATE ON event_seals
    BEGIN SELECT RAISE(ABORT, 'rows of event_seals are never changed'); END;
CREATE TRIGGER event_seals_are_kept_d BEFORE DELETE ON event_seals
    BEGIN SELECT RAISE(ABORT, 'rows of event_seals are never changed'); END;
CREATE TRIGGER accesses_are_not_rewritten BEFORE UPDATE ON accesses
    BEGIN SELECT RAISE(ABORT, 'rows of accesses are never changed'); END;
