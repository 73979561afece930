DROP TRIGGER events_are_kept_u;
DROP TRIGGER events_are_kept_d;
DROP TRIGGER event_seals_are_kept_u;
DROP TRIGGER event_seals_are_kept_d;
DROP TRIGGER accesses_are_not_rewritten;
