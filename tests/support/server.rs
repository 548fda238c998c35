//! The PostgreSQL server under the tests: a cluster in memory for this test run, or the one that
//! `TEST_DATABASE_URL` names (it keeps its template databases from run to run).

use std::sync::LazyLock;

use mingjie::store::cluster::Cluster;

static SERVER: LazyLock<Server> = LazyLock::new(|| match std::env::var("TEST_DATABASE_URL") {
    Ok(url) => Server::Given(url),
    Err(_) => Server::Own(Cluster::temporary(None).unwrap_or_else(|error| panic!("{error}"))),
});

enum Server {
    /// It ends with this process, which is all a static can wish for.
    Own(Cluster),
    Given(String),
}

/// The address of a database on the tests' server, which the first call starts.
pub(crate) fn url(database: &str) -> String {
    match &*SERVER {
        Server::Own(cluster) => cluster.url(database),
        Server::Given(url) => with_database(url, database),
    }
}

/// The same server's address with another database in it.
fn with_database(url: &str, database: &str) -> String {
    let (address, parameters) = url.split_once('?').unwrap_or((url, ""));
    let (scheme, rest) = address.split_once("://").expect("a URL has a scheme");
    let host = rest.split_once('/').map_or(rest, |(host, _)| host);
    format!("{scheme}://{host}/{database}?{parameters}")
}

#[test]
fn another_database_of_the_same_server_keeps_the_rest_of_its_address() {
    assert_eq!(
        with_database("postgres://me:pw@host:5433/one?sslmode=disable", "two"),
        "postgres://me:pw@host:5433/two?sslmode=disable"
    );
    assert_eq!(
        with_database("postgres://host", "two"),
        "postgres://host/two?"
    );
}
