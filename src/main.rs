//! Reads the configuration and opens one door.

fn main() {}
