//! Stories about the running product. They run on SQLite, or on the PostgreSQL server that
//! `PERCORSO_TEST_DATABASE_URL` names.

#[cfg(test)]
mod support;

#[cfg(test)]
mod bodies;
#[cfg(test)]
mod envelope;
#[cfg(test)]
mod imports;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod transport;
