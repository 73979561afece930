DROP TABLE case_team;
DROP TABLE cases;
