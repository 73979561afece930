DROP TABLE plannings;
DROP TABLE due_items;
DROP TABLE follow_up_attempts;
DROP TABLE follow_ups;
