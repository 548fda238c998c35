#!/usr/bin/env bash
# Imports doorplates with every check, log and index, and beside it with ogr2ogr, which has none.
#   benches/import.sh [SCALE]      needs gdal-bin; MINGJIE names another binary
set -euo pipefail
cd "$(dirname "$0")/.."
SCALE=${1:-1}
MINGJIE=$(readlink -f "${MINGJIE:-${CARGO_TARGET_DIR:-target}/release/mingjie}")
WORK=$(mktemp -d "${TMPDIR:-/tmp}/mingjie-import.XXXXXX")
chmod 755 "$WORK"
holder=
trap '[ -z "$holder" ] || kill "$holder" 2>/dev/null; wait; rm -rf "$WORK"' EXIT

# Processor time, in ticks, of the server's sessions that have ended.
sessions() { awk '{ print $16 + $17 }' "/proc/$(head -n 1 "$socket/cluster/postmaster.pid")/stat"; }

measure() { # measure COMMAND...: runs it, prints its seconds and the processor's, the server's with it
    local before
    # What an earlier run left to be written is in nobody's time either.
    psql -qh "$socket" -U postgres -d postgres -c checkpoint
    sync
    before=$(sessions)
    TIMEFORMAT='%R %U %S'
    { time "$@" >"$WORK/out" 2>"$WORK/err"; } 2>"$WORK/time" || { cat "$WORK/err" >&2; return 1; }
    sleep 0.5
    awk -v ticks=$(($(sessions) - before)) '{ printf "%.1f %.1f\n", $1, $2 + $3 + ticks / 100 }' "$WORK/time"
}

"$MINGJIE" synth --scale "$SCALE" --out "$WORK/files" --formats csv,geojsonseq >/dev/null

# Each format into a cluster of its own: the same plates again would only be recognised.
for format in geojsonl csv; do
    export MINGJIE_DATA="$WORK/$format"
    mkdir -m 755 "$MINGJIE_DATA"
    "$MINGJIE" migrate >/dev/null
    # A serving process owns the cluster, so that starting it is in nobody's time.
    "$MINGJIE" serve --listen 127.0.0.1:0 2>"$WORK/serve.log" &
    holder=$!
    until grep -q listening "$WORK/serve.log"; do sleep 0.1; done
    for kind in region place road; do "$MINGJIE" import $kind "$WORK/files/$kind.csv" --json >/dev/null; done
    socket=$(find "$MINGJIE_DATA" -name '.s.PGSQL.*' ! -name '*.lock' -printf '%h\n' | head -n 1)
    psql -qh "$socket" -U postgres -d postgres -c 'create database peer'
    psql -qh "$socket" -U postgres -d peer -c 'create extension postgis'

    file="$WORK/files/doorplate.$format"
    options=() driver=GeoJSONSeq
    [ "$format" = geojsonl ] || options=(-oo X_POSSIBLE_NAMES=lon -oo Y_POSSIBLE_NAMES=lat) driver=CSV
    # The peer first: after our own import the serving process reads the new plates.
    read -r peer peer_cpu < <(PG_USE_COPY=YES measure ogr2ogr -f PostgreSQL "PG:host=$socket user=postgres dbname=peer" \
        "$driver:$file" -nln plate -a_srs EPSG:4490 "${options[@]}")
    psql -qh "$socket" -U postgres -d peer -c 'drop table plate'
    read -r own own_cpu < <(measure "$MINGJIE" import doorplate "$file" --json)
    echo "$format: mingjie $own s ($own_cpu s of processor) with checks, log and indexes; ogr2ogr $peer s ($peer_cpu) without; ratio $(awk -v a="$own" -v b="$peer" 'BEGIN { printf "%.2f", a / b }')"
    kill "$holder"; wait "$holder" || true; holder=
done
