//! PostGIS remembers: the only room with SQL, and the private cluster it may run in.

pub mod cluster;
