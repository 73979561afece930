DROP TRIGGER accesses_are_not_emptied ON accesses;
DROP FUNCTION refuse_unless_cut CASCADE;
