//! Starting with a wrong configuration: one clear line each, and an exit code that says whose turn it is.

use std::{fs, net::TcpListener};

use sqlx::{Connection as _, Executor as _, PgConnection};

use super::program::Program;
use crate::support::TestDatabase;

/// The one line that a start ends with.
fn complaint(program: &Program, code: i32) -> String {
    let ended = program.run(&["--lang", "zh-CN", "serve"]).with_code(code);
    let complaint = ended.complaint();
    let lines: Vec<&str> = complaint
        .lines()
        .filter(|line| !line.starts_with('{'))
        .collect();
    assert_eq!(lines.len(), 1, "{complaint}");
    lines[0].to_owned()
}

#[test]
fn a_wrong_configuration_is_told_with_its_place() {
    let silent = || Program::over("postgres://nobody@127.0.0.1:1/x".to_owned());
    for (content, words) in [
        (
            "listne = \"127.0.0.1:1\"\n",
            &["mingjie.toml", "没有 listne"][..],
        ),
        (
            "max_body_bytes = \"many\"\n",
            &["mingjie.toml", "max_body_bytes", "应为整数"],
        ),
        ("listen = \"everywhere\"\n", &["mingjie.toml", "listen"]),
        (
            "[uploads]\nmax_bites = 3\n",
            &["mingjie.toml", "没有 max_bites"],
        ),
        ("data = \"x\"\nlisten = \n", &["mingjie.toml", "第 2 行"]),
    ] {
        let program = silent();
        program.file("mingjie.toml", content);
        let told = complaint(&program, 64);
        for word in words {
            assert!(told.contains(word), "{content}: {told}");
        }
    }
    let program = silent().with("MINGJIE_MAX_BODY_BYTES", "many");
    let told = complaint(&program, 64);
    assert!(told.contains("MINGJIE_MAX_BODY_BYTES"), "{told}");
    let program = silent().with("MINGJIE_CONFIG", "nowhere.toml");
    let told = complaint(&program, 64);
    assert!(
        told.contains("nowhere.toml") && told.contains("文件不存在"),
        "{told}"
    );
    let program = silent();
    fs::create_dir(program.path("mingjie.toml")).unwrap();
    let told = complaint(&program, 64);
    assert!(told.contains("这是目录"), "{told}");
}

#[tokio::test]
async fn a_server_that_cannot_be_reached_or_used_is_told() {
    let silent = Program::over("postgres://nobody@127.0.0.1:1/x".to_owned());
    let told = complaint(&silent, 75);
    assert!(
        told.contains("数据库没有应答") && told.contains("连接被拒绝"),
        "{told}"
    );
    let nonsense = Program::over("mysql//nowhere".to_owned());
    let told = complaint(&nonsense, 1);
    assert!(told.contains("DATABASE_URL"), "{told}");

    let database = TestDatabase::new().await;
    let elsewhere = database.url();
    let (address, rest) = elsewhere.split_once('?').unwrap();
    let name = address.rsplit('/').next().unwrap();
    let absent = Program::over(format!(
        "{}?{rest}",
        address.replace(name, "mingjie_nowhere")
    ));
    let told = complaint(&absent, 1);
    assert!(told.contains("没有这个数据库"), "{told}");
}

#[tokio::test]
async fn a_login_without_rights_is_told_what_it_lacks() {
    let database = TestDatabase::new().await;
    let mut superuser = PgConnection::connect(&database.url()).await.unwrap();
    let login = format!("stranger_{}", std::process::id());
    superuser
        .execute(sqlx::AssertSqlSafe(format!(
            "create role {login} login; revoke all on schema public from public"
        )))
        .await
        .unwrap();
    let url = database.url();
    let stranger = match url.split_once('@') {
        Some((_, host)) => format!("postgres://{login}@{host}"),
        None => with_user(&url, &login),
    };
    let ended = Program::over(stranger).run(&["--lang", "zh-CN", "serve"]);
    let told = ended.with_code(1).complaint();
    assert!(told.contains("无权建立角色"), "{told}");
    assert!(
        told.contains(&format!("grant mingjie_app to {login};")),
        "{told}"
    );
    superuser
        .execute(sqlx::AssertSqlSafe(format!("drop role {login}")))
        .await
        .unwrap();
}

/// The address of a socket with another user in its parameters.
fn with_user(url: &str, login: &str) -> String {
    let (address, parameters) = url.split_once('?').unwrap();
    let others = parameters
        .split('&')
        .filter(|pair| !pair.starts_with("user="));
    let others: Vec<&str> = others.collect();
    format!("{address}?{}&user={login}", others.join("&"))
}

#[tokio::test]
async fn a_taken_port_is_told() {
    let database = TestDatabase::new().await;
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let program = Program::over(database.url()).with("MINGJIE_LISTEN", &address);
    let told = complaint(&program, 1);
    assert!(told.contains(&address) && told.contains("占用"), "{told}");
}

#[tokio::test]
async fn a_link_leads_to_where_the_server_listens() {
    let database = TestDatabase::new().await;
    let program = Program::over(database.url());
    program
        .run(&["--json", "user", "add", "li.si", "--link"])
        .with_code(0);
    let link = |program: &Program| {
        let made = program
            .run(&["--json", "user", "link", "li.si"])
            .with_code(0);
        made.json()["link"].as_str().unwrap().to_owned()
    };
    assert!(link(&program).starts_with("http://127.0.0.1:8080/"));
    let (_running, public, _) = program.serve();
    let listened = fs::read_to_string(program.path("data/listening")).unwrap();
    assert!(link(&program).starts_with(&format!("http://{}/", listened.trim())));
    public.get("/healthz").expect(200).await;
    let examined = program.run(&["--json", "doctor"]).text();
    assert!(examined.contains(listened.trim()), "{examined}");
    let told = program.with("MINGJIE_PUBLIC_URL", "https://dm.example.gov.cn/");
    assert!(link(&told).starts_with("https://dm.example.gov.cn/link"));
}

#[test]
fn the_demo_tells_what_is_needed_in_one_block_and_logs_to_a_file() {
    let program = Program::alone();
    let (told, complaint) = program.run_until(
        &["--lang", "zh-CN", "demo", "--listen", "127.0.0.1:0"],
        "Ctrl-C",
    );
    let block = told.split("名界示范县已就绪").nth(1).unwrap();
    for word in [
        "地址",
        "http://127.0.0.1:",
        "账号",
        "密码",
        "日志",
        "demo.log",
        "停止",
    ] {
        assert!(block.contains(word), "{word} in {block}");
    }
    assert!(complaint.is_empty(), "{complaint}");
    let log = fs::read_to_string(program.path("data/demo.log")).unwrap();
    assert!(log.contains("\"listening\""), "{log}");
}
