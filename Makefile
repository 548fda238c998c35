# Everything a stranger needs: `make demo` and `make test`, each complete on its own.
# Each target may be run again at any time; what is done already is not done twice.

TARGET := $(or $(CARGO_TARGET_DIR),target)
DENY_VERSION := 0.20.2

# The pages, once they are there: what they are built from, and what comes out.
WEB := $(and $(wildcard web/package.json),$(wildcard web/index.html))
WEB_SOURCES := $(if $(WEB),$(shell find web -type f -not -path 'web/node_modules/*' -not -path 'web/dist/*' -not -path 'web/tests/*'))
WEB_LOCK := web/node_modules/.package-lock.json

# `$(call npm_run,NAME)`: a script of the pages, where there is one.
npm_run = $(if $(WEB),if npm --prefix web pkg get scripts.$(1) | grep -q '[^{} ]'; then npm --prefix web run $(1); fi,true)

.PHONY: demo test setup build web fmt format-check lint licences bench clean help

help:
	@echo "make demo      a county on a map in the browser; stays up until Ctrl-C"
	@echo "make test      all tests: units, PostGIS, HTTP, browser"
	@echo "make setup     the system packages that are missing"
	@echo "make build     the program: $(TARGET)/release/mingjie"
	@echo "make web       the pages: web/dist"
	@echo "make fmt       format the sources"
	@echo "make lint      format check, clippy and the pages' lint; warnings are errors"
	@echo "make licences  what may be built in"
	@echo "make bench     the benchmarks"
	@echo "make clean     remove what was built; data stays"

demo: build
	@echo "==> demo: making the county and serving it"
	@exec $(TARGET)/release/mingjie demo

test: setup web
	@echo "==> tests: building and running"
	cargo test --locked
	@echo "==> browser tests"
	@MINGJIE_BIN="$(abspath $(TARGET))/debug/mingjie" && export MINGJIE_BIN && $(call npm_run,test)

setup:
	@scripts/setup.sh

build: setup web
	@echo "==> program: building $(TARGET)/release/mingjie"
	cargo build --locked --release

ifdef WEB
web: web/dist/index.html

$(WEB_LOCK): web/package-lock.json
	@echo "==> pages: installing packages"
	npm --prefix web ci --no-audit --no-fund
	@touch $@

web/dist/index.html: $(WEB_LOCK) $(WEB_SOURCES)
	@echo "==> pages: building web/dist"
	npm --prefix web run build
	@touch $@
else
web:
	@echo "==> pages: none yet"
endif

fmt:
	@echo "==> formatting"
	cargo fmt
	@$(call npm_run,format)

format-check:
	@echo "==> format check"
	cargo fmt --check

lint: web format-check
	@echo "==> clippy"
	cargo clippy --locked --all-targets -- -D warnings
	@echo "==> lint of the pages"
	@$(call npm_run,lint)

licences:
	@cargo deny --version >/dev/null 2>&1 || { \
	    echo "==> licences: installing cargo-deny (three minutes, once)"; \
	    cargo install cargo-deny --locked --version $(DENY_VERSION); }
	@echo "==> licences: checking"
	cargo deny --all-features --locked check licenses bans sources

bench: setup web
	@echo "==> benchmarks"
	cargo bench --locked

clean:
	@echo "==> removing what was built"
	cargo clean
	rm -rf web/dist web/node_modules
