//! The cluster's life against the installed PostgreSQL: sharing, deaths, takeovers.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Command,
};

use sqlx::{Connection as _, PgConnection};

use super::{
    Cluster, ClusterError, Places,
    account::Account,
    folder::Folder,
    initdb::Purpose,
    leftover::{self, Condition},
    server::wait,
};

/// A data folder that the cluster's user can reach, in memory where possible.
fn data() -> tempfile::TempDir {
    let parent = ["/dev/shm", "/tmp"]
        .map(Path::new)
        .into_iter()
        .find(|folder| folder.is_dir())
        .unwrap();
    let data = tempfile::tempdir_in(parent).unwrap();
    fs::set_permissions(data.path(), fs::Permissions::from_mode(0o711)).unwrap();
    data
}

fn open(data: &Path) -> Cluster {
    Cluster::open_for(data, Places::default(), Purpose::Test).unwrap()
}

fn folder(data: &Path) -> Folder {
    Folder::prepare(data, data, Account::find().unwrap()).unwrap()
}

fn pid_file(cluster: &Cluster) -> PathBuf {
    cluster.folder().join("cluster/postmaster.pid")
}

fn server_pid(cluster: &Cluster) -> String {
    let text = fs::read_to_string(pid_file(cluster)).unwrap();
    text.lines().next().unwrap().to_owned()
}

fn kill(pid: &str) {
    let killed = Command::new("sh")
        .args(["-c", "kill -KILL $0", pid])
        .status();
    assert!(killed.unwrap().success());
}

async fn ask(cluster: &Cluster, database: &str, query: &'static str) -> String {
    let mut connection = PgConnection::connect(&cluster.url(database)).await.unwrap();
    sqlx::query_scalar(query)
        .fetch_one(&mut connection)
        .await
        .unwrap()
}

async fn answers(cluster: &Cluster) -> bool {
    ask(cluster, "postgres", "select 'yes'::text").await == "yes"
}

#[tokio::test]
async fn it_starts_with_postgis_and_shares_and_stops() {
    let data = data();
    assert!(Cluster::open_made(data.path()).unwrap().is_none());
    let owner = Cluster::open(data.path()).unwrap();
    assert_eq!(
        ask(&owner, "postgres", "select current_setting('fsync')").await,
        "on"
    );
    owner.create_database("mingjie").await.unwrap();
    owner.create_database("mingjie").await.unwrap();
    let mut connection = PgConnection::connect(&owner.url("mingjie")).await.unwrap();
    sqlx::raw_sql("create extension postgis")
        .execute(&mut connection)
        .await
        .unwrap();
    let wkt = "select st_astext(st_setsrid(st_point(120.82, 29.58), 4490))";
    assert_eq!(ask(&owner, "mingjie", wkt).await, "POINT(120.82 29.58)");

    let guest = Cluster::open_made(data.path()).unwrap().unwrap();
    assert!(owner.is_owner() && !guest.is_owner());
    assert_eq!(ask(&guest, "mingjie", wkt).await, "POINT(120.82 29.58)");
    guest.ensure().unwrap();

    owner.stop().unwrap();
    assert!(!pid_file(&owner).exists());
    assert!(matches!(owner.ensure(), Err(ClusterError::Stopped)));
    guest.ensure().unwrap();
    assert!(guest.is_owner());
    assert_eq!(ask(&guest, "mingjie", wkt).await, "POINT(120.82 29.58)");
}

#[tokio::test]
async fn a_killed_server_is_started_again_by_its_owner() {
    let data = data();
    let cluster = open(data.path());
    cluster.create_database("kept").await.unwrap();
    let first = server_pid(&cluster);
    kill(&first);
    // A signal takes its time; from the death on, `ensure` must notice.
    let folder = folder(data.path());
    wait(&folder, || {
        Ok(leftover::condition(&folder) != Condition::Ready)
    })
    .unwrap();
    cluster.ensure().unwrap();
    assert_ne!(server_pid(&cluster), first);
    let kept = "select datname::text from pg_database where datname = 'kept'";
    assert_eq!(ask(&cluster, "postgres", kept).await, "kept");
}

#[tokio::test]
async fn a_pid_file_that_names_a_stranger_does_not_block_the_start() {
    let data = data();
    let cluster = open(data.path());
    let folder = cluster.folder().to_owned();
    let pid_file = pid_file(&cluster);
    let left = fs::read_to_string(&pid_file).unwrap();
    let lock = folder.join(".s.PGSQL.5432.lock");
    let lock_left = fs::read_to_string(&lock).unwrap();
    drop(cluster);

    let mut stranger = Command::new("sleep").arg("60").spawn().unwrap();
    let now_names = |text: &str| {
        let rest: Vec<&str> = text.lines().skip(1).collect();
        format!("{}\n{}\n", stranger.id(), rest.join("\n"))
    };
    fs::write(&pid_file, now_names(&left)).unwrap();
    fs::write(&lock, now_names(&lock_left)).unwrap();

    let cluster = open(data.path());
    assert!(answers(&cluster).await);
    stranger.kill().unwrap();
    stranger.wait().unwrap();
}

#[tokio::test]
async fn a_killed_initdb_leaves_nothing_half_made() {
    let data = data();
    let half = data.path().join("pg/cluster.new-1");
    fs::create_dir_all(half.join("base")).unwrap();
    fs::write(half.join("PG_VERSION"), "15\n").unwrap();
    let cluster = open(data.path());
    assert!(answers(&cluster).await);
    assert!(!half.exists());
}

#[tokio::test]
async fn the_server_ends_with_the_process_that_owns_it() {
    let data = data();
    let out = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "--ignored", "store::cluster::tests::own_and_die"])
        .env("MINGJIE_TEST_FOLDER", data.path())
        .output()
        .unwrap();
    assert!(!out.status.success(), "it was to be killed");
    let folder = folder(data.path());
    wait(&folder, || Ok(!leftover::has_processes(&folder))).unwrap();
    let cluster = open(data.path());
    assert!(cluster.is_owner());
    let made = "select datname::text from pg_database where datname = 'left'";
    assert_eq!(ask(&cluster, "postgres", made).await, "left");
}

#[tokio::test]
#[ignore = "run by the_server_ends_with_the_process_that_owns_it: kills its own process"]
async fn own_and_die() {
    let folder = std::env::var_os("MINGJIE_TEST_FOLDER").unwrap();
    let cluster = open(Path::new(&folder));
    cluster.create_database("left").await.unwrap();
    kill(&std::process::id().to_string());
}

#[test]
fn a_machine_without_postgresql_is_told_what_to_install_and_left_as_it_was() {
    let root = tempfile::tempdir().unwrap();
    let places = Places {
        programs: root.path().join("none"),
        shares: root.path().join("none"),
    };
    let data = root.path().join("data");
    let error = Cluster::open_from(&data, places).unwrap_err();
    assert!(matches!(error, ClusterError::NotInstalled { .. }));
    assert!(!data.exists());
}

#[tokio::test]
async fn a_temporary_cluster_leaves_no_folder() {
    let cluster = Cluster::temporary(None).unwrap();
    let folder = cluster.folder().to_owned();
    assert!(answers(&cluster).await);
    drop(cluster);
    assert!(!folder.parent().unwrap().exists());
}
