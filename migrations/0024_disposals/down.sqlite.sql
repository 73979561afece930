DROP TRIGGER accesses_leave;
DROP TRIGGER erased_individuals_are_kept_u;
DROP TRIGGER erased_individuals_are_kept_d;
DROP TRIGGER erased_figures_are_kept_u;
DROP TRIGGER erased_figures_are_kept_d;
