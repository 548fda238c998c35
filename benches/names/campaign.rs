//! The whole register of a prefecture checked: imported into a database as a bureau would, loaded, and
//! every name judged by every rule beside all others.

use std::{fmt::Write as _, path::Path, time::Instant};

use mingjie::{
    config::Config,
    domain::{Actor, Kind, Verdict},
    exchange::ReadOptions,
    messages::Lang,
    registry::{CampaignKey, Clock, ImportOrder, Registry},
};

use crate::{
    peer::Server,
    register::{Made, regions, square},
};

pub(crate) async fn run(server: &Server, made: &[Made]) {
    let folder = tempfile::tempdir().expect("a folder");
    server
        .0
        .create_database("campaign")
        .await
        .expect("a database");
    let config = Config {
        database_url: Some(server.0.url("campaign")),
        data: folder.path().to_owned(),
        ..Config::default()
    };
    let registry = Registry::open(config, Clock::System)
        .await
        .expect("a registry");
    let pair = |(lon, lat): &(f64, f64)| format!("{lon:.6} {lat:.6}");
    let mut text = "code,name,level,parent_code,wkt\n".to_owned();
    for (code, name, level, parent, outline) in regions() {
        let ring: Vec<String> = square(outline).iter().map(pair).collect();
        let parent = parent.unwrap_or_default();
        let _ = writeln!(
            text,
            "{code},{name},{level},{parent},\"POLYGON(({}))\"",
            ring.join(",")
        );
    }
    bring(&registry, folder.path(), Kind::Region, &text).await;
    let mut text = "source_id,name,region_code,wkt\n".to_owned();
    for road in made {
        let line: Vec<String> = road.line.iter().map(pair).collect();
        let _ = writeln!(
            text,
            "{},{},{},\"LINESTRING({})\"",
            road.number,
            road.name,
            road.region_code,
            line.join(",")
        );
    }
    bring(&registry, folder.path(), Kind::Road, &text).await;
    registry.load().await.expect("a view");
    let key = CampaignKey {
        region: None,
        kinds: vec![Kind::Road],
        on: Clock::System.today(),
    };
    let start = Instant::now();
    let campaign = registry.campaign(key).expect("a campaign");
    println!(
        "a campaign over {} registered names: {:.0} ms; {} with findings, {} of them prohibited",
        campaign.names,
        start.elapsed().as_secs_f64() * 1000.0,
        campaign.found.len(),
        campaign.count(Verdict::Prohibited)
    );
    assert_eq!(campaign.names, made.len(), "every name is checked");
    registry.close().await.expect("closed");
}

async fn bring(registry: &Registry, folder: &Path, kind: Kind, text: &str) {
    let path = folder.join(format!("{kind}.csv"));
    std::fs::write(&path, text).expect("a file");
    let order = ImportOrder {
        path,
        options: ReadOptions::new(kind),
        source: None,
        strict: true,
        dry_run: false,
        rejects: None,
        lang: Lang::En,
        actor: Actor::command("bench"),
    };
    let report = registry.import(order, |_, _| ()).await.expect("an import");
    let told = report
        .rejects
        .as_ref()
        .and_then(|path| std::fs::read_to_string(path).ok())
        .unwrap_or_default();
    let told: String = told.lines().take(3).collect::<Vec<_>>().join("\n");
    assert_eq!(report.rejected, 0, "{kind}: {told}");
}
