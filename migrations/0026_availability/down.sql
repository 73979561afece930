DROP TABLE availability_exceptions;
DROP TABLE availability_services;
DROP TABLE availabilities;
DROP TABLE staff_calendars;
DROP TABLE closures;
DROP TABLE rooms;
