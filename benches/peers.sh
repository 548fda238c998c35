#!/usr/bin/env bash
# The served answers beside peers' on the same data, machine and run.
#   benches/peers.sh [SCALE]
# Needs wrk, psql, python3; MARTIN names martin's binary, PEERS_VENV a Python environment with tipg, pygeoapi and
# gunicorn. A peer that is not there is said to be missing and left out. MINGJIE and BARE name other binaries.
set -euo pipefail
cd "$(dirname "$0")/.."
SCALE=${1:-1}
BUILT=${CARGO_TARGET_DIR:-target}/release
MINGJIE=$(readlink -f "${MINGJIE:-$BUILT/mingjie}")
BARE=$(readlink -f "${BARE:-$BUILT/examples/bare}")
MARTIN=${MARTIN:-$(command -v martin || true)}
SECONDS_EACH=${SECONDS_EACH:-5}
WORK=$(mktemp -d "${TMPDIR:-/tmp}/mingjie-peers.XXXXXX")
chmod 755 "$WORK"
export MINGJIE_DATA="$WORK/data" MINGJIE_TILE_LAYERS="$PWD/benches/layers"
MINGJIE_WRITE_TOKEN=$(od -An -tx1 -N20 /dev/urandom | tr -d ' \n')
export MINGJIE_WRITE_TOKEN
mkdir -m 755 "$MINGJIE_DATA"
running=()
trap 'for pid in "${running[@]}"; do kill "$pid" 2>/dev/null || true; done; wait; rm -rf "$WORK"' EXIT
OWN=http://127.0.0.1:4101 BESIDE=http://127.0.0.1:4102

up() { # up URL: waits until somebody answers there
    for _ in $(seq 600); do curl -sfo "$WORK/up" "$1" && return; sleep 0.1; done
    tail -n 20 "$WORK/log" >&2
    echo "nobody answers at $1" >&2; return 1
}

start() { # start COMMAND…: in the background; $server is its process
    "$@" >>"$WORK/log" 2>&1 &
    server=$!
    running+=("$server")
}

halt() { kill "$1"; wait "$1" 2>/dev/null || true; }

ticks() { # ticks PID…: processor time so far of these and everything below them, in hundredths of a second
    { cat /proc/[0-9]*/stat 2>/dev/null || true; } | sed 's/(.*)/x/' | awk -v roots="$*" '
        { parent[$1] = $4; used[$1] = $14 + $15 + $16 + $17 }
        END {
            split(roots, list, " ")
            for (i in list) wanted[list[i]] = 1
            for (pid in parent) {
                for (at = pid; at > 1 && !(at in wanted); at = parent[at]);
                if (at in wanted) sum += used[pid]
            }
            print sum + 0
        }'
}

load() { # load NAME BASE PATHS CPU-PIDS [CONNECTIONS]: a line of the table
    local before after line
    PATHS=$3 wrk -t1 -c2 -d1s -s benches/http/paths.lua "$2" >/dev/null
    before=$(ticks $4)
    line=$(PATHS=$3 wrk -t1 -c"${5:-8}" -d"${SECONDS_EACH}s" --latency -s benches/http/paths.lua "$2" | sed -n 's/^RESULT //p')
    after=$(ticks $4)
    awk -v name="$1" -v line="$line" -v cpu=$((after - before)) -v s="$SECONDS_EACH" 'BEGIN {
        split(line, v, " ")
        printf "%-34s %9.0f/s  median %8.3f ms  p99 %9.3f ms  %7.1f kB  CPU %8.3f ms  faults %d\n",
            name, v[1], v[2], v[3], v[4], v[1] ? cpu * 10 / (v[1] * s) : 0, v[5]
    }'
}

beside() { # beside NAME PATHS [CONNECTIONS]: ours, then bare axum with the same bytes
    load "mingjie $1" $OWN "$2" "$own" "${3:-8}"
    start "$BARE" 127.0.0.1:4102 $OWN "$2" "${ENCODING:-identity}"
    up "$BESIDE$(head -n 1 "$2")"
    load "bare axum, the same bytes" $BESIDE "$2" "$server" "${3:-8}"
    halt "$server"
}

serve() { # serve [VARIABLE=VALUE…]: our server; $own is its process
    start env "$@" "$MINGJIE" serve --listen 127.0.0.1:4101
    own=$server
    up $OWN/readyz
}

