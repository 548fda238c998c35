//! Signing in: cookies, fixation, forged requests, guessing, and what belongs to oneself.

use mingjie::{
    config::Config,
    domain::{Actor, Role},
};
use serde_json::json;

use super::town::{HOME, towns};
use crate::support::{Served, people::PASSWORD};

const CLERK: &[(Role, &str)] = &[(Role::Clerk, HOME)];

#[tokio::test]
async fn a_session_begins_with_a_cookie_that_no_script_and_no_other_site_gets() {
    let served = Served::new().await.with_county().await;
    served.account("wang.li", CLERK).await;
    let answer = served.sign_in("Wang.Li ", PASSWORD).await;
    assert_eq!(answer.status, 200, "{:#}", answer.body);
    let cookie = answer.header("set-cookie");
    for part in ["mingjie=", "HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Secure"), "{cookie}");
    assert_eq!(answer.header("cache-control"), "private, no-store");
    assert_eq!(answer.body["person"]["login"], "wang.li");
    assert_eq!(answer.body["roles"][0]["role"], "clerk");
    assert_eq!(answer.body["roles"][0]["region_name"], "剡湖街道");
    let person = served.public.with_session(&answer);
    let told = person.get("/api/v1/session").expect(200).await;
    assert_eq!(told.body, answer.body);
    let told = served.public.get("/api/v1/session").expect(200).await;
    assert_eq!(told.body["signed_in"], false);
    assert!(told.body["csrf"].is_null());
}

#[tokio::test]
async fn behind_tls_the_cookie_travels_over_nothing_else() {
    let served = Served::with(Config {
        behind_tls: true,
        ..Config::default()
    })
    .await;
    served.account("wang.li", CLERK).await;
    let answer = served.sign_in("wang.li", PASSWORD).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-mingjie="), "{cookie}");
    assert!(cookie.contains("Secure"), "{cookie}");
    // Under its plain name, which a page without TLS could plant, it counts for nothing.
    let token = answer.cookie().split_once('=').unwrap().1.to_owned();
    let plain = served.public.showing(&format!("mingjie={token}"), "");
    let told = plain.get("/api/v1/session").expect(200).await;
    assert_eq!(told.body["signed_in"], false);
}

#[tokio::test]
async fn a_planted_session_is_never_taken_on() {
    let served = Served::new().await;
    served.account("wang.li", CLERK).await;
    let planted = format!("mingjie={}", "a".repeat(64));
    let victim = served.public.showing(&planted, "");
    let body = json!({ "login": "wang.li", "password": PASSWORD });
    let first = victim.post("/api/v1/session", &body).expect(200).await;
    assert_ne!(first.cookie(), planted);
    let told = victim.get("/api/v1/session").expect(200).await;
    assert_eq!(told.body["signed_in"], false);
    // The attacker's own session, planted in the victim's browser, is not the victim's either.
    let attacker = served.person("mallory", &[]).await;
    let victim = served.public.showing(attacker.cookie(), "");
    let second = victim.post("/api/v1/session", &body).expect(200).await;
    assert_ne!(second.cookie(), attacker.cookie());
    let told = attacker.get("/api/v1/session").expect(200).await;
    assert_eq!(told.body["person"]["login"], "mallory");
    // Signing in again ends the session that the browser had.
    let old = served.public.with_session(&second);
    old.post("/api/v1/session", &body).expect(200).await;
    let told = old.get("/api/v1/session").expect(200).await;
    assert_eq!(told.body["signed_in"], false);
}

