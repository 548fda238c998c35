#!/usr/bin/env bash
# Installs the system packages that are missing, and only those; asks apt nothing otherwise.
# Debian 12 and newer; sudo only when not root.
set -euo pipefail

say() { printf '==> %s\n' "$*"; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "not root and no sudo: run as root: $*"
    fi
}

has_command() { command -v "$1" >/dev/null; }
has_postgis() { compgen -G '/usr/share/postgresql/*/extension/postgis.control' >/dev/null; }
has_font() { compgen -G '/usr/share/fonts/*/noto*/NotoSansCJK-Regular.ttc' >/dev/null; }

# Rust and Node are the developer's own choice of installation.
has_command cargo || fail "Rust is not installed: https://rustup.rs"
has_command node && has_command npm || fail "Node 20.19 or newer with npm is not installed: https://nodejs.org"
node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
    fail "Node $(node --version) is too old: 20.19 or newer is needed"

missing=()
has_command cmake || missing+=(cmake)                      # builds PROJ
has_command g++ || missing+=(g++)                          # builds PROJ
has_command make || missing+=(make)
has_command pkg-config || missing+=(pkg-config)
has_command sqlite3 || missing+=(sqlite3)                  # makes proj.db
[ -e /usr/include/sqlite3.h ] || missing+=(libsqlite3-dev) # builds PROJ
has_command setpriv || missing+=(util-linux)               # runs the private cluster
has_command chromium || missing+=(chromium)                # browser tests
has_font || missing+=(fonts-noto-cjk)                      # papers, screenshots

if [ "${#missing[@]}" = 0 ] && has_postgis; then
    say "system packages: nothing missing"
    exit 0
fi

has_command apt-get || fail "no apt-get here; install by your own means: ${missing[*]} PostgreSQL with PostGIS"
say "system packages: reading the package lists"
as_root apt-get -o DPkg::Lock::Timeout=300 update -qq
if ! has_postgis; then
    # The version that the distribution's `postgresql` stands for.
    major=$(apt-cache depends postgresql | sed -n 's/^ *Depends: postgresql-\([0-9][0-9]*\)$/\1/p' | head -n 1)
    [ -n "$major" ] || fail "the package lists know no postgresql: set DATABASE_URL to a server that has PostGIS"
    missing+=(postgresql "postgresql-$major-postgis-3")
fi
say "system packages: installing ${missing[*]}"
as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "${missing[@]}"
