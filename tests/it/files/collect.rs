//! What nothing needs goes, what something needs stays, whoever comes at the same time.

use mingjie::{
    domain::Role,
    registry::{Announced, Collected, Rendition},
};

use super::{House, actor, begin, bring, handed, piece};
use crate::support::samples::jpeg;

#[tokio::test]
async fn unclaimed_photos_and_given_up_uploads_go_and_claimed_ones_stay() {
    let house = House::new().await;
    let (public, writer) = (&house.served.public, &house.served.writer);
    let unclaimed = bring(public, "a.jpg", jpeg(40, 30)).await.body["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let claimed = bring(writer, "b.jpg", jpeg(50, 30)).await.body["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let token = actor("write-token", Role::Operator, "*");
    assert_eq!(house.claim(&token, &claimed, "330683", false).await, 1);
    let upload = begin(public, "c.jpg", 100)
        .await
        .header("location")
        .to_owned();
    piece(public, &upload, 0, b"abc").await;
    assert_eq!(house.kept(), 8);
    let none = Collected::default();
    assert_eq!(
        house.at(0).await.collect_orphans().await.unwrap(),
        none,
        "too soon"
    );
    let later = house.at(3).await;
    let collected = later.collect_orphans().await.unwrap();
    assert_eq!(
        collected,
        Collected {
            uploads: 1,
            attachments: 1,
            contents: 1
        }
    );
    assert_eq!(
        later.collect_orphans().await.unwrap(),
        none,
        "once is enough"
    );
    assert_eq!(house.kept(), 4);
    let path = |id: &str| format!("/api/v1/attachments/{id}");
    assert_eq!(handed(&house.served, &path(&claimed), true).await.0, 200);
    assert_eq!(handed(&house.served, &path(&unclaimed), true).await.0, 404);
    public.get(&upload).refused(404, "not_found").await;
}

#[tokio::test]
async fn a_content_is_kept_as_long_as_anything_refers_to_it() {
    let house = House::new().await;
    let same = jpeg(60, 40);
    let token = actor("write-token", Role::Operator, "*");
    let first = bring(&house.served.writer, "a.jpg", same.clone()).await;
    let second = bring(&house.served.public, "b.jpg", same.clone()).await;
    assert_ne!(first.body["id"], second.body["id"]);
    assert_eq!(first.body["sha256"], second.body["sha256"]);
    assert_eq!(house.kept(), 4, "one content");
    let id = first.body["id"].as_str().unwrap();
    house.claim(&token, id, "330683", false).await;
    let collected = house.at(3).await.collect_orphans().await.unwrap();
    assert_eq!((collected.attachments, collected.contents), (1, 0));
    let (status, _, bytes) =
        handed(&house.served, &format!("/api/v1/attachments/{id}"), true).await;
    assert!(status == 200 && bytes == same);
}

#[tokio::test]
async fn pictures_made_of_a_content_are_made_again_when_they_are_lost() {
    let house = House::new().await;
    let brought = bring(&house.served.writer, "a.jpg", jpeg(640, 480)).await;
    let address = brought.body["sha256"].as_str().unwrap();
    let folder = house
        .config
        .data
        .join("files")
        .join(&address[..2])
        .join(&address[2..4])
        .join(address);
    for made in ["thumb.jpg", "view.jpg", "plain.jpg"] {
        std::fs::remove_file(folder.join(made)).unwrap();
    }
    let path = format!(
        "/api/v1/attachments/{}?size=thumb",
        brought.body["id"].as_str().unwrap()
    );
    assert_eq!(handed(&house.served, &path, true).await.0, 200);
    assert_eq!(house.kept(), 4);
    // An original that is lost is an error that somebody has to hear of, not "no such attachment".
    std::fs::remove_file(folder.join("original")).unwrap();
    let whole = path.trim_end_matches("?size=thumb");
    assert_eq!(handed(&house.served, whole, true).await.0, 500);
}

/// Contents that lie there unneeded since long are brought again while two collectors work.
#[tokio::test(flavor = "multi_thread")]
async fn a_collector_never_takes_what_is_just_being_brought_again() {
    let house = House::new().await;
    let contents: Vec<Vec<u8>> = (0..6).map(|n| jpeg(20 + n, 20)).collect();
    for content in &contents {
        bring(&house.served.public, "a.jpg", content.clone()).await;
    }
    let token = actor("write-token", Role::Operator, "*");
    let collectors: Vec<_> = [house.at(3).await, house.at(3).await]
        .into_iter()
        .map(|registry| {
            tokio::spawn(async move {
                loop {
                    registry.collect_orphans().await.unwrap();
                    tokio::task::yield_now().await;
                }
            })
        })
        .collect();
    let bringer = house.at(3).await;
    for round in 0..4 {
        let brings = contents.iter().map(|content| {
            let (bringer, token, content) = (bringer.clone(), token.clone(), content.clone());
            tokio::spawn(async move {
                let announced = Announced {
                    name: "a.jpg".to_owned(),
                    size: content.len() as u64,
                    sha256: None,
                };
                let attachment = bringer
                    .attach(&token, announced, content.clone())
                    .await
                    .unwrap();
                let got = bringer
                    .content(
                        std::slice::from_ref(&token),
                        attachment.id,
                        Rendition::Whole,
                    )
                    .await
                    .unwrap();
                assert!(got.bytes == content);
            })
        });
        for bring in brings.collect::<Vec<_>>() {
            bring
                .await
                .unwrap_or_else(|error| panic!("round {round}: {error}"));
        }
    }
    for collector in collectors {
        collector.abort();
    }
}