#[tokio::test]
async fn what_changes_anything_needs_more_than_the_cookie() {
    let (served, [home, _]) = towns().await;
    let clerk = served.person("clerk", CLERK).await;
    let path = format!("/api/v1/road/{}", home.road);
    let change = json!({ "properties": { "meaning": "伪造" } });
    for csrf in ["", "wrong", &"0".repeat(64)] {
        let forged = served.public.showing(clerk.cookie(), csrf);
        forged.patch(&path, 1, &change).refused(403, "csrf").await;
        forged.delete(&path, 1).refused(403, "csrf").await;
        forged
            .post("/api/v1/road", &home.new_road("X"))
            .refused(403, "csrf")
            .await;
        forged
            .ask(reqwest::Method::DELETE, "/api/v1/session")
            .refused(403, "csrf")
            .await;
        forged.get(&path).expect(200).await;
        let around = json!({ "type": "Point", "coordinates": [120.62, 29.41] });
        forged.post("/api/v1/within", &around).expect(200).await;
    }
    // Another person's token does not go with this cookie.
    let other = served.sign_in("clerk", PASSWORD).await;
    let crossed = served
        .public
        .showing(clerk.cookie(), other.body["csrf"].as_str().unwrap());
    crossed.patch(&path, 1, &change).refused(403, "csrf").await;
    clerk.patch(&path, 1, &change).expect(200).await;
}

#[tokio::test]
async fn sessions_are_listed_and_ended_and_nobody_ends_anothers() {
    let served = Served::new().await;
    let (phone, desk) = (
        served.person("wang.li", CLERK).await,
        served.signed_in("wang.li").await,
    );
    let other = served.person("zhao.min", CLERK).await;
    let list = desk.get("/api/v1/sessions").expect(200).await;
    let sessions = list.body["sessions"].as_array().unwrap();
    assert_eq!(sessions.len(), 2);
    assert_eq!(sessions[0]["current"], true);
    assert_eq!(sessions[0]["address"], "127.0.0.1");
    let end = |client: &crate::support::Client, id: &str| {
        client.ask(reqwest::Method::DELETE, &format!("/api/v1/sessions/{id}"))
    };
    let phones = sessions[1]["id"].as_str().unwrap();
    end(&other, phones).refused(404, "not_found").await;
    end(&desk, "not-an-id").refused(404, "not_found").await;
    assert_eq!(
        phone.get("/api/v1/session").expect(200).await.body["signed_in"],
        true
    );
    end(&desk, phones).expect(204).await;
    assert_eq!(
        phone.get("/api/v1/session").expect(200).await.body["signed_in"],
        false
    );
    desk.ask(reqwest::Method::DELETE, "/api/v1/session")
        .expect(204)
        .await;
    desk.get("/api/v1/sessions")
        .refused(401, "unauthorised")
        .await;
}

