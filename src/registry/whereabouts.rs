//! Where the service is reached: what the configuration says, else where the last server with this
//! data folder listened. Commands run beside the server and are not told its `--listen`.

use std::{
    fs, io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::PathBuf,
};

use super::Registry;
use crate::config::Config;

/// The file in the data folder that holds the address.
fn file(config: &Config) -> PathBuf {
    config.data.join("listening")
}

/// Where the server with this configuration listens, or last listened.
#[must_use]
pub fn listening(config: &Config) -> SocketAddr {
    fs::read_to_string(file(config))
        .ok()
        .and_then(|text| text.trim().parse().ok())
        .unwrap_or(config.listen)
}

/// The address that people open, without a slash at its end.
#[must_use]
pub fn public_url(config: &Config) -> String {
    if let Some(url) = &config.public_url {
        return url.trim_end_matches('/').to_owned();
    }
    let address = reachable(listening(config));
    let scheme = if config.behind_tls { "https" } else { "http" };
    format!("{scheme}://{address}")
}

/// An address that a browser on the same machine reaches: one that listens everywhere is no address.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(match address.ip() {
            IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    address
}

impl Registry {
    /// Writes down where it is served.
    ///
    /// # Errors
    /// When the data folder cannot be written.
    pub fn note_listening(&self, address: SocketAddr) -> io::Result<()> {
        fs::create_dir_all(&self.config().data)?;
        fs::write(file(self.config()), format!("{address}\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_configured_address_comes_first_then_where_it_listens() {
        let data = tempfile::tempdir().unwrap();
        let mut config = Config {
            data: data.path().to_owned(),
            listen: ([0, 0, 0, 0], 8090).into(),
            ..Config::default()
        };
        assert_eq!(public_url(&config), "http://127.0.0.1:8090");
        fs::write(file(&config), "127.0.0.1:9000\n").unwrap();
        assert_eq!(public_url(&config), "http://127.0.0.1:9000");
        config.public_url = Some("https://dm.example.gov.cn/".to_owned());
        assert_eq!(public_url(&config), "https://dm.example.gov.cn");
    }
}
