DROP TABLE message_pauses;
DROP TABLE message_texts;
DROP TABLE message_cursors;
DROP TABLE messages;
