//! Accounts as administrators keep them, and the links by which they get their passwords.

use mingjie::domain::{Actor, Role};
use reqwest::Method;
use serde_json::json;

use super::town::{AWAY, HOME};
use crate::support::{Served, people::PASSWORD};

#[tokio::test]
async fn an_administrator_keeps_accounts_within_its_own_reach() {
    let served = Served::new().await.with_county().await;
    served.account("root", &[(Role::Admin, "*")]).await;
    served.account("clerk.away", &[(Role::Clerk, AWAY)]).await;
    let admin = served.person("admin", &[(Role::Admin, HOME)]).await;
    let order = json!({
        "login": "Wang.Li", "name": "王丽", "password": PASSWORD,
        "grants": [{ "role": "clerk", "region": "330683001001" }],
    });
    let made = admin.post("/api/v1/accounts", &order).expect(201).await;
    assert_eq!(made.body["login"], "wang.li");
    assert_eq!(made.body["must_change_password"], true);
    assert!(!made.body.to_string().contains("argon2"));
    admin
        .post("/api/v1/accounts", &order)
        .refused(409, "already_registered")
        .await;
    for (role, region) in [("clerk", AWAY), ("admin", "*"), ("clerk", "330683")] {
        let grant = json!({ "role": role, "region": region });
        admin
            .post("/api/v1/accounts/wang.li/grants", &grant)
            .refused(403, "out_of_reach")
            .await;
    }
    for (role, region) in [("operator", HOME), ("public", HOME)] {
        let grant = json!({ "role": role, "region": region });
        admin
            .post("/api/v1/accounts/wang.li/grants", &grant)
            .refused(422, "not_grantable")
            .await;
    }
    let grant = json!({ "role": "king", "region": HOME });
    admin
        .post("/api/v1/accounts/wang.li/grants", &grant)
        .refused(422, "invalid")
        .await;
    let listed = admin.get("/api/v1/accounts").expect(200).await;
    let logins: Vec<&str> = listed.body["accounts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|account| account["login"].as_str().unwrap())
        .collect();
    assert_eq!(logins, ["admin", "wang.li"]);
    // Nor does it touch whoever reaches farther, whichever way it asks.
    for login in ["root", "clerk.away"] {
        let at = |rest: &str| format!("/api/v1/accounts/{login}{rest}");
        admin.get(&at("")).refused(404, "not_found").await;
        // An account is not taken from its keeper by granting it something at home.
        let at_home = json!({ "role": "expert", "region": HOME });
        admin
            .post(&at("/grants"), &at_home)
            .refused(403, "out_of_reach")
            .await;
        admin
            .ask(Method::PATCH, &at(""))
            .json(&json!({ "locked": true }))
            .refused(403, "out_of_reach")
            .await;
        admin
            .post(&at("/password"), &json!({ "password": PASSWORD }))
            .refused(403, "out_of_reach")
            .await;
        admin
            .ask(Method::POST, &at("/link"))
            .refused(403, "out_of_reach")
            .await;
    }
    let bad = json!({ "login": "Über Mut", "name": "x" });
    admin
        .post("/api/v1/accounts", &bad)
        .refused(422, "constraint")
        .await;
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let served = Served::new().await;
    let admin = served.person("admin", &[(Role::Admin, "*")]).await;
    let path = "/api/v1/accounts/admin";
    admin
        .ask(Method::DELETE, &format!("{path}/grants/admin/*"))
        .refused(409, "last_administrator")
        .await;
    admin
        .ask(Method::PATCH, path)
        .json(&json!({ "locked": true }))
        .refused(409, "last_administrator")
        .await;
    served.account("second", &[(Role::Admin, "*")]).await;
    admin
        .ask(Method::DELETE, &format!("{path}/grants/admin/*"))
        .expect(204)
        .await;
    // What was taken back counts from the next request on.
    admin
        .get("/api/v1/accounts")
        .refused(403, "forbidden")
        .await;
}

#[tokio::test]
async fn a_link_gives_an_account_its_password_once() {
    let served = Served::new().await;
    let admin = served.person("admin", &[(Role::Admin, "*")]).await;
    let order = json!({ "login": "wang.li", "name": "王丽" });
    let made = admin.post("/api/v1/accounts", &order).expect(201).await;
    let first = made.body["link"]["token"].as_str().unwrap().to_owned();
    assert_eq!(made.body["link"]["path"], format!("/link#{first}"));
    let again = admin
        .ask(Method::POST, "/api/v1/accounts/wang.li/link")
        .expect(201)
        .await;
    let second = again.body["token"].as_str().unwrap().to_owned();
    let take = |token: &str, password: &str| {
        served.public.post(
            "/api/v1/link",
            &json!({ "token": token, "password": password }),
        )
    };
    take(&first, PASSWORD).refused(404, "not_found").await;
    take(&second, "太短了").refused(422, "invalid").await;
    let opened = take(&second, PASSWORD).expect(200).await;
    assert_eq!(opened.body["person"]["login"], "wang.li");
    let person = served.public.with_session(&opened);
    assert_eq!(
        person.get("/api/v1/session").expect(200).await.body["signed_in"],
        true
    );
    take(&second, PASSWORD).refused(404, "not_found").await;
    assert_eq!(served.sign_in("wang.li", PASSWORD).await.status, 200);
}

#[tokio::test]
async fn another_process_hears_of_a_lock_and_a_grant() {
    let database = std::sync::Arc::new(crate::support::TestDatabase::new().await);
    let one = Served::over(&database, mingjie::config::Config::default())
        .await
        .with_county()
        .await;
    let two = Served::over(&database, mingjie::config::Config::default()).await;
    let clerk = one.person("wang.li", &[(Role::Clerk, HOME)]).await;
    let elsewhere = two.public.showing(clerk.cookie(), "");
    assert_eq!(
        elsewhere.get("/api/v1/session").expect(200).await.body["signed_in"],
        true
    );
    one.registry
        .lock(&Actor::command("tester"), "wang.li", true)
        .await
        .unwrap();
    let mut tries = 0;
    while elsewhere.get("/api/v1/session").expect(200).await.body["signed_in"] == true {
        tries += 1;
        assert!(tries < 2_000, "still let in");
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_permission_changed_is_told_with_who_from_where_before_after_and_why() {
    let served = Served::new().await.with_county().await;
    let admin = served.person("admin", &[(Role::Admin, "*")]).await;
    let order = json!({
        "login": "wang.li", "name": "王丽", "password": PASSWORD, "reason": "新入职",
        "grants": [{ "role": "clerk", "region": HOME }],
    });
    admin.post("/api/v1/accounts", &order).expect(201).await;
    let path = "/api/v1/accounts/wang.li";
    let grants = format!("{path}/grants");
    let grant = json!({ "role": "expert", "region": "*", "reason": "聘为专家" });
    admin.post(&grants, &grant).expect(204).await;
    let revoked = format!("{grants}/clerk/{HOME}");
    let revoked = admin.ask(Method::DELETE, &revoked);
    revoked.json(&json!({ "reason": "调岗" })).expect(204).await;
    let change = json!({ "name": "王莉", "locked": true, "reason": "离职" });
    let changed = admin.ask(Method::PATCH, path).json(&change);
    changed.expect(204).await;
    let key = json!({ "name": "共享平台", "region": "*", "reason": "对接" });
    let made = admin.post("/api/v1/keys", &key).expect(201).await;
    let prefix = made.body["prefix"].as_str().unwrap();
    let revoked = admin.ask(Method::DELETE, &format!("/api/v1/keys/{prefix}"));
    revoked.json(&json!({ "reason": "泄露" })).expect(204).await;
    let long = json!({ "role": "expert", "region": HOME, "reason": "长".repeat(2_001) });
    let refused = admin.post(&grants, &long).refused(422, "invalid").await;
    assert_eq!(refused.fields(), ["reason"]);

    let log = admin.get("/api/v1/audit?person=admin").expect(200).await;
    let events = log.body["events"].as_array().unwrap();
    for event in events {
        assert_eq!(event["role"], "admin", "{event}");
        assert_eq!(
            (&event["login"], &event["address"]),
            (&json!("admin"), &json!("127.0.0.1"))
        );
        assert!(!event["at"].is_null() && !event["person"].is_null());
    }
    let told: Vec<[&serde_json::Value; 4]> = events
        .iter()
        .filter(|event| event["act"] != "signed_in")
        .map(|event| {
            let detail = &event["detail"];
            [
                &event["act"],
                &detail["before"],
                &detail["after"],
                &event["reason"],
            ]
        })
        .collect();
    let (clerk, expert) = (format!("clerk@{HOME}"), "expert@*");
    let none = json!(null);
    let expected = [
        [
            json!("key_revoked"),
            none.clone(),
            none.clone(),
            json!("泄露"),
        ],
        [json!("key_made"), none.clone(), none.clone(), json!("对接")],
        [
            json!("account_locked"),
            none.clone(),
            none.clone(),
            json!("离职"),
        ],
        [
            json!("account_renamed"),
            json!("王丽"),
            json!("王莉"),
            json!("离职"),
        ],
        [
            json!("role_revoked"),
            json!([clerk, expert]),
            json!([expert]),
            json!("调岗"),
        ],
        [
            json!("role_granted"),
            json!([clerk]),
            json!([clerk, expert]),
            json!("聘为专家"),
        ],
        [
            json!("role_granted"),
            none.clone(),
            none.clone(),
            json!("新入职"),
        ],
        [json!("account_made"), none.clone(), none, json!("新入职")],
    ];
    let expected: Vec<[&serde_json::Value; 4]> =
        expected.iter().map(|row| row.each_ref()).collect();
    assert_eq!(told, expected);
    let (findings, _) = served.registry.store().audit(&[]).await.unwrap();
    assert_eq!(findings, []);
}
