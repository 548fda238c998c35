//! Addresses that are no page's: the page says so to people, a problem to programs, with 404 both.

use crate::support::Served;

const HTML: &str = "text/html,application/xhtml+xml,*/*;q=0.8";

/// The pages are only there once they are built.
async fn are_built(served: &Served) -> bool {
    let start = served.public.get("/").header("accept", HTML).answer().await;
    start.status == 200
}

#[tokio::test]
async fn an_unknown_path_is_404_for_programs_and_people() {
    let served = Served::new().await;
    for path in [
        "/nowhere",
        "/wp-admin",
        "/tasks/x",
        "/api",
        "/.git/config",
        "/index.php",
    ] {
        served.public.get(path).refused(404, "not_found").await;
    }
    if !are_built(&served).await {
        return;
    }
    for path in ["/nowhere", "/tasks/x"] {
        let page = served
            .public
            .get(path)
            .header("accept", HTML)
            .expect(404)
            .await;
        assert!(
            page.header("content-type").starts_with("text/html"),
            "{path}"
        );
        assert_eq!(page.header("cache-control"), "no-store");
    }
}

#[tokio::test]
async fn every_page_of_the_catalogue_is_answered() {
    let served = Served::new().await;
    if !are_built(&served).await {
        return;
    }
    for path in [
        "/",
        "/names",
        "/cases",
        "/cases/330683-X",
        "/report",
        "/report/R-1",
        "/sign-in",
    ] {
        served.public.get(path).expect(200).await;
    }
}
