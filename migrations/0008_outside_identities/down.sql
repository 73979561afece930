DROP TABLE outside_identities;
DROP TABLE spent_assertions;
DROP TABLE machine_client_offices;
DROP TABLE machine_clients;
