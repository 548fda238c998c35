#!/usr/bin/env bash
# What knowing who asks costs: the same route asked by anybody, with a session's cookie and with a key, in
# turns on one server, so that what else the machine does is in all of them.
#   benches/http/signed_in.sh [SECONDS] [ROUNDS]      default 5 and 5; needs wrk and jq
set -euo pipefail
cd "$(dirname "$0")/../.."
SECONDS_EACH=${1:-5}
ROUNDS=${2:-5}
MINGJIE=$(readlink -f "${MINGJIE:-${CARGO_TARGET_DIR:-target}/release/mingjie}")
WORK=$(mktemp -d "${TMPDIR:-/tmp}/mingjie-signed-in.XXXXXX")
chmod 755 "$WORK"
export MINGJIE_DATA="$WORK/data"
mkdir -m 755 "$MINGJIE_DATA"
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; wait; rm -rf "$WORK"' EXIT

PASSWORD=剡溪九曲胜桐江今朝月
"$MINGJIE" migrate >/dev/null
"$MINGJIE" synth --scale 0.01 --out "$WORK/files" --formats csv >/dev/null
for kind in region place road doorplate; do
    "$MINGJIE" import "$kind" "$WORK/files/$kind.csv" --json >/dev/null || [ $? = 2 ]
done
printf '%s\n' "$PASSWORD" | "$MINGJIE" user add bench --name 测试 --grant clerk@'*' >/dev/null
# A key answers so many requests a minute and no more: many of them take turns.
for nth in $(seq 40); do
    "$MINGJIE" key create "bench$nth" --role provider --region '*' --rate 60000 --days 1 --json |
        jq -r '"Authorization: Bearer " + .key'
done >"$WORK/keys"
"$MINGJIE" serve --listen 127.0.0.1:0 2>"$WORK/serve.log" &
server=$!
until grep -qs listening "$WORK/serve.log"; do sleep 0.1; done
URL=http://$(grep listening "$WORK/serve.log" | head -n 1 | jq -r .fields.address)
until curl -sfo /dev/null "$URL/readyz"; do sleep 0.1; done
COOKIE=$(curl -sfD - -o /dev/null -H 'content-type: application/json' \
    -d "{\"login\": \"bench\", \"password\": \"$PASSWORD\"}" "$URL/api/v1/session" |
    sed -n 's/^set-cookie: \([^;]*\).*/\1/Ip')

# Where a plate is, so that there is something to answer.
PLACE=$(curl -sf "$URL/api/v1/doorplate?limit=1" |
    jq -r '.features[0].geometry.coordinates | "lon=\(.[0])&lat=\(.[1])"')
ROUTE="$URL/api/v1/nearest?$PLACE&k=1"

echo "Cookie: $COOKIE" >"$WORK/cookie"
echo "Accept: */*" >"$WORK/nobody"

answers() { # answers FILE: a second, each request with the next header of the file
    HEADERS=$1 wrk -t2 -c16 -d"${SECONDS_EACH}s" -s benches/http/headers.lua "$ROUTE" |
        awk '/^Requests\/sec/ { print $2 } /Non-2xx/ { print "refused: " $0 > "/dev/stderr"; exit 1 }'
}

for round in $(seq "$ROUNDS"); do
    echo "$(answers "$WORK/nobody") $(answers "$WORK/cookie") $(answers "$WORK/keys")"
done | tee "$WORK/rounds" | awk '{ printf "open %.0f/s, session %.0f/s, key %.0f/s\n", $1, $2, $3; fflush() }'

median() { sort -n | awk '{ a[NR] = $1 } END { print (NR % 2) ? a[(NR + 1) / 2] : (a[NR / 2] + a[NR / 2 + 1]) / 2 }'; }
session=$(awk '{ print 100 * (1 - $2 / $1) }' "$WORK/rounds" | median)
key=$(awk '{ print 100 * (1 - $3 / $1) }' "$WORK/rounds" | median)
printf 'a session costs %.1f %% of the answers a second, a key %.1f %% (medians of %d rounds)\n' "$session" "$key" "$ROUNDS"