echo "== data: scale $SCALE"
"$MINGJIE" synth --scale "$SCALE" --out "$WORK/files" --formats csv >/dev/null
"$MINGJIE" migrate >/dev/null
# The first server owns the cluster; the measured ones come and go.
start "$MINGJIE" serve --listen 127.0.0.1:4100
holder=$server
up http://127.0.0.1:4100/healthz
for kind in region place road doorplate boundary_line boundary_marker cemetery plot; do
    "$MINGJIE" import $kind "$WORK/files/$kind.csv" --json >/dev/null
done
socket=$(find "$MINGJIE_DATA" -name '.s.PGSQL.*' ! -name '*.lock' -printf '%h\n' | head -n 1)
postgres=$(head -n 1 "$(find "$MINGJIE_DATA" -name postmaster.pid | head -n 1)")
sql() { psql -qXh "$socket" -U postgres -d mingjie "$@"; }
sql -v ON_ERROR_STOP=1 <<'SQL'
create schema peer;
create table peer.boundaries as select fid as id, code, name, level, geom from register.boundary_line;
create table peer.roads as select fid as id, code, name, class, width_m, geom from register.road where geom is not null;
create table peer.doorplates as select fid as id, code, road_name, number, state, geom from register.doorplate;
create table peer.plots as select fid as id, code, occupancy, geom from register.plot;
do $$ declare t text; begin
    foreach t in array array['boundaries', 'roads', 'doorplates', 'plots'] loop
        execute format('alter table peer.%I add primary key (id)', t);
        execute format('create index on peer.%I using gist (geom)', t);
        execute format('analyze peer.%I', t);
    end loop;
end $$;
SQL
inputs="$WORK/files/inputs"
paths() { awk -F, "NR > 1 { $1 }" "$2"; }
paths 'print "/tiles/internal/" $1 "/" $2 "/" $3 ".mvt"' "$inputs/tiles.csv" >"$WORK/own-tiles"
paths 'l = ""; if ($1 >= 8) l = "boundaries"; if ($1 >= 10) l = l ",roads"; if ($1 >= 14) l = l ",doorplates";
    if ($1 >= 15) l = l ",plots"; print "/" l "/" $1 "/" $2 "/" $3' "$inputs/tiles.csv" >"$WORK/martin-tiles"
paths 'print "/api/v1/nearest?lon=" $1 "&lat=" $2' "$inputs/points.csv" >"$WORK/nearest"
paths 'print "/api/v1/reverse?lon=" $1 "&lat=" $2' "$inputs/points.csv" >"$WORK/reverse"
box() { paths "if (\$5 == 5000) print \"$1bbox=\" \$1 \",\" \$2 \",\" \$3 \",\" \$4 \"&limit=1000\"" "$inputs/bboxes.csv"; }
box '/ogc/collections/doorplates/items?' >"$WORK/own-items"
box '/collections/peer.doorplates/items?f=geojson\&' | sed 's/\\//g' >"$WORK/tipg-items"
box '/collections/doorplates/items?f=json\&' | sed 's/\\//g' >"$WORK/pygeoapi-items"
export BEARER=$MINGJIE_WRITE_TOKEN

echo "== tiles, nothing cached"
serve MINGJIE_TILE_CACHE_BYTES=0
load "mingjie" $OWN "$WORK/own-tiles" "$own"
ENCODING=gzip load "mingjie, gzip" $OWN "$WORK/own-tiles" "$own"
halt "$own"
if [ -n "$MARTIN" ]; then
    { # martin's configuration
        printf 'listen_addresses: 127.0.0.1:4103\nworker_processes: 2\ncache: {size_mb: 0}\npostgres:\n'
        printf '  connection_string: "host=%s user=postgres dbname=mingjie"\n  pool_size: 16\n  auto_bounds: skip\n' "$socket"
        printf '  auto_publish: false\n  tables:\n'
        table() {
            printf '    %s: {schema: peer, table: %s, srid: 4490, geometry_column: geom, geometry_type: %s, id_column: id, minzoom: %s, maxzoom: 20, extent: 4096, buffer: 64, clip_geom: true, properties: {%s}}\n' "$1" "$1" "$2" "$3" "$4"
        }
        table boundaries LINESTRING 8 'code: text, name: text, level: text'
        table roads LINESTRING 10 'code: text, name: text, class: text, width_m: float8'
        table doorplates POINT 14 'code: text, road_name: text, number: text, state: text'
        table plots POLYGON 15 'code: text, occupancy: text'
    } >"$WORK/martin.yaml"
    start "$MARTIN" --config "$WORK/martin.yaml"
    up http://127.0.0.1:4103/health
    load "martin" http://127.0.0.1:4103 "$WORK/martin-tiles" "$server $postgres"
    ENCODING=gzip load "martin, gzip" http://127.0.0.1:4103 "$WORK/martin-tiles" "$server $postgres"
    halt "$server"
