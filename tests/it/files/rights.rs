//! Who gets what: originals for those who may, plain pictures for others, nothing for the rest;
//! and the database alone refuses the same.

use mingjie::{
    domain::{Actor, Caller, Role, Via},
    registry::{RegistryError, Rendition},
};
use sqlx::{Connection as _, Executor as _};

use super::{House, actor, bring, handed, subject};
use crate::support::samples::{SECRETS, jpeg, pdf, talkative_jpeg, talkative_png, talkative_webp};

fn public() -> Actor {
    let caller = Caller::public(None);
    Actor {
        role: Role::Public,
        regions: Vec::new(),
        via: Via::Nothing,
        ..Actor::command(&caller.login)
    }
}

fn token() -> Actor {
    actor("write-token", Role::Operator, "*")
}

#[tokio::test]
async fn the_public_gets_public_pictures_without_a_word_about_themselves() {
    let house = House::new().await;
    for photo in [
        talkative_jpeg(640, 480, 1),
        talkative_png(64, 48),
        talkative_webp(64, 48),
    ] {
        let brought = bring(&house.served.writer, "王小明.jpg", photo.clone()).await;
        let id = brought.body["id"].as_str().unwrap();
        let path = format!("/api/v1/attachments/{id}");
        for way in ["", "?size=view", "?size=thumb", "/about"] {
            assert_eq!(
                handed(&house.served, &format!("{path}{way}"), false)
                    .await
                    .0,
                404
            );
        }
        assert_eq!(house.claim(&token(), id, "330683", true).await, 1);
        let (status, headers, whole) = handed(&house.served, &path, false).await;
        assert_eq!(status, 200);
        for secret in SECRETS {
            assert!(
                !whole.windows(secret.len()).any(|part| part == secret),
                "{secret:?}"
            );
        }
        assert!(
            !headers["content-disposition"]
                .to_str()
                .unwrap()
                .contains("%E7%8E%8B")
        );
        for size in ["view", "thumb"] {
            let (status, _, bytes) =
                handed(&house.served, &format!("{path}?size={size}"), false).await;
            assert_eq!(status, 200);
            assert!(!bytes.windows(4).any(|part| part == b"Exif"));
        }
        let about = house
            .served
            .public
            .get(&format!("{path}/about"))
            .expect(200)
            .await
            .body;
        for hidden in [
            "position",
            "taken_at",
            "camera",
            "direction_deg",
            "region_code",
        ] {
            assert!(about[hidden].is_null(), "{hidden}: {about:#}");
        }
        assert_eq!(about["uploaded_by"], "");
        assert_ne!(about["name"], "王小明.jpg");
        assert!(
            handed(&house.served, &path, true).await.2 == photo,
            "the original for who may"
        );
    }
}

#[tokio::test]
async fn documents_are_never_public() {
    let house = House::new().await;
    let brought = bring(&house.served.writer, "a.pdf", pdf("")).await;
    let id = brought.body["id"].as_str().unwrap();
    assert_eq!(house.claim(&token(), id, "330683", true).await, 1);
    let path = format!("/api/v1/attachments/{id}");
    assert_eq!(handed(&house.served, &path, false).await.0, 404);
    assert_eq!(handed(&house.served, &path, true).await.0, 200);
    assert_eq!(
        handed(&house.served, &format!("{path}?size=thumb"), true)
            .await
            .0,
        404
    );
}

#[tokio::test]
async fn every_role_gets_its_share_within_its_region_and_nothing_outside() {
    let mut house = House::new().await;
    house.served = house.served.with_county().await;
    let photo = talkative_jpeg(64, 48, 1);
    let brought = bring(&house.served.writer, "a.jpg", photo.clone()).await;
    let id = brought.body["id"].as_str().unwrap();
    assert_eq!(house.claim(&token(), id, "330683001", false).await, 1);
    let id = id.parse().unwrap();
    let registry = &house.served.registry;
    for role in Role::ALL {
        for (region, inside) in [
            ("330683", true),
            ("330683001", true),
            ("330683002", false),
            ("*", true),
        ] {
            let who = [actor("somebody", role, region)];
            let got = registry.content(&who, id, Rendition::Whole).await;
            let expected = match role {
                Role::Surveyor
                | Role::Clerk
                | Role::Approver
                | Role::CemeteryManager
                | Role::Operator => Some(true),
                Role::Expert | Role::Committee | Role::Auditor => Some(false),
                Role::Public | Role::Provider | Role::Admin => None,
            };
            match expected.filter(|_| inside) {
                Some(whole) => {
                    let bytes = got.unwrap().bytes;
                    assert_eq!(bytes == photo, whole, "{role} in {region}");
                    assert_eq!(
                        registry
                            .attachments_of(&who, &subject())
                            .await
                            .unwrap()
                            .len(),
                        1
                    );
                }
                None => {
                    assert!(
                        matches!(&got, Err(RegistryError::NotFound)),
                        "{role} in {region}: {got:?}"
                    );
                    assert!(
                        registry
                            .attachments_of(&who, &subject())
                            .await
                            .unwrap()
                            .is_empty()
                    );
                }
            }
        }
    }
}

