//! People who sign in at a served register.

use mingjie::{
    domain::{Actor, Grant, Role},
    registry::people::AccountOrder,
};
use serde_json::json;

use super::{Answered, Client, Served};

/// The password of every account that tests make.
pub(crate) const PASSWORD: &str = "剡溪九曲胜桐江今朝月";

impl Served {
    /// Makes an account with these grants.
    pub(crate) async fn account(&self, login: &str, grants: &[(Role, &str)]) {
        let order = AccountOrder {
            login: login.to_owned(),
            name: format!("{login} 某"),
            password: Some(PASSWORD.to_owned()),
            must_change: false,
            grants: grants
                .iter()
                .map(|(role, region)| Grant {
                    role: *role,
                    region: (*region).to_owned(),
                })
                .collect(),
        };
        self.registry
            .add_account(&Actor::command("tester"), order)
            .await
            .unwrap();
    }

    /// Makes an account and signs it in.
    pub(crate) async fn person(&self, login: &str, grants: &[(Role, &str)]) -> Client {
        self.account(login, grants).await;
        self.signed_in(login).await
    }

    /// Signs an account in.
    pub(crate) async fn signed_in(&self, login: &str) -> Client {
        let answer = self.sign_in(login, PASSWORD).await;
        assert_eq!(answer.status, 200, "{:#}", answer.body);
        self.public.with_session(&answer)
    }

    /// What signing in answers.
    pub(crate) async fn sign_in(&self, login: &str, password: &str) -> Answered {
        self.public
            .post(
                "/api/v1/session",
                &json!({ "login": login, "password": password }),
            )
            .answer()
            .await
    }
}