else
    echo "martin is missing"
fi

echo "== tiles, all cached; look-ups"
serve MINGJIE_TILE_CACHE_BYTES=536870912
beside "tiles" "$WORK/own-tiles"
ENCODING=gzip beside "tiles, gzip" "$WORK/own-tiles"
unset BEARER
beside "nearest" "$WORK/nearest"
beside "reverse" "$WORK/reverse"
load "mingjie items, a box, 1000" $OWN "$WORK/own-items" "$own"
echo "mingjie, all doorplates paged: $(python3 benches/http/page.py "$OWN/ogc/collections/doorplates/items?limit=10000") (seconds, features, distinct)"
echo "resident memory: $(awk '/VmRSS/ { print $2 / 1024 " MiB" }' "/proc/$own/status")"
halt "$own"

if [ -x "${PEERS_VENV:-}/bin/uvicorn" ]; then
    echo "== tipg"
    start env DATABASE_URL="postgresql://postgres@${socket//\//%2F}/mingjie" TIPG_DB_SCHEMAS='["peer"]' \
        TIPG_DB_SPATIAL_EXTENT=false TIPG_DB_DATETIME_EXTENT=false TIPG_MAX_FEATURES_PER_QUERY=10000 \
        "$PEERS_VENV/bin/uvicorn" tipg.main:app --host 127.0.0.1 --port 4104 --workers 2 --log-level warning --no-access-log
    up http://127.0.0.1:4104/healthz
    load "tipg items, a box, 1000" http://127.0.0.1:4104 "$WORK/tipg-items" "$server $postgres"
    [ -n "${NO_PAGING:-}" ] || echo "tipg, all doorplates paged: $(python3 benches/http/page.py "http://127.0.0.1:4104/collections/peer.doorplates/items?f=geojson&limit=10000")"
    halt "$server"
    echo "== pygeoapi"
    extent='extents: {spatial: {bbox: [119, 27, 122, 29], crs: "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}}'
    cat >"$WORK/pygeoapi.yml" <<YAML
server: {bind: {host: 127.0.0.1, port: 4105}, url: "http://127.0.0.1:4105", mimetype: "application/json; charset=UTF-8", encoding: utf-8, gzip: false, languages: [en-US], cors: false, pretty_print: false, limits: {default_items: 10, max_items: 10000}, map: {url: "x", attribution: "x"}}
logging: {level: ERROR}
metadata:
  identification: {title: b, description: b, keywords: [b], keywords_type: theme, terms_of_service: x, url: x}
  license: {name: x, url: x}
  provider: {name: x, url: x}
  contact: {name: x, position: x, address: x, city: x, stateorprovince: x, postalcode: x, country: x, phone: x, fax: x, email: x, url: x, hours: x, instructions: x, role: x}
resources:
  doorplates:
    type: collection
    title: d
    description: d
    keywords: [d]
    links: []
    $extent
    providers:
      - {type: feature, name: PostgreSQL, data: {host: "$socket", port: 5432, dbname: mingjie, user: postgres, password: x, search_path: [peer, public]}, id_field: id, table: doorplates, geom_field: geom, storage_crs: "http://www.opengis.net/def/crs/EPSG/0/4490"}
YAML
    export PYGEOAPI_CONFIG="$WORK/pygeoapi.yml" PYGEOAPI_OPENAPI="$WORK/pygeoapi-openapi.yml"
    "$PEERS_VENV/bin/pygeoapi" openapi generate "$PYGEOAPI_CONFIG" --output-file "$PYGEOAPI_OPENAPI" >>"$WORK/log" 2>&1
    start "$PEERS_VENV/bin/gunicorn" --bind 127.0.0.1:4105 --workers 2 --threads 8 --worker-class gthread --log-level error pygeoapi.flask_app:APP
    up http://127.0.0.1:4105/
    load "pygeoapi items, a box, 1000" http://127.0.0.1:4105 "$WORK/pygeoapi-items" "$server $postgres"
    [ -n "${NO_PAGING:-}" ] || echo "pygeoapi, all doorplates paged: $(python3 benches/http/page.py "http://127.0.0.1:4105/collections/doorplates/items?f=json&limit=10000")"
    halt "$server"
else
    echo "tipg and pygeoapi are missing (PEERS_VENV)"
fi
kill "$holder"