#[tokio::test]
async fn a_changed_password_ends_every_other_session() {
    let served = Served::new().await;
    let (phone, desk) = (
        served.person("wang.li", CLERK).await,
        served.signed_in("wang.li").await,
    );
    let change = |old: &str, new: &str| {
        desk.post(
            "/api/v1/session/password",
            &json!({ "old": old, "new": new }),
        )
    };
    change("不是这个密码呀不是", "四明山下梨花开得早")
        .refused(401, "wrong_credentials")
        .await;
    for (new, code) in [
        ("太短了", "password_short"),
        ("password1234", "password_common"),
        ("wang.li12345", "password_like_login"),
        ("哈哈哈哈哈哈哈哈哈哈", "password_monotonous"),
    ] {
        let refused = change(PASSWORD, new).refused(422, "invalid").await;
        assert_eq!(refused.body["errors"][0]["code"], code);
        assert_eq!(refused.body["errors"][0]["value"], "");
    }
    change(PASSWORD, "四明山下梨花开得很早").expect(204).await;
    assert_eq!(
        phone.get("/api/v1/session").expect(200).await.body["signed_in"],
        false
    );
    assert_eq!(
        desk.get("/api/v1/session").expect(200).await.body["signed_in"],
        true
    );
    assert_eq!(served.sign_in("wang.li", PASSWORD).await.status, 401);
    assert_eq!(
        served
            .sign_in("wang.li", "四明山下梨花开得很早")
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn guessing_makes_an_account_wait_and_an_administrator_ends_the_wait() {
    let served = Served::new().await;
    served.account("wang.li", CLERK).await;
    let admin = served.person("admin", &[(Role::Admin, "*")]).await;
    for login in ["wang.li", "nobody.at.all"] {
        for turn in 0..5 {
            let answer = served.sign_in(login, "不是这个密码呀不是的").await;
            assert_eq!(answer.status, 401, "{login} {turn}");
            assert_eq!(answer.body["code"], "wrong_credentials");
        }
        // Whether there is such an account, the answers do not tell.
        let answer = served.sign_in(login, PASSWORD).await;
        assert_eq!(answer.status, 429, "{login}: {:#}", answer.body);
        let wait: i32 = answer.header("retry-after").parse().unwrap();
        assert!((880..=900).contains(&wait), "{wait}");
    }
    admin
        .ask(reqwest::Method::PATCH, "/api/v1/accounts/wang.li")
        .json(&json!({ "locked": false }))
        .expect(204)
        .await;
    assert_eq!(served.sign_in("wang.li", PASSWORD).await.status, 200);
}

#[tokio::test]
async fn guesses_at_the_same_time_count_each() {
    let served = Served::new().await;
    served.account("wang.li", CLERK).await;
    let guesses = (0..24).map(|n| {
        let served = &served;
        async move {
            served
                .sign_in("wang.li", &format!("不是这个密码呀不是{n}"))
                .await
                .status
        }
    });
    let answers = futures_util::future::join_all(guesses).await;
    let looked_at = answers.iter().filter(|status| **status == 401).count();
    assert_eq!(looked_at, 5, "{answers:?}");
    assert!(
        answers
            .iter()
            .all(|status| *status == 401 || *status == 429)
    );
}

#[tokio::test]
async fn an_address_that_guesses_at_many_accounts_waits() {
    let served = Served::new().await;
    served.account("wang.li", CLERK).await;
    for number in 0..30 {
        let answer = served
            .sign_in(&format!("guess{number}"), "不是这个密码呀不是的")
            .await;
        assert_eq!(answer.status, 401);
    }
    let answer = served.sign_in("wang.li", PASSWORD).await;
    assert_eq!(answer.status, 429, "{:#}", answer.body);
    // A header that anybody can write does not make another address of it.
    let body = json!({ "login": "wang.li", "password": PASSWORD });
    served
        .public
        .post("/api/v1/session", &body)
        .header("x-forwarded-for", "198.51.100.9")
        .refused(429, "too_often")
        .await;
}

#[tokio::test]
async fn a_locked_account_is_out_at_once_and_told_nothing() {
    let served = Served::new().await;
    let clerk = served.person("wang.li", CLERK).await;
    let operator = Actor::command("tester");
    served
        .registry
        .lock(&operator, "wang.li", true)
        .await
        .unwrap();
    assert_eq!(
        clerk.get("/api/v1/session").expect(200).await.body["signed_in"],
        false
    );
    let answer = served.sign_in("wang.li", PASSWORD).await;
    assert_eq!(
        (answer.status.as_u16(), &answer.body["code"]),
        (401, &json!("wrong_credentials"))
    );
    served
        .registry
        .lock(&operator, "wang.li", false)
        .await
        .unwrap();
    assert_eq!(served.sign_in("wang.li", PASSWORD).await.status, 200);
}

#[tokio::test]
async fn who_has_somebody_elses_password_changes_it_before_anything_else() {
    let (served, [home, _]) = towns().await;
    let clerk = served.person("wang.li", CLERK).await;
    served
        .registry
        .set_password(
            &Actor::command("tester"),
            "wang.li",
            "临时密码请尽快修改它".to_owned(),
            true,
        )
        .await
        .unwrap();
    assert_eq!(
        clerk.get("/api/v1/session").expect(200).await.body["signed_in"],
        false
    );
    let answer = served.sign_in("wang.li", "临时密码请尽快修改它").await;
    assert_eq!(answer.body["must_change_password"], true);
    let clerk = served.public.with_session(&answer);
    clerk
        .post("/api/v1/road", &home.new_road("X"))
        .refused(403, "password_must_change")
        .await;
    let change = json!({ "old": "临时密码请尽快修改它", "new": PASSWORD });
    clerk
        .post("/api/v1/session/password", &change)
        .expect(204)
        .await;
    clerk
        .post("/api/v1/road", &home.new_road("X"))
        .expect(201)
        .await;
}
