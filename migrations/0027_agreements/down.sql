DROP TABLE agreement_action_outcomes;
DROP TABLE agreement_reviews;
DROP TABLE agreement_editions;
DROP TABLE agreements;
