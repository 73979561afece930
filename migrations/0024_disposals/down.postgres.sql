DROP FUNCTION refuse_wrong_cut CASCADE;
DROP TRIGGER accesses_are_not_emptied ON accesses;
DROP FUNCTION refuse_unless_cut CASCADE;
DROP TRIGGER erased_individuals_are_kept ON erased_individuals;
DROP TRIGGER erased_figures_are_kept ON erased_figures;
