DROP TRIGGER accesses_leave;
