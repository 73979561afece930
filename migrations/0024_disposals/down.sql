DROP INDEX cases_by_end;
DROP TABLE disposal_items;
DROP TABLE disposals;
DROP TABLE access_cuts;