#[tokio::test]
async fn what_belongs_to_something_is_never_given_again_and_only_its_bringer_gives_it() {
    let house = House::new().await;
    let brought = bring(&house.served.public, "a.jpg", jpeg(64, 48)).await;
    assert_eq!(brought.status, 201, "{:#}", brought.body);
    let id = brought.body["id"].as_str().unwrap();
    assert_eq!(
        house.claim(&token(), id, "330683", false).await,
        0,
        "not its bringer"
    );
    assert_eq!(house.claim(&public(), id, "330683", false).await, 1);
    assert_eq!(
        house.claim(&public(), id, "330624", true).await,
        0,
        "given already"
    );
    let late = bring(&house.served.public, "a.jpg", jpeg(64, 48)).await;
    let id = late.body["id"].as_str().unwrap();
    let later = house.at(2).await;
    let claim = mingjie::store::Claim {
        ids: &[id.parse().unwrap()],
        subject: &subject(),
        region_code: Some("330683"),
        public: false,
    };
    assert!(
        later
            .claim_attachments(&public(), claim)
            .await
            .unwrap()
            .is_empty(),
        "too late"
    );
}

#[tokio::test]
async fn the_database_alone_refuses_the_wrong_region_and_the_wrong_person() {
    let mut house = House::new().await;
    house.served = house.served.with_county().await;
    let brought = bring(&house.served.writer, "a.jpg", jpeg(64, 48)).await;
    let id = brought.body["id"].as_str().unwrap().to_owned();
    super::begin(&house.served.writer, "b.jpg", 10).await;
    house.claim(&token(), &id, "330683001", false).await;
    let mut connection = house.database.connect().await;
    let counts = "select (select count(*) from attachment), (select count(*) from upload)";
    for (region, person, expected) in [
        ("330683", "write-token", (1, 1)),
        ("330683001", "somebody", (1, 0)),
        ("330683002", "somebody", (0, 0)),
        ("", "public", (0, 0)),
    ] {
        let mut as_app = connection.begin().await.unwrap();
        as_app
            .execute("set local role mingjie_app; set local search_path = register, public")
            .await
            .unwrap();
        sqlx::query(
            "select set_config('mingjie.region', $1, true), set_config('mingjie.person', $2, true)",
        )
        .bind(region)
        .bind(person)
        .execute(&mut *as_app)
        .await
        .unwrap();
        let seen: (i64, i64) = sqlx::query_as(counts)
            .fetch_one(&mut *as_app)
            .await
            .unwrap();
        assert_eq!(seen, expected, "{person} in {region}");
        let moved = sqlx::query("update attachment set region_code = $1")
            .bind(if region.is_empty() {
                "330683002"
            } else {
                region
            })
            .execute(&mut *as_app)
            .await;
        assert_eq!(
            moved.unwrap().rows_affected(),
            u64::from(expected.0 == 1),
            "{person} in {region}"
        );
        as_app.rollback().await.unwrap();
    }
    for forbidden in [
        "delete from attachment",
        "update blob set refs = 0",
        "delete from blob",
        "update attachment set region_code = '330683002'",
    ] {
        let mut as_app = connection.begin().await.unwrap();
        as_app
            .execute("set local role mingjie_app; set local search_path = register, public; set local mingjie.region = '330683001'")
            .await
            .unwrap();
        assert!(as_app.execute(forbidden).await.is_err(), "{forbidden}");
        as_app.rollback().await.unwrap();
    }
}
