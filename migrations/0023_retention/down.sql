-- Who was erased stays erased; only the record of it goes.
DROP TABLE holds;
DROP TABLE erased_figures;
DROP TABLE erased_individuals;
DROP TABLE erasures;
DROP TABLE erasure_requests;
