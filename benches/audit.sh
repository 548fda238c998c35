#!/usr/bin/env bash
# What `mingjie audit verify` takes over N changes made by the product's own import, and how much memory,
# beside what the database needs to count and to hash the same rows.
#   benches/audit.sh [N]      default 1000000; MINGJIE names another binary
set -euo pipefail
cd "$(dirname "$0")/.."
N=${1:-1000000}
MINGJIE=$(readlink -f "${MINGJIE:-${CARGO_TARGET_DIR:-target}/release/mingjie}")
WORK=$(mktemp -d "${TMPDIR:-/tmp}/mingjie-audit.XXXXXX")
chmod 755 "$WORK"
export MINGJIE_DATA="$WORK/data"
mkdir -m 755 "$MINGJIE_DATA"
holder=
trap '[ -z "$holder" ] || kill "$holder" 2>/dev/null; wait; rm -rf "$WORK"' EXIT

# take NAME COMMAND...: runs it, prints its seconds.
take() {
    local name=$1
    shift
    TIMEFORMAT='%R'
    { time "$@" >"$WORK/out" 2>"$WORK/err"; } 2>"$WORK/time" || { cat "$WORK/out" "$WORK/err" >&2; return 1; }
    printf '%-44s %8.2f s\n' "$name" "$(cat "$WORK/time")"
}

"$MINGJIE" migrate >/dev/null
"$MINGJIE" serve --listen 127.0.0.1:0 2>"$WORK/serve.log" &
holder=$!
until grep -qs listening "$WORK/serve.log"; do sleep 0.1; done
socket=$(find "$MINGJIE_DATA" -name '.s.PGSQL.*' ! -name '*.lock' -printf '%h\n' | head -n 1)

# Nine tenths are first versions, one tenth corrects them: the log keeps what was before.
plates() { # plates COUNT SUFFIX
    awk -v n="$1" -v suffix="$2" 'BEGIN {
        print "source_id,number,suffix,lon,lat"
        for (i = 0; i < n; i++)
            printf "D%d,%d,%s,%.6f,%.6f\n", i, i % 9000 + 1, suffix, 120.5 + (i % 1000) / 2000, 29.3 + int(i / 1000) / 4000
    }'
}
second=$((N / 10))
first=$((N - second))
plates "$first" "" >"$WORK/first.csv"
plates "$second" "甲" >"$WORK/second.csv"
take "import of $first plates" "$MINGJIE" import doorplate "$WORK/first.csv" --json
take "import of $second corrections" "$MINGJIE" import doorplate "$WORK/second.csv" --json

sql() { psql -qAth "$socket" -U postgres -d mingjie -c "$1"; }
take "limit: count of changes" sql 'select count(*) from register.change'
take "limit: a SHA-256 of each row as text" sql 'select count(distinct sha256(t::text::bytea)) from register.doorplate t'

"$MINGJIE" audit verify --json >"$WORK/verify" 2>"$WORK/err" &
verify=$!
begun=$(date +%s.%N)
peak=0
while kill -0 "$verify" 2>/dev/null; do
    now=$(awk '/^VmHWM/ { print $2 }' "/proc/$verify/status" 2>/dev/null || true)
    [ "${now:-0}" -le "$peak" ] || peak=$now
    sleep 0.1
done
wait "$verify" || { cat "$WORK/verify" "$WORK/err" >&2; exit 1; }
awk -v begun="$begun" -v ended="$(date +%s.%N)" -v peak="$peak" \
    'BEGIN { printf "%-44s %8.2f s, %.0f MiB of the command\n", "audit verify", ended - begun, peak / 1024 }'
cat "$WORK/verify"
